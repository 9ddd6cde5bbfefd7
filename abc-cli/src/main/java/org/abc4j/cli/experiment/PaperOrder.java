package org.abc4j.cli.experiment;

import java.util.Arrays;
import org.abc4j.evaluation.Bootstrap;
import org.abc4j.evaluation.Distribution;
import org.abc4j.evaluation.Interval;
import org.abc4j.report.PaperComparison;
import org.abc4j.report.PaperComparison.Agreement;

/**
 * Whether an order that the paper found appears in a run of any size: by the 95 % bootstrap
 * interval, over samples, of a mean of values of theirs. It appears if the interval lies on the
 * paper's side of what it is held against, does not if it lies on the other, and is open if it
 * holds it. Samples share their ensemble: another one may say otherwise.
 */
final class PaperOrder {
  private static final double CONFIDENCE = 0.95;
  private static final double CHANCE = 0.5;

  private final Bootstrap bootstrap;

  static PaperOrder by(Bootstrap bootstrap) {
    return new PaperOrder(bootstrap);
  }

  private PaperOrder(Bootstrap bootstrap) {
    this.bootstrap = bootstrap;
  }

  /** In a run: its draws go by the seed of the plan's scale. */
  static PaperOrder in(Study study) {
    return new PaperOrder(Bootstrap.seeded(study.plan().scale().seed()).with(study.execution()));
  }

  /** That ranks are below what unrelated attributions have. */
  PaperComparison belowChance(String quantity, double... ranks) {
    return judged(quantity, "below " + CHANCE, ranks, CHANCE, true);
  }

  /** That ranks are above what unrelated attributions have. */
  PaperComparison aboveChance(String quantity, double... ranks) {
    return judged(quantity, "above " + CHANCE, ranks, CHANCE, false);
  }

  /** That the first's ranks are below the second's, sample by sample. */
  PaperComparison below(String quantity, double[] first, double[] second) {
    double[] differences = new double[first.length];
    Arrays.setAll(differences, k -> first[k] - second[k]);
    return judged(quantity, "below 0", differences, 0, true);
  }

  /** That correlations are above 0, where they are defined. */
  PaperComparison correlated(String quantity, double... correlations) {
    double[] defined = Arrays.stream(correlations).filter(v -> !Double.isNaN(v)).toArray();
    return judged(quantity, "above 0", defined, 0, false);
  }

  private PaperComparison judged(
      String quantity, String paper, double[] values, double against, boolean below) {
    if (values.length < 2) {
      return new PaperComparison(
          quantity,
          paper,
          values.length + " samples",
          Agreement.NOT_COMPARABLE,
          "an interval takes two samples at least");
    }
    double mean = Distribution.of(values).mean();
    Interval of = bootstrap.mean(values, CONFIDENCE);
    boolean appears = below ? of.high() < against : of.low() > against;
    boolean opposite = below ? of.low() > against : of.high() < against;
    String rule = "95 % of bootstrap draws of " + values.length + " samples";
    return new PaperComparison(
        quantity,
        paper,
        ReportSections.number(mean)
            + " ("
            + ReportSections.number(of.low())
            + " to "
            + ReportSections.number(of.high())
            + ")",
        appears ? Agreement.YES : opposite ? Agreement.NO : Agreement.NOT_COMPARABLE,
        appears
            ? "the order appears: " + rule
            : opposite
                ? "the opposite order appears: " + rule
                : "open, as the interval holds " + ReportSections.number(against) + ": " + rule);
  }
}
