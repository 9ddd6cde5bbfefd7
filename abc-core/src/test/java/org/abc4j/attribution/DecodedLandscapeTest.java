package org.abc4j.attribution;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.Ablation;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.SmoothCodec;
import org.abc4j.testing.Threads;
import org.junit.jupiter.api.Test;

/** Landscapes of a latent space, measured in the pixels that it decodes to. */
class DecodedLandscapeTest {
  private static final Scenario SCENARIO = Scenario.of(4, Kind.GAUSSIAN, Walk.DDIM);
  private static final Sample SAMPLE = SCENARIO.sample();
  private static final SmoothCodec CODEC = SmoothCodec.of(Scenario.SHAPE, 0.7);
  private static final float[] FACTUAL =
      CODEC.decode(Batch.of(Scenario.SHAPE, SAMPLE.image())).row(0);

  private static Ablation without(int source) {
    return Ablation.ofSources(SCENARIO.code(), source);
  }

  private static float[] decodedCounterfactual(int source) {
    return CODEC.decode(ExactCounterfactuals.of(SAMPLE).images(List.of(without(source)))).row(0);
  }

  @Test
  void exact_eachSource_isTheDistanceOfDecodedImages() {
    Landscape landscape = new AblationAttributor().decodedBy(CODEC).attribute(SAMPLE);
    for (int s = 0; s < Scenario.SOURCES; s++) {
      assertEquals(
          Distance.euclidean().between(FACTUAL, decodedCounterfactual(s), CODEC.imageShape()),
          landscape.distance(s));
    }
    assertTrue(landscape.radius() > new AblationAttributor().attribute(SAMPLE).radius());
  }

  @Test
  void exact_anyChunkAndThreads_isTheSame() {
    Landscape expected = new AblationAttributor().decodedBy(CODEC).attribute(SAMPLE);
    Threads.with(
        3,
        execution -> {
          for (int chunk : new int[] {1, 3, 100}) {
            assertEquals(
                expected,
                new AblationAttributor()
                    .decodedBy(CODEC)
                    .with(execution)
                    .withChunk(chunk)
                    .attribute(SAMPLE));
          }
        });
  }

  @Test
  void exact_visitor_seesDecodedImagesInOrder() {
    List<Long> seen = new ArrayList<>();
    new AblationAttributor()
        .decodedBy(CODEC)
        .landscapes(
            SAMPLE,
            List.of(Distance.euclidean().scaledTo(new Shape(3, 16, 16))),
            (source, ablation, image) -> {
              assertArrayEquals(decodedCounterfactual((int) source), image);
              assertEquals(without((int) source), ablation);
              seen.add(source);
            });
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L), seen);
  }

  @Test
  void screening_verifiedSources_haveTheDistancesOfDecodedImages() {
    ScreenedLandscape screened =
        new ScreeningAttributor(new DifferentialAttributor().decodedBy(CODEC))
            .decodedBy(CODEC)
            .withFirst(3)
            .withDrawn(2, 1)
            .attribute(SAMPLE);
    for (int source : screened.verified()) {
      assertEquals(
          Distance.euclidean().between(FACTUAL, decodedCounterfactual(source), CODEC.imageShape()),
          screened.distance(source).orElseThrow());
    }
  }

  @Test
  void differential_columns_areTheDecodersDerivatives() {
    EnsembleJacobian latent = EnsembleJacobian.of(SAMPLE);
    EnsembleJacobian decoded = new DifferentialAttributor().decodedBy(CODEC).jacobian(SAMPLE);
    assertEquals(CODEC.imageShape(), decoded.shape());
    double[] mean = new double[CODEC.imageShape().size()];
    for (int j = 0; j < Scenario.MEMBERS; j++) {
      assertEquals(0, decoded.error(j));
      double[] column = decoded.column(j);
      for (int p = 0; p < column.length; p++) {
        double expected = CODEC.slope(SAMPLE.image(), latent.column(j), p);
        assertEquals(expected, column[p], 1e-6 * (1 + Math.abs(expected)));
        mean[p] += column[p] / Scenario.MEMBERS;
      }
    }
    for (double value : mean) {
      assertEquals(0, value, 1e-15);
    }
  }

  @Test
  void differential_distances_areThoseOfTheImagesThatItPredicts() {
    DifferentialAttributor attributor = new DifferentialAttributor().decodedBy(CODEC);
    EnsembleJacobian jacobian = attributor.jacobian(SAMPLE);
    Landscape landscape = attributor.attribute(SAMPLE);
    Distance lambda = (a, b, shape) -> Distance.euclidean().between(a, b, shape);
    Landscape images = jacobian.landscape(lambda);
    for (int s = 0; s < Scenario.SOURCES; s++) {
      float[] predicted = jacobian.counterfactual(without(s));
      double expected = Distance.euclidean().between(FACTUAL, predicted, CODEC.imageShape());
      assertEquals(expected, landscape.distance(s), 1e-5 * (1 + expected));
      assertEquals(expected, images.distance(s), 1e-5 * (1 + expected));
    }
  }

  /** With a linear decoder nothing is lost but what the Jacobian loses. */
  @Test
  void differential_linearDecoder_decodesFirstOrderCounterfactuals() {
    SmoothCodec linear = SmoothCodec.of(Scenario.SHAPE, 0);
    EnsembleJacobian latent = EnsembleJacobian.of(SAMPLE);
    EnsembleJacobian decoded = latent.decodedBy(linear, Execution.sequential());
    for (int s = 0; s < Scenario.SOURCES; s++) {
      float[] expected =
          linear.decode(Batch.of(Scenario.SHAPE, latent.counterfactual(without(s)))).row(0);
      assertArrayEquals(expected, decoded.counterfactual(without(s)), 2e-6f);
    }
  }

  @Test
  void differential_byDifferences_liesWithinTheErrorThatIsStated() {
    EnsembleJacobian exact = new DifferentialAttributor().decodedBy(CODEC).jacobian(SAMPLE);
    EnsembleJacobian found =
        new DifferentialAttributor().decodedBy(CODEC.withoutForwardMode()).jacobian(SAMPLE);
    double errors = 0;
    for (int j = 0; j < Scenario.MEMBERS; j++) {
      errors += found.error(j) / Scenario.MEMBERS;
    }
    for (int j = 0; j < Scenario.MEMBERS; j++) {
      double apart = 0;
      double[] a = exact.column(j);
      double[] b = found.column(j);
      for (int p = 0; p < a.length; p++) {
        apart += (a[p] - b[p]) * (a[p] - b[p]);
      }
      assertTrue(found.error(j) > 0);
      // A column is centred: the errors of all have a part in it.
      assertTrue(Math.sqrt(apart) <= found.error(j) + errors, "column " + j);
    }
  }

  @Test
  void decodedBy_aCodecOfAnotherSpace_isRefused() {
    SmoothCodec other = SmoothCodec.of(new Shape(1, 2, 2), 0);
    String message = "the codec's latents have shape 1×2×2, the sample has 1×4×4";
    assertIllegal(message, () -> new AblationAttributor().decodedBy(other).attribute(SAMPLE));
    assertIllegal(message, () -> new DifferentialAttributor().decodedBy(other).attribute(SAMPLE));
    assertIllegal(message, () -> ExactCounterfactuals.of(SAMPLE).decodedBy(other));
    EnsembleJacobian decoded = EnsembleJacobian.of(SAMPLE).decodedBy(CODEC, Execution.sequential());
    assertFails(
        IllegalStateException.class,
        "this Jacobian is one of decoded images already",
        () -> decoded.decodedBy(CODEC, Execution.sequential()));
  }
}
