package org.abc4j.evaluation;

import org.apache.commons.math3.special.Beta;

/**
 * How closely two paired series follow one another: a coefficient from −1 to 1 and the probability
 * of one at least as far from 0 if they were independent.
 *
 * <p>The p-value is two-sided and the same as that of {@code scipy.stats}: for independent Gaussian
 * series of n pairs, r has the density ∝ (1 − r²)^(n/2 − 2), equivalently r·√((n − 2)/(1 − r²)) has
 * Student's t distribution with n − 2 degrees of freedom. It is exact for Pearson's coefficient of
 * Gaussian series and an approximation for Spearman's.
 *
 * <p>If either series is constant no coefficient exists: both numbers are then NaN, as in scipy.
 *
 * <p>Immutable and thread-safe.
 */
public final class Correlation {
  private final double coefficient;
  private final double pValue;
  private final int pairs;

  private Correlation(double coefficient, double pValue, int pairs) {
    this.coefficient = coefficient;
    this.pValue = pValue;
    this.pairs = pairs;
  }

  /**
   * Pearson's correlation of the values, which measures a linear relation.
   *
   * <p>A large common offset costs no accuracy beyond what the values themselves have lost, and no
   * finite input overflows. With two pairs the coefficient is ±1 and the p-value 1.
   *
   * @param x first series, at least 2 finite values
   * @param y second series, of the same length
   * @return their correlation, NaN if either is constant
   * @throws IllegalArgumentException if the lengths differ or are less than 2, or if a value is not
   *     finite, naming its index
   */
  public static Correlation pearson(double[] x, double[] y) {
    Samples.requirePairs("x", x, "y", y, 2);
    Samples.requireFinite("x", x);
    Samples.requireFinite("y", y);
    double r = coefficient(x, y);
    double p = x.length == 2 && !Double.isNaN(r) ? 1 : pValue(r, x.length);
    return new Correlation(r, p, x.length);
  }

  /**
   * Spearman's rank correlation, which measures a monotone relation: Pearson's correlation of the
   * {@linkplain Ranks#average average ranks}.
   *
   * <p>Infinite values are ranked like any other. With two pairs the p-value is NaN, since no
   * degree of freedom is left.
   *
   * @param x first series, at least 2 values, none of them NaN
   * @param y second series, of the same length
   * @return their rank correlation, NaN if either is constant
   * @throws IllegalArgumentException if the lengths differ or are less than 2, or if a value is
   *     NaN, naming its index
   */
  public static Correlation spearman(double[] x, double[] y) {
    Samples.requirePairs("x", x, "y", y, 2);
    Samples.requireNoNaN("x", x);
    Samples.requireNoNaN("y", y);
    double r = coefficient(Ranks.average(x), Ranks.average(y));
    return new Correlation(r, pValue(r, x.length), x.length);
  }

  private static double coefficient(double[] x, double[] y) {
    double[] dx = Samples.deviations(Samples.scaledToUnit(x));
    double[] dy = Samples.deviations(Samples.scaledToUnit(y));
    // A constant series has zero deviations; 0/0 is the NaN that is promised for it.
    double r = Samples.dot(dx, dy) / Math.sqrt(Samples.dot(dx, dx) * Samples.dot(dy, dy));
    return Double.isNaN(r) ? r : Math.max(-1, Math.min(1, r));
  }

  /**
   * Two-sided p-value of a coefficient r of n pairs, I(1 − r²; n/2 − 1, 1/2) with the regularized
   * incomplete beta function I; NaN if n < 3 or r is NaN.
   */
  static double pValue(double r, int n) {
    double a = n / 2.0 - 1;
    if (Double.isNaN(r) || !(a > 0)) {
      return Double.NaN;
    }
    double square = r * r;
    double rest = (1 - r) * (1 + r);
    if (rest == 0) {
      return 0;
    }
    // The side on which the continued fraction converges fast; r² is more exact than 1 − (1 − r²).
    return rest > (a + 1) / (a + 2.5)
        ? 1 - Beta.regularizedBeta(square, 0.5, a)
        : Beta.regularizedBeta(rest, a, 0.5);
  }

  /**
   * The correlation coefficient.
   *
   * @return a value from −1 to 1, or NaN if a series was constant
   */
  public double coefficient() {
    return coefficient;
  }

  /**
   * Probability, were the series independent, of a coefficient at least this far from 0.
   *
   * @return a value from 0 to 1, or NaN where the coefficient is NaN or the factory says so
   */
  public double pValue() {
    return pValue;
  }

  /**
   * Number of pairs.
   *
   * @return the length of each series, at least 2
   */
  public int pairs() {
    return pairs;
  }

  @Override
  public String toString() {
    return "Correlation[" + coefficient + ", p = " + pValue + ", " + pairs + " pairs]";
  }
}
