package org.abc4j.report.figure;

/** Points of a plane under a name, with intervals of their heights or not. Immutable. */
public final class Points {
  private final Series xs;
  private final Series ys;

  private Points(Series xs, Series ys) {
    this.xs = xs;
    this.ys = ys;
  }

  /**
   * Points.
   *
   * @param name what they are of, for people; any text
   * @param xs where they are along the horizontal axis
   * @param ys where they are along the vertical axis
   * @return the points
   * @throws IllegalArgumentException if there are more of one than of the other
   */
  public static Points of(String name, double[] xs, double[] ys) {
    if (xs.length != ys.length) {
      throw new IllegalArgumentException(
          "points have two coordinates, \""
              + name
              + "\" has "
              + xs.length
              + " values of x and "
              + ys.length
              + " of y");
    }
    return new Points(Series.of(name, xs), Series.of(name, ys));
  }

  /**
   * With an interval around each height.
   *
   * @param meaning what the intervals are, such as "95 % of resampled sets"
   * @param lows the lower ends
   * @param highs the upper ends
   * @return a copy
   * @throws IllegalArgumentException as {@link Series#between} does
   */
  public Points between(String meaning, double[] lows, double[] highs) {
    return new Points(xs, ys.between(meaning, lows, highs));
  }

  /**
   * With equal arms around each height.
   *
   * @param meaning what the arms are, such as "one standard deviation"
   * @param errors the arms
   * @return a copy
   * @throws IllegalArgumentException as {@link Series#withErrors} does
   */
  public Points withErrors(String meaning, double... errors) {
    return new Points(xs, ys.withErrors(meaning, errors));
  }

  /**
   * What the points are of.
   *
   * @return the name, as it was given
   */
  public String name() {
    return xs.name();
  }

  Series xs() {
    return xs;
  }

  Series ys() {
    return ys;
  }

  int size() {
    return xs.size();
  }
}
