package org.abc4j.evaluation;

import java.util.Arrays;

/**
 * What some numbers are like together, one a sample or a counterfactual: the mean and spread, and
 * what a box plot shows (Figures 4, 5, 7 and 8).
 *
 * <p>Immutable and thread-safe; arrays are copied in and out.
 */
public final class Distribution {
  private static final double WHISKER = 1.5;

  private final double[] values;
  private final int undefined;

  private Distribution(double[] values, int undefined) {
    this.values = values;
    this.undefined = undefined;
    if (values.length == 0) {
      throw new IllegalArgumentException(
          undefined == 0
              ? "a distribution needs at least 1 value, found none"
              : "a distribution needs at least 1 value that is defined, all "
                  + undefined
                  + " are NaN");
    }
    Samples.requireFinite("values", values);
  }

  /**
   * The distribution of some values.
   *
   * @param values at least one finite value
   * @return their distribution
   * @throws IllegalArgumentException if there is no value, or one is not finite, naming its index
   */
  public static Distribution of(double... values) {
    return new Distribution(values.clone(), 0);
  }

  /**
   * The distribution of those values that are defined, such as of correlations, which constant
   * series have none of.
   *
   * @param values finite or NaN, at least one of them finite
   * @return the distribution of the finite ones, which knows how many were NaN
   * @throws IllegalArgumentException if all are NaN, or one is infinite, naming its index among
   *     those that are defined
   */
  public static Distribution ofDefined(double... values) {
    double[] defined = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    return new Distribution(defined, values.length - defined.length);
  }

  /**
   * The values.
   *
   * @return a copy, in the order that they were given in
   */
  public double[] values() {
    return values.clone();
  }

  /**
   * Number of values.
   *
   * @return at least 1
   */
  public int count() {
    return values.length;
  }

  /**
   * Number of values beside them that were NaN.
   *
   * @return at least 0
   */
  public int undefined() {
    return undefined;
  }

  /**
   * The mean.
   *
   * @return their sum over their number
   */
  public double mean() {
    return Samples.mean(values);
  }

  /**
   * The standard deviation, with divisor n − 1.
   *
   * @return at least 0; NaN for a single value
   */
  public double standardDeviation() {
    double[] deviations = Samples.deviations(values);
    return values.length == 1
        ? Double.NaN
        : Math.sqrt(Samples.dot(deviations, deviations) / (values.length - 1));
  }

  /**
   * The middle value.
   *
   * @return as {@link Quantiles#median}
   */
  public double median() {
    return quantile(0.5);
  }

  /**
   * A quantile.
   *
   * @param fraction from 0, the least value, to 1, the greatest
   * @return as {@link Quantiles#of}
   * @throws IllegalArgumentException if the fraction is out of range
   */
  public double quantile(double fraction) {
    return Quantiles.of(values, fraction);
  }

  /**
   * The box of a box plot: half of the values lie in it.
   *
   * @return from the first quartile to the third
   */
  public Interval box() {
    return new Interval(quantile(0.25), quantile(0.75));
  }

  /**
   * The whiskers of a box plot after Tukey: the farthest values that lie no more than 1.5 times the
   * box's length outside it.
   *
   * @return from the least such value to the greatest
   */
  public Interval whiskers() {
    Interval box = box();
    double reach = WHISKER * (box.high() - box.low());
    double low = box.low();
    double high = box.high();
    for (double value : values) {
      if (value >= box.low() - reach) {
        low = Math.min(low, value);
      }
      if (value <= box.high() + reach) {
        high = Math.max(high, value);
      }
    }
    return new Interval(low, high);
  }

  /**
   * How many values lie below a bound.
   *
   * @param bound not NaN
   * @return those that are less
   * @throws IllegalArgumentException if the bound is NaN
   */
  public Proportion below(double bound) {
    if (Double.isNaN(bound)) {
      throw new IllegalArgumentException("a bound is a number, found NaN");
    }
    int count = (int) Arrays.stream(values).filter(value -> value < bound).count();
    return new Proportion(count, values.length);
  }

  @Override
  public String toString() {
    return "Distribution["
        + values.length
        + " values, median "
        + median()
        + ", "
        + quantile(0)
        + " to "
        + quantile(1)
        + (undefined == 0 ? "]" : ", beside " + undefined + " undefined]");
  }
}
