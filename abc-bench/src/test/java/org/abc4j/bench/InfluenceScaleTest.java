package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.noise.NoiseSchedule;
import org.junit.jupiter.api.Test;

class InfluenceScaleTest {
  @Test
  void parse_partsLeftOut_areTheUsual() {
    assertEquals(new InfluenceScale(7, 32, 24, 5), InfluenceScale.parse("7"));
    assertEquals(new InfluenceScale(7, 8, 9, 2), InfluenceScale.parse("7x8x9x2"));
    for (String wrong : List.of("", "0", "7x", "7x8x9x2x1", "-7", "7x8.5", "1234567890")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> InfluenceScale.parse(wrong))
              .getMessage();
      assertTrue(message.endsWith("found '" + wrong + "'"), message);
    }
  }

  @Test
  void print_aFewSources_measuresEachPart() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new InfluenceScale(40, 8, 9, 2).print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertTrue(lines.get(0).contains("N = 40, n = 9, m = 192, S = 2, P = 86;"), lines.get(0));
    assertTrue(lines.get(0).startsWith("residuals of 40 points at timesteps ["), lines.get(0));
    assertEquals(6, lines.size());
    assertTrue(lines.get(5).startsWith("p-values "), lines.get(5));
  }

  @Test
  void predict_isTheGaussianDenoiser() {
    NoiseSchedule schedule = NoiseSchedule.linear();
    double[] mean = {0.5, -1};
    IsotropicGaussian model = new IsotropicGaussian(new Shape(1, 1, 2), schedule, mean, 0.25);
    int t = 300;
    double a = Math.sqrt(schedule.alphaBar(t));
    double sigma = Math.sqrt(1 - schedule.alphaBar(t));
    float[] x = {0.7f, 0.1f};
    float[] found = model.predict(Batch.of(model.shape(), x), t).toArray();
    for (int p = 0; p < 2; p++) {
      // The posterior mean of the clean value, by precisions.
      double precision = 1 / 0.25 + a * a / (sigma * sigma);
      double clean = (mean[p] / 0.25 + a * x[p] / (sigma * sigma)) / precision;
      assertEquals(clean, (x[p] - sigma * found[p]) / a, 1e-6);
    }
  }
}
