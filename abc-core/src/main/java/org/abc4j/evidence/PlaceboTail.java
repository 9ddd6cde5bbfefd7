package org.abc4j.evidence;

import org.apache.commons.math3.util.CombinatoricsUtils;

/**
 * The chance that a placebo, a random other word of weight w, correlates at least as highly with n
 * numbers as a source's own word does, given Student's t of the own one.
 *
 * <p>A placebo that shares j members with the own word, c·c' = ρ, shares so much of its effect too.
 * Of the numbers' direction, r along the own word, the rest is uniform in n − 2 dimensions; the
 * placebo lies as high if that rest has a share of at least r/√(1 − r²)·√((1 − ρ)/(1 + ρ)) along
 * it. Averaged over j, which is hypergeometric. Immutable.
 */
final class PlaceboTail {
  private final int members;
  private final double[] chances;
  private final double[] factors;

  /** Of n ≥ 3 members and words of weight w. */
  PlaceboTail(int members, int weight) {
    this.members = members;
    chances = new double[weight];
    factors = new double[weight];
    double sum = 0;
    for (int j = Math.max(0, 2 * weight - members); j < weight; j++) {
      chances[j] =
          StrictMath.exp(
              CombinatoricsUtils.binomialCoefficientLog(weight, j)
                  + CombinatoricsUtils.binomialCoefficientLog(members - weight, weight - j)
                  - CombinatoricsUtils.binomialCoefficientLog(members, weight));
      sum += chances[j];
      double share = (double) weight / members;
      double rho = (j - weight * share) / (weight * (1 - share));
      factors[j] = Math.sqrt((1 - rho) / Math.max(0, 1 + rho));
    }
    for (int j = 0; j < weight; j++) {
      chances[j] /= sum;
    }
  }

  /** The chance, given t with n − 2 degrees of freedom: falling in t, from 1 to 0. */
  double of(double t) {
    double ratio = t / Math.sqrt(members - 2.0);
    double sum = 0;
    for (int j = 0; j < chances.length; j++) {
      if (chances[j] > 0) {
        sum += chances[j] * along(ratio * factors[j]);
      }
    }
    return sum;
  }

  /** P(cos ≥ c) of a uniform direction in n − 2 dimensions and a fixed one. */
  private double along(double c) {
    if (!(Math.abs(c) < 1)) {
      return Double.isNaN(c) ? 0.5 : c > 0 ? 0 : 1;
    }
    double freedom = members - 3.0;
    return freedom == 0 ? 0.5 : Tails.student(c * Math.sqrt(freedom / (1 - c * c)), freedom);
  }
}
