package org.abc4j.examples;

import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * A mean and how far its 95 % interval reaches to each side, by Student's t.
 *
 * @param mean of the values
 * @param half of the interval, NaN for fewer than two values
 */
record MeanInterval(double mean, double half) {
  private static final double UPPER = 0.975;

  /** Of values that are independent of one another. */
  static MeanInterval of(double[] values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    if (values.length < 2) {
      return new MeanInterval(mean, Double.NaN);
    }
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = Math.sqrt(squares / (values.length - 1) / values.length);
    double quantile = new TDistribution(values.length - 1).inverseCumulativeProbability(UPPER);
    return new MeanInterval(mean, quantile * error);
  }

  @Override
  public String toString() {
    return Double.isNaN(half)
        ? String.format(Locale.ROOT, "%.3f", mean)
        : String.format(Locale.ROOT, "%.3f ± %.3f", mean, half);
  }
}
