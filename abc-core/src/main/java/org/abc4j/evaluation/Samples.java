package org.abc4j.evaluation;

import org.abc4j.kernel.Fma;

/** Checks and sums that several measures share. */
final class Samples {
  private Samples() {}

  static void requireFinite(String name, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(name + "[" + i + "] must be finite, found " + values[i]);
      }
    }
  }

  static void requireNoNaN(String name, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        throw new IllegalArgumentException(name + "[" + i + "] must be a number, found NaN");
      }
    }
  }

  static void requirePairs(
      String firstName, double[] first, String secondName, double[] second, int least) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          firstName
              + " and "
              + secondName
              + " must pair up, found "
              + first.length
              + " and "
              + second.length
              + " values");
    }
    if (first.length < least) {
      throw new IllegalArgumentException(
          "at least " + least + " pairs are needed, found " + first.length);
    }
  }

  /**
   * Differences from the mean, in two passes: from the first value, which removes a large offset
   * exactly, then from the mean of what is left. Equal values give exact zeros.
   */
  static double[] deviations(double[] values) {
    double[] deviations = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      deviations[i] = values[i] - values[0];
    }
    double mean = sum(deviations) / deviations.length;
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] -= mean;
    }
    return deviations;
  }

  static double mean(double[] values) {
    double rest = 0;
    for (double value : values) {
      rest += value - values[0];
    }
    return values[0] + rest / values.length;
  }

  static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  static double dot(double[] first, double[] second) {
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      sum = Fma.of(first[i], second[i], sum);
    }
    return sum;
  }

  /**
   * Multiplied by the power of two that brings the greatest magnitude into [1, 2), or, from below
   * the normal range, to where its square does not vanish.
   */
  static double[] scaledToUnit(double[] values) {
    double greatest = 0;
    for (double value : values) {
      greatest = Math.max(greatest, Math.abs(value));
    }
    if (greatest == 0) {
      return values.clone();
    }
    int exponent = Math.getExponent(greatest);
    double[] scaled = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = Math.scalb(values[i], -exponent);
    }
    return scaled;
  }
}
