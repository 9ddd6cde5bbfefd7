package org.abc4j.perception;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.Normalisation;
import org.abc4j.evaluation.FrechetDistance;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Messages;
import org.junit.jupiter.api.Test;

class FrechetScoreTest {
  private static final Execution HERE = Execution.sequential();

  /** Hands an image's values on as features, each with its own scale. */
  private static SampleFeatures scaled(float... scales) {
    FeatureExtractor extractor =
        new FeatureExtractor() {
          @Override
          public Map<String, FeatureTensor> extract(Batch images) {
            float[] values = images.toArray();
            for (int i = 0; i < values.length; i++) {
              values[i] *= scales[i % scales.length];
            }
            return Map.of(
                "last", FeatureTensor.of(images.rows(), new int[] {scales.length}, values));
          }

          @Override
          public String sha256() {
            return "0".repeat(64);
          }

          @Override
          public void close() {}
        };
    ExtractorDescription description =
        new ExtractorDescription(
            "scaled",
            "scaled.onnx",
            Optional.empty(),
            "images",
            InputPreparation.of(new double[1], new double[] {1}),
            FeatureKind.FRECHET,
            List.of("last"),
            0,
            Optional.empty());
    return SampleFeatures.of(description, extractor, Normalisation.affine(0, 1));
  }

  /**
   * Images of two values whose sample mean and covariance are exact: m ± s along each axis, so that
   * the covariance is diagonal, and the distance has a closed form.
   */
  private static Batch cross(double[] mean, double[] spread) {
    List<float[]> rows = new ArrayList<>();
    for (int k = 0; k < 2; k++) {
      for (int sign = -1; sign <= 1; sign += 2) {
        float[] row = {(float) mean[0], (float) mean[1]};
        row[k] += (float) (sign * spread[k]);
        rows.add(row);
      }
    }
    return Batch.ofRows(new Shape(1, 1, 2), rows);
  }

  @Test
  void between_axisAlignedSets_isTheClosedForm() {
    double[] meanA = {0.5, 0.25};
    double[] meanB = {0.375, 0.5};
    double[] spreadA = {0.125, 0.25};
    double[] spreadB = {0.25, 0.0625};
    float[] scales = {8, 2};
    double expected = 0;
    for (int k = 0; k < 2; k++) {
      // Two of four rows are off the mean: the unbiased variance is 2·s²/3.
      double shift = scales[k] * (meanA[k] - meanB[k]);
      double deviation = scales[k] * Math.sqrt(2 / 3.0) * (spreadA[k] - spreadB[k]);
      expected += shift * shift + deviation * deviation;
    }
    FrechetScore score =
        FrechetScore.between(scaled(scales), cross(meanA, spreadA), cross(meanB, spreadB), HERE);
    assertEquals(expected, score.distance(), 1e-12);
    assertEquals("scaled", score.extractor());
    assertEquals(4, score.images());
    assertTrue(score.toString().startsWith("Fréchet distance by scaled " + score.distance()));
  }

  @Test
  void between_anySets_isThatOfTheirFeatures() {
    TinyExtractor extractor = TinyExtractor.vector(9);
    Shape shape = new Shape(1, 3, 3);
    Batch a = Draws.images(1, 1, shape, 30);
    Batch b = Draws.images(2, 1, shape, 20);
    SampleFeatures features = extractor.features(FeatureKind.FRECHET, "vector");
    double[][] ofA = new double[30][];
    double[][] ofB = new double[20][];
    for (int i = 0; i < 30; i++) {
      ofA[i] = toDouble(features.of(a.row(i), shape).features());
    }
    for (int i = 0; i < 20; i++) {
      ofB[i] = toDouble(features.of(b.row(i), shape).features());
    }
    List<Long> progress = new ArrayList<>();
    FrechetScore score =
        FrechetScore.between(features, a, b, HERE.reportingTo((done, total) -> progress.add(done)));
    assertEquals(FrechetDistance.between(ofA, ofB), score.distance());
    assertEquals(progress.stream().sorted().toList(), progress);
    assertThrows(
        CancellationException.class,
        () -> FrechetScore.between(features, a, b, HERE.until(() -> true)));
    assertThrows(
        IllegalArgumentException.class, () -> FrechetScore.between(features, a.select(0), b, HERE));
  }

  private static double[] toDouble(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  @Test
  void metric_ofADescriptionThatComparesSets_isRefused() {
    Messages.assertIllegal(
        "Inception-v3 compares sets of images (Fréchet distance), and not two images",
        () -> ExtractorDescription.shipped("inception-v3").metric(Path.of("")));
  }
}
