package org.abc4j.cli.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.EuclideanDistance;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.classifier.ImageClassifier;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.world.ExperimentWorld;
import org.abc4j.codec.Codec;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;

/**
 * What all stages of an experiment share: samples by number, and how attributors are set.
 *
 * <p>Distances are Euclidean at 3×256×256, as the paper's radii are, of values that are brought to
 * [−1, 1], whatever the normalisation; those by perceptual metrics are as the metrics have them.
 */
final class Study {
  private final ExperimentPlan plan;
  private final ExperimentWorld world;
  private final Work work;
  private final Sampler sampler;
  private final double unit;
  private final Optional<TrainedClassifier> classifier;
  private final List<StudyMetric> metrics;

  Study(
      ExperimentPlan plan,
      ExperimentWorld world,
      Optional<ImageClassifier> classifier,
      List<StudyMetric> metrics,
      Work work) {
    this.plan = plan;
    this.world = world;
    this.metrics = metrics;
    this.work = work;
    this.classifier = classifier.map(found -> TrainedClassifier.of(found, world.normalisation()));
    double range =
        world.codec().isPresent() ? Double.POSITIVE_INFINITY : world.normalisation().bound();
    this.sampler = plan.sampler().of(NoiseSchedule.linear(), range);
    float[] ones = new float[plan.imageShape().size()];
    Arrays.fill(ones, 1);
    // From 0 to 1 for a change that is undone; twice that from -1 to 1.
    this.unit = 2 * one(world.normalisation().undoChange(Batch.of(plan.imageShape(), ones)));
  }

  /** That of all values: a distance is a multiple of another only if each value is. */
  private static double one(Batch changes) {
    float[] row = changes.row(0);
    for (float change : row) {
      Checks.require(
          change == row[0],
          "distances need a normalisation of one scale for all channels",
          row[0] + " and " + change);
    }
    return row[0];
  }

  ExperimentPlan plan() {
    return plan;
  }

  /** The number of sources that there are, which may differ from what was planned. */
  int sources() {
    return Math.toIntExact(world.code().sources().count());
  }

  /** Parts of one sample each, with a row for each source. */
  PartForm formBySource() {
    return PartForm.ofOneItem("source", sources());
  }

  ExperimentWorld world() {
    return world;
  }

  /** Of this data set, if one is there. */
  Optional<TrainedClassifier> classifier() {
    return classifier;
  }

  /** What is measured by beside pixels. */
  List<StudyMetric> metrics() {
    return metrics;
  }

  /** The same for people and plans. */
  List<PlannedMetric> measured() {
    return metrics.stream().map(StudyMetric::planned).toList();
  }

  Work work() {
    return work;
  }

  Sampler sampler() {
    return sampler;
  }

  Execution execution() {
    return work.silent();
  }

  /** The noise of some samples; the same samples are meant by the same numbers everywhere. */
  List<SampleNoise> noises(int from, int count) {
    ExogenousNoise noise = ExogenousNoise.philox(plan.scale().seed());
    return IntStream.range(from, from + count).mapToObj(noise::of).toList();
  }

  /** A sample of the ensemble, as it diffuses. */
  Sample sample(Ensemble ensemble, int number) {
    return sampler.samples(ensemble, noises(number, 1), execution()).get(0);
  }

  /** Images by a model, decoded if they are latents. */
  Batch images(NoiseModel model, int from, int count, Execution execution) {
    return decoded(sampler.generate(model, noises(from, count), execution));
  }

  Batch decoded(Batch samples) {
    return world.codec().map(codec -> codec.decode(samples, execution())).orElse(samples);
  }

  /** Null in pixel space, as attributors take it. */
  Codec codec() {
    return world.codec().orElse(null);
  }

  Shape imageShape() {
    return plan.imageShape();
  }

  Distance distance() {
    return Distance.euclidean().scaledTo(EuclideanDistance.PAPER_SHAPE);
  }

  /** A distance of normalised values as one of values from −1 to 1. */
  double scaled(double distance) {
    return unit * distance;
  }

  double[] scaled(Landscape landscape) {
    return Arrays.stream(landscape.distances()).map(this::scaled).toArray();
  }

  AblationAttributor exact(Execution execution) {
    return new AblationAttributor().withDistance(distance()).with(execution).decodedBy(codec());
  }

  DifferentialAttributor differential(Execution execution) {
    return new DifferentialAttributor().withDistance(distance()).with(execution).decodedBy(codec());
  }

  VisualAttributor visual() {
    return VisualAttributor.of(world.images(), world.code().sources()).with(execution());
  }
}
