package org.abc4j.evaluation;

import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * Medians and quantiles, interpolated linearly between order statistics as NumPy does by default
 * (type 7 of Hyndman and Fan, 1996). Stateless.
 */
public final class Quantiles {
  private Quantiles() {}

  /**
   * The middle value, or the mean of the two middle values.
   *
   * @param values at least one finite value, in any order
   * @return their median
   * @throws IllegalArgumentException if there is no value, or if one is not finite, naming its
   *     index
   */
  public static double median(double[] values) {
    return of(values, 0.5);
  }

  /**
   * The value below which a given fraction of the values lies.
   *
   * @param values at least one finite value, in any order
   * @param fraction from 0, the least value, to 1, the greatest
   * @return their quantile
   * @throws IllegalArgumentException if there is no value, if one is not finite, naming its index,
   *     or if the fraction is not in [0, 1]
   */
  public static double of(double[] values, double fraction) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values have no quantile, found an empty array");
    }
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "a quantile's fraction must be in [0, 1], found " + fraction);
    }
    Samples.requireFinite("values", values);
    if (fraction == 0) {
      // Percentile wants a positive percentage.
      double least = values[0];
      for (double value : values) {
        least = Math.min(least, value);
      }
      return least;
    }
    double quantile = between(values, fraction);
    // Two neighbours may lie further apart than a double can say; their halves do not.
    return Double.isFinite(quantile)
        ? quantile
        : 2 * between(Arrays.stream(values).map(value -> value / 2).toArray(), fraction);
  }

  private static double between(double[] values, double fraction) {
    return new Percentile().withEstimationType(EstimationType.R_7).evaluate(values, 100 * fraction);
  }
}
