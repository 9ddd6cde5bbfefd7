package org.abc4j.attribution;

/**
 * A rule that maps continuous values to a discrete space, in which a sample can be truly
 * unattributable (section 3.5).
 */
@FunctionalInterface
public interface Quantization {

  /**
   * The level of a value.
   *
   * @param value a value of a sample
   * @return its level; values of the same level are the same in the discrete space
   */
  int level(float value);

  /**
   * Whether two samples are the same in the discrete space.
   *
   * @param a values of one sample
   * @param b values of the other, as many
   * @return true if all levels agree
   */
  default boolean same(float[] a, float[] b) {
    for (int j = 0; j < a.length; j++) {
      if (level(a[j]) != level(b[j])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Black or white, as for the binarised digits of Figure 6.
   *
   * @param threshold least value that is white
   * @return the rule
   * @throws IllegalArgumentException if the threshold is NaN
   */
  static Quantization threshold(double threshold) {
    if (Double.isNaN(threshold)) {
      throw new IllegalArgumentException("a threshold is a number, found " + threshold);
    }
    return value -> {
      requireNumber(value);
      return value >= threshold ? 1 : 0;
    };
  }

  /**
   * Evenly spaced levels, to the nearest, values outside held at the ends: 256 levels from −1 to 1
   * are the bytes of an image file.
   *
   * @param low value of the first level, finite
   * @param high value of the last level, finite and greater than {@code low}
   * @param count number of levels, at least 2
   * @return the rule
   * @throws IllegalArgumentException if an argument is out of range
   */
  static Quantization levels(double low, double high, int count) {
    if (!(low < high) || !Double.isFinite(high - low) || count < 2) {
      throw new IllegalArgumentException(
          "levels need finite low < high and at least 2 of them, found low "
              + low
              + ", high "
              + high
              + " and "
              + count
              + " levels");
    }
    return value -> {
      requireNumber(value);
      double level = Math.rint((value - low) / (high - low) * (count - 1));
      return (int) Math.max(0, Math.min(count - 1, level));
    };
  }

  private static void requireNumber(float value) {
    if (Float.isNaN(value)) {
      throw new IllegalArgumentException("a value to quantise is a number, found NaN");
    }
  }
}
