package org.abc4j.data.picture;

import org.abc4j.Shape;

/**
 * Resizes images of real values by the filters of {@link Picture#resized}, without its rounding:
 * weights and sums are in {@code double}, and nothing is cut off, so that a change of an image that
 * is smaller than a step of 8 bits is still one after it.
 *
 * <p>Rows first, then columns. Where a picture gets larger, {@link Resampling#BILINEAR} is what
 * PyTorch's {@code interpolate(mode="bilinear", align_corners=False)} does. Immutable and
 * thread-safe.
 */
public final class SmoothResizing {
  private final int height;
  private final int width;
  private final Resampling filter;

  private SmoothResizing(int height, int width, Resampling filter) {
    this.height = height;
    this.width = width;
    this.filter = filter;
  }

  /**
   * To some size.
   *
   * @param height rows of the result, at least 1
   * @param width columns of the result, at least 1
   * @param filter the filter
   * @return the resizing
   * @throws IllegalArgumentException if an extent is less than 1
   */
  public static SmoothResizing to(int height, int width, Resampling filter) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image has rows and columns, found " + height + "×" + width);
    }
    return new SmoothResizing(height, width, filter);
  }

  /**
   * Resizes one image.
   *
   * @param values its values, channel after channel
   * @param shape its shape
   * @return the values of one of as many channels and this size; those of a direction whose extent
   *     stays are left alone
   * @throws IllegalArgumentException if there is another number of values than the shape has
   */
  public double[] apply(double[] values, Shape shape) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          "an image of shape "
              + shape
              + " has "
              + shape.size()
              + " values, found "
              + values.length);
    }
    double[] across = values.clone();
    if (width != shape.width()) {
      across = lines(values, shape.channels() * shape.height(), shape.width(), 1);
    }
    if (height == shape.height()) {
      return across;
    }
    double[] result = new double[shape.channels() * height * width];
    double[] channel = new double[shape.height() * width];
    for (int c = 0; c < shape.channels(); c++) {
      System.arraycopy(across, c * channel.length, channel, 0, channel.length);
      double[] down = lines(channel, width, shape.height(), width);
      System.arraycopy(down, 0, result, c * down.length, down.length);
    }
    return result;
  }

  /**
   * Resizes parallel lines.
   *
   * @param count how many there are
   * @param from values of each
   * @param step 1 if they lie behind one another, or their number if they lie beside one another
   */
  private double[] lines(double[] values, int count, int from, int step) {
    int to = step == 1 ? width : height;
    double[][] weights = new double[to][];
    for (int x = 0; x < to; x++) {
      weights[x] = ResamplingWeights.unrounded(filter, from, to, x);
    }
    double[] result = new double[count * to];
    for (int line = 0; line < count; line++) {
      int source = step == 1 ? line * from : line;
      int target = step == 1 ? line * to : line;
      for (int x = 0; x < to; x++) {
        int low = ResamplingWeights.low(filter, from, to, x);
        double sum = 0;
        for (int k = 0; k < weights[x].length; k++) {
          sum += weights[x][k] * values[source + (low + k) * step];
        }
        result[target + x * step] = sum;
      }
    }
    return result;
  }
}
