package org.abc4j.report.figure;

import java.util.List;
import java.util.Objects;

/**
 * Values under a name: a distribution, or one value for each category. Immutable; arrays are copied
 * in and out.
 */
public final class Series {
  private final String name;
  private final double[] values;
  private final double[] lows;
  private final double[] highs;
  private final String meaning;

  private Series(String name, double[] values, double[] lows, double[] highs, String meaning) {
    this.name = Objects.requireNonNull(name, "name");
    this.values = values;
    this.lows = lows;
    this.highs = highs;
    this.meaning = Objects.requireNonNull(meaning, "meaning");
  }

  /**
   * Values.
   *
   * @param name what they are of, for people; any text
   * @param values in their order; may be none
   * @return the series
   */
  public static Series of(String name, double... values) {
    return new Series(name, values.clone(), null, null, "");
  }

  /**
   * With an interval around each value.
   *
   * @param meaning what the intervals are, such as "95 % of resampled sets"
   * @param lows the lower ends
   * @param highs the upper ends
   * @return a copy
   * @throws IllegalArgumentException if there are more or fewer than values, or if an interval does
   *     not hold its value, naming its index
   */
  public Series between(String meaning, double[] lows, double[] highs) {
    if (lows.length != values.length || highs.length != values.length) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\" has "
              + values.length
              + " values, found "
              + lows.length
              + " lower and "
              + highs.length
              + " upper ends");
    }
    for (int i = 0; i < values.length; i++) {
      if (!(lows[i] <= values[i] && values[i] <= highs[i])) {
        throw new IllegalArgumentException(
            "an interval holds its value, \""
                + name
                + "\" has "
                + values[i]
                + " between "
                + lows[i]
                + " and "
                + highs[i]
                + " at index "
                + i);
      }
    }
    return new Series(name, values, lows.clone(), highs.clone(), meaning);
  }

  /**
   * With an interval of equal arms around each value.
   *
   * @param meaning what the arms are, such as "one standard deviation"
   * @param errors the arms
   * @return a copy
   * @throws IllegalArgumentException if there are more or fewer than values, or if one is negative
   *     or NaN, naming its index
   */
  public Series withErrors(String meaning, double... errors) {
    double[] below = new double[errors.length];
    double[] above = new double[errors.length];
    for (int i = 0; i < Math.min(errors.length, values.length); i++) {
      below[i] = values[i] - errors[i];
      above[i] = values[i] + errors[i];
    }
    return between(meaning, below, above);
  }

  /**
   * What the values are of.
   *
   * @return the name, as it was given
   */
  public String name() {
    return name;
  }

  /**
   * The values.
   *
   * @return a copy
   */
  public double[] values() {
    return values.clone();
  }

  int size() {
    return values.length;
  }

  double value(int index) {
    return values[index];
  }

  boolean hasIntervals() {
    return lows != null;
  }

  /** The lower end of a value's interval; the value itself if it has none. */
  double low(int index) {
    return lows == null ? values[index] : lows[index];
  }

  double high(int index) {
    return highs == null ? values[index] : highs[index];
  }

  /** What the intervals are; empty if there are none. */
  String meaning() {
    return meaning;
  }

  /** What the intervals of some series are, as a note; empty if there are none. */
  static String note(List<Series> all) {
    List<String> meanings =
        all.stream().map(Series::meaning).filter(text -> !text.isEmpty()).distinct().toList();
    return meanings.isEmpty() ? "" : "Whiskers: " + String.join("; ", meanings) + ".";
  }

  /** Refuses what has no place on an axis. */
  void requireOn(Axis axis) {
    for (int i = 0; i < values.length; i++) {
      axis.require(name, i, values[i]);
      axis.require(name, i, low(i));
      axis.require(name, i, high(i));
    }
  }
}
