package org.abc4j.cli.experiment;

import java.util.Locale;
import org.abc4j.unet.UNetCost;

/**
 * What a plan takes, counted before anything is done.
 *
 * @param trainings models that are trained
 * @param presentations images that all of them see, one at a time
 * @param predictions a model's answers for one image at one step
 * @param tangents derivatives beside them
 * @param diskBytes bytes of models and of what is kept of samples, roughly
 */
public record ExperimentCost(
    long trainings, double presentations, double predictions, double tangents, double diskBytes) {
  /** Of a source and a sample, in a table. */
  private static final int ROW = 110;

  private static final double MEGA = 1e6;

  /**
   * Counts.
   *
   * @param plan the plan
   * @return what it takes
   */
  public static ExperimentCost of(ExperimentPlan plan) {
    double n = plan.experiment().members();
    double sources = plan.sources();
    double kept = sources * (n - plan.experiment().weight());
    double steps = plan.sampler().steps();
    long trainings =
        plan.experiment().members() + (plan.hasSingle() ? 1 : 0) + (long) plan.retrained();
    double predictions = 0;
    double tangents = 0;
    double rows = 0;
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
          predictions += count * (2 * n + kept + 2 * sources);
          tangents += count * n * n;
          rows += 2 * all * sources;
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
        trainings * weights + rows * ROW);
  }

  /**
   * In words.
   *
   * @return a line
   */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%d trainings with %.3g images in all, %.3g predictions, %.3g tangents, %.0f MB on disk",
        trainings,
        presentations,
        predictions,
        tangents,
        Math.ceil(diskBytes / MEGA));
  }
}
