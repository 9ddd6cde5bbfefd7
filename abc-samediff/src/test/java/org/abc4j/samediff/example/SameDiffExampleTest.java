package org.abc4j.samediff.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.Landscape;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.samediff.RequiresBackend;
import org.abc4j.samediff.SameDiffTrainableModel;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.store.EnsembleFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresBackend
class SameDiffExampleTest {

  @Test
  void run_folder_isAttributedAsOnThePureJvmEngine(@TempDir Path folder) throws IOException {
    var bytes = new ByteArrayOutputStream();
    Landscape found =
        SameDiffExample.run(folder, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    EnsembleFolder trained = EnsembleFolder.open(folder);
    assertEquals(SameDiffTrainableModel.EXECUTOR, trained.manifest().provenance().get("executor"));
    var sampler = DdimSampler.steps(5).withClipping(1);
    Landscape expected =
        new AblationAttributor()
            .attribute(sampler.sample(trained.ensemble(), ExogenousNoise.philox(1).of(0)));
    assertEquals(12, found.sources());
    for (int source = 0; source < found.sources(); source++) {
      double distance = expected.distance(source);
      assertTrue(distance > 0, "distance of source " + source);
      assertEquals(distance, found.distance(source), 1e-3 * distance, "source " + source);
    }
    String printed = bytes.toString(StandardCharsets.UTF_8);
    String top = "most influential sources: " + Arrays.toString(found.top(3));
    assertTrue(printed.contains(top), printed);
    assertEquals(5, printed.lines().count(), printed);
  }
}
