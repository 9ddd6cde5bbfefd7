package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.Shape;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.cli.Progress;
import org.abc4j.cli.Refusal;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.world.ExperimentWorld;
import org.abc4j.perception.FeatureFolder;
import org.abc4j.perception.PerceptualMetric;
import org.abc4j.store.EnsembleFolder;

/**
 * A perceptual metric of a study, and what looks alike by it. Features of training images are found
 * when they are first asked for, and kept in a folder; those of samples and counterfactuals are
 * nowhere. Not thread-safe: stages ask one after the other.
 */
final class StudyMetric {
  private static final int DIGITS = 16;

  private final PlannedMetric planned;
  private final PerceptualMetric metric;
  private final ExperimentWorld world;
  private final Path folder;
  private final long mostBytes;
  private final Work work;
  private VisualAttributor visual;

  private StudyMetric(
      OpenMetric open, ExperimentWorld world, Path folder, long mostBytes, Work work) {
    this.planned = open.planned();
    this.metric = open.of(world.normalisation());
    this.world = world;
    this.folder = folder;
    this.mostBytes = mostBytes;
    this.work = work;
  }

  /**
   * The metrics of a world's samples.
   *
   * @throws IllegalArgumentException if a network takes no such images
   * @throws Refusal if features of all training images would take more bytes than that
   */
  static List<StudyMetric> of(
      List<OpenMetric> metrics, ExperimentWorld world, Path folder, long mostBytes, Work work) {
    Shape shape = world.images().shape();
    for (OpenMetric one : metrics) {
      PerceptualMetric metric = one.of(world.normalisation());
      metric.from(new float[shape.size()], shape);
      try {
        FeatureFolder.requireRoom(metric.features(), shape, world.images().rows(), mostBytes);
      } catch (IllegalArgumentException tooMany) {
        throw new Refusal(tooMany.getMessage() + ": --most-features allows more");
      }
    }
    return metrics.stream()
        .map(one -> new StudyMetric(one, world, folder, mostBytes, work))
        .toList();
  }

  PlannedMetric planned() {
    return planned;
  }

  String name() {
    return planned.name();
  }

  PerceptualMetric distance() {
    return metric;
  }

  /** What looks alike by it. */
  VisualAttributor visual() throws IOException {
    if (visual == null) {
      String data = EnsembleFolder.dataSha256(world.images());
      try (Progress bar = work.progress("Features by " + name(), 1)) {
        visual =
            VisualAttributor.of(
                    FeatureFolder.of(
                            folder.resolve(data.substring(0, DIGITS)),
                            metric.features(),
                            world.images(),
                            data)
                        .withMostBytes(mostBytes)
                        .features(work.silent().reportingTo(bar.next(1)))
                        .by(metric),
                    world.code().sources())
                .with(work.silent());
      }
    }
    return visual;
  }

  @Override
  public String toString() {
    return name();
  }
}
