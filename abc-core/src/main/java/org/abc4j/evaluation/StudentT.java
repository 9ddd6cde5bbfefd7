package org.abc4j.evaluation;

import org.apache.commons.math3.special.Beta;

/** Student's t distribution. */
final class StudentT {
  private StudentT() {}

  /** The probability of a |t| at least that great. */
  static double twoSided(double t, double degrees) {
    return Beta.regularizedBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
  }

  /** The t that |t| exceeds with probability 1 − confidence, by bisection between neighbours. */
  static double quantile(double confidence, double degrees) {
    Interval.requireConfidence(confidence);
    double tail = 1 - confidence;
    double low = 0;
    double high = 1;
    while (twoSided(high, degrees) > tail) {
      low = high;
      high *= 2;
    }
    for (double t = (low + high) / 2; t > low && t < high; t = (low + high) / 2) {
      if (twoSided(t, degrees) > tail) {
        low = t;
      } else {
        high = t;
      }
    }
    return high;
  }
}
