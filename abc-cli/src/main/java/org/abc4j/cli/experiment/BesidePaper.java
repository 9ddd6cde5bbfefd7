package org.abc4j.cli.experiment;

import org.abc4j.evaluation.Interval;
import org.abc4j.evaluation.Proportion;
import org.abc4j.evaluation.RadiusRegression;
import org.abc4j.report.PaperComparison;
import org.abc4j.report.PaperComparison.Agreement;

/**
 * Numbers of the paper beside ours where both are of samples: they agree if the 95 % interval of
 * their difference, which has the error of both, holds 0.
 */
final class BesidePaper {
  private static final double CONFIDENCE = 0.95;

  private BesidePaper() {}

  /** Frequencies, by Newcombe's interval of the difference. */
  static PaperComparison proportions(String quantity, Proportion paper, Proportion ours) {
    return judged(
        quantity,
        text(paper),
        text(ours),
        ours.share() - paper.share(),
        ours.differenceFrom(paper, CONFIDENCE),
        "Newcombe's, of independent samples");
  }

  private static String text(Proportion of) {
    return of.successes()
        + " of "
        + of.trials()
        + " ("
        + ReportSections.number(100 * of.share())
        + " %)";
  }

  /**
   * Slopes, whose intervals are symmetric: that of the difference is their length at a right angle.
   */
  static PaperComparison slopes(String quantity, RadiusRegression paper, RadiusRegression ours) {
    double difference = ours.slope() - paper.slope();
    double half = StrictMath.hypot(half(paper), half(ours));
    return judged(
        quantity,
        ReportSections.number(paper.slope()),
        ReportSections.number(ours.slope()),
        difference,
        new Interval(difference - half, difference + half),
        "of independent ensembles, by the errors of both regressions; of the same data sets they"
            + " are alike, which makes it rather too wide");
  }

  private static double half(RadiusRegression line) {
    Interval slope = line.slopeInterval(CONFIDENCE);
    return (slope.high() - slope.low()) / 2;
  }

  private static PaperComparison judged(
      String quantity, String paper, String ours, double difference, Interval of, String rule) {
    boolean same = of.contains(0);
    return new PaperComparison(
        quantity,
        paper,
        ours,
        same ? Agreement.YES : Agreement.NO,
        "ours less the paper's is "
            + ReportSections.number(difference)
            + " ("
            + ReportSections.number(of.low())
            + " to "
            + ReportSections.number(of.high())
            + "), which "
            + (same ? "holds" : "does not hold")
            + " 0: 95 %, "
            + rule);
  }
}
