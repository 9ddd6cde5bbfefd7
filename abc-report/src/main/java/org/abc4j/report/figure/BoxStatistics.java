package org.abc4j.report.figure;

import java.util.Arrays;
import org.abc4j.evaluation.Quantiles;

/**
 * What a box plot shows (Tukey 1977): quartiles, interpolated linearly, and whiskers that reach to
 * the farthest values within one and a half times their distance. Values beyond are fliers.
 */
record BoxStatistics(
    double low, double lowerQuartile, double median, double upperQuartile, double high) {
  private static final double REACH = 1.5;

  /** Of at least one finite value. */
  static BoxStatistics of(double[] values) {
    double lower = Quantiles.of(values, 0.25);
    double upper = Quantiles.of(values, 0.75);
    double reach = REACH * (upper - lower);
    // A quartile between two values may have no value within reach on its side.
    double low =
        Math.min(lower, Arrays.stream(values).filter(v -> v >= lower - reach).min().orElse(lower));
    double high =
        Math.max(upper, Arrays.stream(values).filter(v -> v <= upper + reach).max().orElse(upper));
    return new BoxStatistics(low, lower, Quantiles.median(values), upper, high);
  }

  boolean isFlier(double value) {
    return value < low || value > high;
  }
}
