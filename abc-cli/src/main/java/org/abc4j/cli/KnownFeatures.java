package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.perception.FeatureFolder;
import org.abc4j.perception.PerceptualMetric;
import org.abc4j.store.EnsembleFolder;

/**
 * What a perceptual metric sees in the training pictures: found once and kept beside the ensemble,
 * or among the studies where nobody may write there.
 */
final class KnownFeatures {
  private static final String NAME = "features";

  private KnownFeatures() {}

  /** Refuses what would take too much of the disk, before a picture is decoded. */
  static void requireRoom(
      PerceptualMetric metric, EnsembleFolder ensemble, Shape shape, long mostBytes) {
    try {
      FeatureFolder.requireRoom(
          metric.features(), shape, ensemble.code().sources().items(), mostBytes);
    } catch (IllegalArgumentException tooMany) {
      throw new Refusal(tooMany.getMessage() + ": --most-features allows more");
    }
  }

  /** Finds what looks like samples by the metric. */
  static VisualAttributor alike(
      PerceptualMetric metric,
      EnsembleFolder ensemble,
      Rows images,
      Path out,
      long mostBytes,
      Work work)
      throws IOException {
    Path beside = beside(ensemble.path());
    Path folder =
        Files.isWritable(Files.exists(beside) ? beside : ensemble.path())
            ? beside
            : out.resolve(NAME);
    try (Progress bar = work.progress("Features by " + metric, 1)) {
      return VisualAttributor.of(
          FeatureFolder.of(folder, metric.features(), images, digest(ensemble, images))
              .withMostBytes(mostBytes)
              .features(work.silent().reportingTo(bar.next(1)))
              .by(metric),
          ensemble.code().sources());
    }
  }

  /** Where they are kept beside an ensemble. */
  static Path beside(Path ensemble) {
    return ensemble.resolve(NAME);
  }

  /** The manifest has that of the pictures, unless members were trained on their latents. */
  private static String digest(EnsembleFolder ensemble, Rows images) {
    return ensemble.manifest().preparation().latents().isPresent()
        ? EnsembleFolder.dataSha256(images)
        : ensemble.manifest().dataSha256();
  }
}
