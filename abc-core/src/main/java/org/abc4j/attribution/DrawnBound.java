package org.abc4j.attribution;

/**
 * What a uniform draw from a finite population says about those that were not drawn: with a stated
 * confidence, at most so many of the population lie above the greatest that was drawn.
 *
 * <p>More than b of P lie above it only if a draw of R without replacement missed the b + 1
 * greatest, which has probability C(P − b − 1, R)/C(P, R), whatever the values are; ties only make
 * it less likely. {@link #atMostAbove} is the least b for which that is at most 1 − confidence. As
 * a share of the population it is at most −ln(1 − confidence)/R, nearly that where P is large.
 *
 * @param population P, how many there are to draw from, at least 0
 * @param drawn R, how many were drawn, from 0 to P
 * @param confidence the confidence, 1 − δ, between 0 and 1
 */
public record DrawnBound(int population, int drawn, double confidence) {

  /**
   * Checks the numbers.
   *
   * @param population P, at least 0
   * @param drawn R, from 0 to P
   * @param confidence 1 − δ, between 0 and 1
   * @throws IllegalArgumentException if one is out of its range
   */
  public DrawnBound {
    if (population < 0 || drawn < 0 || drawn > population) {
      throw new IllegalArgumentException(
          "a draw is of 0 to all of a population, found " + drawn + " of " + population);
    }
    requireConfidence(confidence);
  }

  static double requireConfidence(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("a confidence lies between 0 and 1, found " + confidence);
    }
    return confidence;
  }

  /**
   * How many of the population lie above the greatest that was drawn, at most, with the confidence.
   *
   * @return from 0, if all were drawn, to P, if none was
   */
  public int atMostAbove() {
    if (drawn == 0) {
      return population;
    }
    int least = 0;
    int most = population - drawn;
    while (least < most) {
      int middle = (least + most) >>> 1;
      if (logMissed(middle + 1) <= StrictMath.log1p(-confidence)) {
        most = middle;
      } else {
        least = middle + 1;
      }
    }
    return least;
  }

  /** The logarithm of the probability that a draw misses so many, at most P − R + 1 of them. */
  private double logMissed(int count) {
    if (count > population - drawn) {
      return Double.NEGATIVE_INFINITY;
    }
    // ∏ᵢ (P − count − i)/(P − i) over the draw, or the same over those that are missed: the
    // shorter.
    int factors = Math.min(count, drawn);
    int other = Math.max(count, drawn);
    double sum = 0;
    for (int i = 0; i < factors; i++) {
      sum += StrictMath.log1p(-(double) other / (population - i));
    }
    return sum;
  }
}
