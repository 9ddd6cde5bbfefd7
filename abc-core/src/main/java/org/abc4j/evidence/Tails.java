package org.abc4j.evidence;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;

/** Upper tails of distributions, to some six digits. */
final class Tails {
  private static final int INTERVALS = 2000;
  private static final int HALVINGS = 200;
  private static final double PRECISION = 1e-13;

  /** Where a density adds nothing that is seen. */
  private static final double NEGLIGIBLE = 1e-18;

  private Tails() {}

  /** P(T > t), Student's with ν degrees of freedom. */
  static double student(double t, double freedom) {
    double beyond = 0.5 * Beta.regularizedBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
    return t < 0 ? 1 - beyond : beyond;
  }

  /**
   * The x of P(U ≤ x) = v, where U is the k-th least of P numbers uniform from 0 to 1: of the Beta
   * distribution with parameters k and P − k + 1.
   */
  static double orderStatisticQuantile(double v, long rank, long count) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < HALVINGS && high - low > PRECISION * high; i++) {
      double middle = (low + high) / 2;
      if (Beta.regularizedBeta(middle, rank, count - rank + 1.0) < v) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /**
   * P((Z + δ)/√(V/ν) > t) with Z Gaussian and V χ² of ν degrees of freedom, integrated over √V by
   * Simpson's rule.
   */
  static double noncentralStudent(double t, double freedom, double delta) {
    double end = Math.sqrt(freedom) + 12;
    double constant = StrictMath.log(2) * (1 - freedom / 2) - Gamma.logGamma(freedom / 2);
    double sum = 0;
    for (int i = 0; i <= INTERVALS; i++) {
      double v = end * i / INTERVALS;
      double density =
          v == 0
              ? (freedom == 1 ? StrictMath.exp(constant) : 0)
              : StrictMath.exp(constant + (freedom - 1) * StrictMath.log(v) - v * v / 2);
      if (density < NEGLIGIBLE) {
        continue;
      }
      double above = 0.5 * Erf.erfc((t * v / Math.sqrt(freedom) - delta) / Math.sqrt(2));
      int weight = i == 0 || i == INTERVALS ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * density * above;
    }
    return Math.min(1, sum * end / INTERVALS / 3);
  }

  /** The x of P(χ² > x) = α. */
  static double chiSquareQuantile(double alpha, double freedom) {
    return whereFallsTo(alpha, x -> Gamma.regularizedGammaQ(freedom / 2, x / 2));
  }

  /** P(χ²(λ) > x), as a Poisson mixture of central ones. */
  static double noncentralChiSquare(double x, double freedom, double lambda) {
    double sum = 0;
    double mean = lambda / 2;
    int last = (int) (mean + 12 * Math.sqrt(mean) + 40);
    for (int j = 0; j <= last; j++) {
      double weight =
          mean == 0
              ? (j == 0 ? 1 : 0)
              : StrictMath.exp(j * StrictMath.log(mean) - mean - Gamma.logGamma(j + 1));
      sum += weight * Gamma.regularizedGammaQ(freedom / 2 + j, x / 2);
    }
    return Math.min(1, sum);
  }

  /** Where a falling function reaches a value, by bisection; 0 if it does below 0. */
  private static double whereFallsTo(double value, DoubleUnaryOperator falling) {
    return whereFallsTo(value, falling, 0);
  }

  /** Where a falling function of x ≥ {@code least} reaches a value, by bisection. */
  static double whereFallsTo(double value, DoubleUnaryOperator falling, double least) {
    double low = least;
    double high = 1;
    while (falling.applyAsDouble(high) > value) {
      low = high;
      high *= 2;
    }
    for (int i = 0; i < HALVINGS && high - low > PRECISION * Math.abs(high); i++) {
      double middle = (low + high) / 2;
      if (falling.applyAsDouble(middle) > value) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
