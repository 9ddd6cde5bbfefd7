package org.abc4j.cli.experiment;

import java.time.Duration;
import java.util.Locale;
import org.abc4j.ProgressListener;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.CodeDesign;
import org.abc4j.codebook.DataSources;
import org.abc4j.training.TrainingPlan;
import org.abc4j.unet.UNetCost;

/**
 * What a plan takes, counted before anything is done.
 *
 * @param trainings models that are trained
 * @param presentations images that all of them see, one at a time
 * @param predictions a model's answers for one image at one step
 * @param tangents derivatives beside them
 * @param features images that networks of perceptual metrics are shown, all metrics together
 * @param diskBytes bytes of models and of what is kept of samples, roughly; without features of
 *     training images, which are bounded
 */
public record ExperimentCost(
    long trainings,
    double presentations,
    double predictions,
    double tangents,
    double features,
    double diskBytes) {
  /** Of a source and a sample, in a table. */
  private static final int ROW = 110;

  /** The same of what is beside for each metric. */
  private static final int METRIC_ROW = 50;

  private static final double MEGA = 1e6;

  /** Of plans that take minutes to weeks. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * Counts.
   *
   * @param plan the plan
   * @return what it takes
   */
  public static ExperimentCost of(ExperimentPlan plan) {
    return of(plan, plan.metrics().size());
  }

  /**
   * Counts where a run measures by metrics that were not asked for.
   *
   * @param plan the plan
   * @param metrics by how many it measures beside pixels
   * @return what it takes
   */
  public static ExperimentCost of(ExperimentPlan plan, int metrics) {
    double n = plan.experiment().members();
    double sources = plan.sources();
    double kept = sources * (n - plan.experiment().weight());
    double steps = plan.sampler().steps();
    long trainings =
        plan.experiment().members() + (plan.hasSingle() ? 1 : 0) + (long) plan.retrained();
    if (plan.isRetrainedAgain()) {
      trainings += 1 + (long) plan.sources();
    }
    double predictions = 0;
    double tangents = 0;
    double rows = 0;
    double images = 0;
    for (Protocol protocol : plan.samples().keySet()) {
      double count = plan.samples(protocol) * steps;
      double all = plan.samples(protocol);
      switch (protocol) {
        case FRECHET -> predictions += count * (n + 2);
        case DIFFERENTIAL -> {
          predictions += 2 * count * n;
          tangents += count * n * n;
          rows += all;
        }
        case LANDSCAPES -> {
          predictions += count * (2 * n + kept);
          tangents += count * n * n;
          rows += all * sources;
        }
        case CLASSES -> predictions += count * (n + kept + 1 + sources);
        case RETRAINING -> {
          predictions += count * (2 * n + kept + 1 + sources);
          tangents += count * n * n;
          rows += 2 * all * sources;
          images += all;
        }
        case EVALUATION -> {
          double placebos = plan.hasPlaceboFloor() ? 2 * n + plan.placebos() * kept / sources : 0;
          double again = plan.isRetrainedAgain() ? 1 + sources : 0;
          predictions += count * (placebos + again + plan.sets());
          rows += all * (sources + again + plan.sets());
          images += plan.isRetrainedAgain() ? all : 0;
        }
        case RADII -> {
          predictions += count * (n + kept);
          rows += all * sources;
        }
        case UNATTRIBUTABLE -> predictions += count * (n + kept);
      }
    }
    boolean fitted = plan.isClosedForm();
    double weights = fitted ? 0 : Float.BYTES * (double) UNetCost.of(plan.network()).parameters();
    return new ExperimentCost(
        fitted ? 0 : trainings,
        fitted ? 0 : (double) trainings * plan.training().steps() * plan.training().batchSize(),
        predictions,
        tangents,
        metrics * shown(plan),
        trainings * weights
            + rows * (ROW + metrics * METRIC_ROW)
            + images * Float.BYTES * plan.imageShape().size());
  }

  /**
   * Images that the network of a metric is shown: each training image once, and of each sample
   * itself and its counterfactuals.
   */
  private static double shown(ExperimentPlan plan) {
    double sources = plan.sources();
    double ofSamples =
        plan.samples(Protocol.DIFFERENTIAL)
            + plan.samples(Protocol.LANDSCAPES) * (2 + sources)
            // Of the ensemble's sample, of the single model's, and of both for each source.
            + plan.samples(Protocol.RETRAINING) * (2 + sources + 1 + 2 * sources);
    double copies = plan.experiment().flips() == Flips.MIRRORED ? 2 : 1;
    return ofSamples == 0 ? 0 : ofSamples + copies * plan.items();
  }

  /**
   * The time that networks take, from a few that are timed on this machine.
   *
   * @param plan the plan that was counted, of networks
   * @param threads threads that share the work
   * @param listener hears of the timing's progress
   * @return an estimate for all of it, nothing being there yet
   */
  public Duration time(ExperimentPlan plan, int threads, ProgressListener listener) {
    CodeAssignment code =
        CodeDesign.forSources(plan.sources())
            .withLength(plan.experiment().members())
            .withWeight(plan.experiment().weight())
            .design()
            .assign(DataSources.oneItemEach(plan.sources()), plan.scale().seed());
    TrainingPlan timed =
        TrainingPlan.measure(
            plan.network(), plan.training(), code, 1, plan.sampler().steps(), PATIENCE, listener);
    double seconds =
        presentations / plan.training().batchSize() * timed.stepSeconds()
            + predictions * timed.passSeconds()
            + tangents * timed.tangentSeconds();
    return Duration.ofSeconds((long) Math.ceil(seconds / threads));
  }

  /**
   * In words.
   *
   * @return a line
   */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%d trainings with %.3g images in all, %.3g predictions, %.3g tangents, %s%.0f MB on disk",
        trainings,
        presentations,
        predictions,
        tangents,
        features == 0
            ? ""
            : String.format(Locale.ROOT, "%.3g images shown to networks of metrics, ", features),
        Math.ceil(diskBytes / MEGA));
  }
}
