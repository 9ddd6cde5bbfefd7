package org.abc4j;

/**
 * The shape of one sample, channels × height × width; the paper's m is {@link #size()}.
 *
 * <p>Values of a sample are laid out in that order, so pixel (c, y, x) stands at {@code (c·height +
 * y)·width + x}.
 *
 * @param channels number of channels, at least 1
 * @param height rows of the image, at least 1
 * @param width columns of the image, at least 1
 */
public record Shape(int channels, int height, int width) {

  /**
   * Checks that every extent is positive and that {@link #size()} fits an {@code int}.
   *
   * @param channels number of channels, at least 1
   * @param height rows of the image, at least 1
   * @param width columns of the image, at least 1
   * @throws IllegalArgumentException otherwise, naming the extents
   * @throws IllegalStateException if a library is too old for this one ({@link Libraries})
   */
  public Shape {
    Libraries.require();
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "extents of a shape must be at least 1, found " + describe(channels, height, width));
    }
    if ((long) height * width > Integer.MAX_VALUE
        || (long) channels * height * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a sample holds at most 2^31 - 1 values, found shape "
              + describe(channels, height, width));
    }
  }

  /**
   * Number of values in one sample, the paper's m.
   *
   * @return channels · height · width
   */
  public int size() {
    return channels * height * width;
  }

  @Override
  public String toString() {
    return describe(channels, height, width);
  }

  private static String describe(int channels, int height, int width) {
    return channels + "×" + height + "×" + width;
  }
}
