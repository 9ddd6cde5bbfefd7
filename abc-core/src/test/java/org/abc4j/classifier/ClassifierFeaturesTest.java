package org.abc4j.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.Normalisation;
import org.abc4j.epochs.UnitImages;
import org.abc4j.io.MalformedFileException;
import org.abc4j.perception.ExtractorDescription;
import org.abc4j.perception.Extractors;
import org.abc4j.perception.FeatureExtractor;
import org.abc4j.perception.FeatureTensor;
import org.abc4j.perception.FrechetScore;
import org.abc4j.perception.PerceptualMetric;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A classifier's folder as a perceptual metric. */
class ClassifierFeaturesTest {
  private static final Shape SQUARE = new Shape(1, 12, 12);
  private static final ResNet CONFIG = new ResNet(SQUARE, 3, ResNet.Stem.KEEPS, 4, List.of(1, 1));

  @TempDir private static Path folder;
  private static ClassifierFolder written;

  @BeforeAll
  static void write() throws IOException {
    ClassifierIdentity identity =
        new ClassifierIdentity(CONFIG, "t", "a".repeat(64), "b".repeat(64), Optional.empty());
    written =
        ClassifierFolder.write(
            folder,
            identity,
            ClassifierModel.of(CONFIG, Small.training()).network().weights(),
            List.of(new EpochResult(1, 0.5, OptionalDouble.empty())));
  }

  private static Batch images(int stream, int rows) {
    float[] values = org.abc4j.testing.Draws.gaussians(2, stream, rows * SQUARE.size());
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(-1, Math.min(1, 0.5f * values[i]));
    }
    return Batch.of(SQUARE, values);
  }

  private static double cosineDistance(float[] a, float[] b) {
    double dot = 0;
    double first = 0;
    double second = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      first += (double) a[i] * a[i];
      second += (double) b[i] * b[i];
    }
    return 1 - dot / Math.sqrt(first * second);
  }

  @Test
  void description_ofAFolder_opensByItsFile() throws IOException {
    ExtractorDescription description =
        ExtractorDescription.read(ClassifierFeatures.description(folder));
    assertEquals("classifier", description.name());
    Path file = folder.resolve(description.file());
    try (FeatureExtractor extractor = Extractors.open(description, file, 1)) {
      assertEquals(description.sha256().orElseThrow(), extractor.sha256());
      PerceptualMetric metric =
          PerceptualMetric.of(description, extractor, folder, Normalisation.plusMinusOne());
      Batch images = images(1, 4);
      Batch features = written.classifier().features(images, Execution.sequential());
      double[] found =
          metric.from(images.row(0), SQUARE).to(images.select(1, 2, 3), 0, Execution.sequential());
      for (int k = 0; k < 3; k++) {
        assertEquals(cosineDistance(features.row(0), features.row(k + 1)), found[k], 1e-6);
        assertTrue(found[k] > 1e-4, "distance " + found[k]);
      }
      FrechetScore score =
          FrechetScore.between(
              metric.features(), images(2, 20), images(3, 20), Execution.sequential());
      assertEquals("classifier", score.extractor());
      assertTrue(score.distance() > 0, score.toString());
    }
  }

  @Test
  void description_ofImagesOfAnotherSize_resizesThem() throws IOException {
    ExtractorDescription description =
        ExtractorDescription.read(ClassifierFeatures.description(folder));
    assertEquals(SQUARE, description.preparation().prepared(new Shape(1, 24, 20)));
    float[] image = images(4, 1).row(0);
    for (int i = 0; i < image.length; i++) {
      image[i] = (image[i] + 1) / 2;
    }
    assertArrayEquals(image, description.preparation().apply(image, SQUARE), "of that size none");
  }

  @Test
  void extract_namedOutputs_areThose() throws IOException {
    ClassifierFeatures both =
        ClassifierFeatures.open(
            folder.resolve("weights.safetensors"), "images", List.of("logits", "features"));
    Batch images = images(1, 2);
    float[] unit = UnitImages.toUnit(images.toArray());
    Map<String, FeatureTensor> found = both.extract(Batch.of(SQUARE, unit));
    assertEquals(8, found.get("features").size());
    float[] logits = new float[3];
    found.get("logits").copyRow(1, logits, 0);
    assertArrayEquals(written.classifier().logits(images, Execution.sequential()).row(1), logits);
    assertThrows(
        IllegalArgumentException.class,
        () -> both.extract(Batch.of(new Shape(1, 8, 8), new float[64])));
    both.close();
    assertThrows(IllegalStateException.class, () -> both.extract(images));
  }

  @Test
  void open_whatItHasNot_isRefused(@TempDir Path other) throws IOException {
    Path file = folder.resolve("weights.safetensors");
    assertEquals(
        "outputs",
        assertThrows(
                MalformedFileException.class,
                () -> ClassifierFeatures.open(file, "images", List.of("tokens")))
            .field());
    assertEquals(
        "input",
        assertThrows(
                MalformedFileException.class,
                () -> ClassifierFeatures.open(file, "x", List.of("features")))
            .field());
    Path lonely = Files.copy(file, other.resolve("weights.safetensors"));
    assertEquals(
        "what a classifier says of itself",
        assertThrows(
                MalformedFileException.class,
                () -> ClassifierFeatures.open(lonely, "images", List.of("features")))
            .expected());
    Path copy = Files.copy(file, folder.resolve("copy.safetensors"));
    assertEquals(
        "weights.safetensors",
        assertThrows(
                MalformedFileException.class,
                () -> ClassifierFeatures.open(copy, "images", List.of("features")))
            .expected());
  }
}
