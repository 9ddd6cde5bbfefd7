package org.abc4j.report;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;

/**
 * A number of the paper beside one of ours.
 *
 * @param quantity what it is
 * @param paper the paper's number, as it prints it; empty where it has none
 * @param ours ours, with its interval
 * @param agreement whether they agree
 * @param why by which rule they do, or why they do not
 */
public record PaperComparison(
    String quantity, String paper, String ours, Agreement agreement, String why) {

  /** Whether a number of the paper was found again. */
  public enum Agreement {
    /** By the rule that stands beside it. */
    YES,
    /** By that rule it was not. */
    NO,
    /** What was measured is not quite what the paper measured. */
    NOT_COMPARABLE;

    /** As a page has it. */
    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * A number of the paper beside one of ours.
   *
   * @param quantity what it is
   * @param paper the paper's number, as it prints it; empty where it has none
   * @param ours ours, with its interval
   * @param agreement whether they agree
   * @param why by which rule they do, or why they do not
   * @throws IllegalArgumentException if nothing is said of why
   */
  public PaperComparison {
    Objects.requireNonNull(quantity, "quantity");
    Objects.requireNonNull(paper, "paper");
    Objects.requireNonNull(ours, "ours");
    Objects.requireNonNull(agreement, "agreement");
    if (why.isBlank()) {
      throw new IllegalArgumentException(
          "a comparison says why, that of \"" + quantity + "\" does not");
    }
  }

  /**
   * A number of the paper that agrees if our interval holds it.
   *
   * @param quantity what it is
   * @param paper the paper's number, as it prints it, such as "-0.2003"
   * @param ours our number
   * @param low the lower end of its interval
   * @param high the upper end
   * @param interval what the interval is, such as "95 % of resampled sets of samples"
   * @return the comparison
   * @throws NumberFormatException if the paper's is no number
   * @throws IllegalArgumentException if our interval does not hold our number
   */
  public static PaperComparison byInterval(
      String quantity, String paper, double ours, double low, double high, String interval) {
    double number = new BigDecimal(paper.replace('−', '-').replace(",", "")).doubleValue();
    if (!(low <= ours && ours <= high)) {
      throw new IllegalArgumentException(
          "an interval holds its number, that of \""
              + quantity
              + "\" is "
              + low
              + " to "
              + high
              + ", the number "
              + ours);
    }
    boolean inside = low <= number && number <= high;
    return new PaperComparison(
        quantity,
        paper.replace('-', '−'),
        HtmlWriter.significant(ours)
            + " ("
            + HtmlWriter.significant(low)
            + " to "
            + HtmlWriter.significant(high)
            + ")",
        inside ? Agreement.YES : Agreement.NO,
        "the paper's number lies "
            + (inside ? "in" : number < low ? "below" : "above")
            + " our interval: "
            + interval);
  }
}
