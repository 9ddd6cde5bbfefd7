package org.abc4j.evaluation;

/**
 * An interval of numbers, both ends included.
 *
 * @param low the lower end, may be −∞
 * @param high the upper end, at least the lower one, may be ∞
 */
public record Interval(double low, double high) {

  /**
   * Checks the order of the ends.
   *
   * @param low the lower end, may be −∞
   * @param high the upper end, at least the lower one, may be ∞
   * @throws IllegalArgumentException if an end is NaN or they are in the wrong order
   */
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "an interval goes up, found one from " + low + " to " + high);
    }
  }

  /**
   * Whether a value lies within.
   *
   * @param value any value
   * @return true if low ≤ value ≤ high
   */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  static void requireConfidence(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("a confidence lies between 0 and 1, found " + confidence);
    }
  }
}
