package org.abc4j.perception;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.data.picture.Picture;
import org.abc4j.data.picture.Resampling;
import org.abc4j.data.picture.SmoothResizing;

/**
 * How images become what a network takes. In this order: values are cut to 0 to 1, for an extractor
 * sees pictures; the image is resized to a square, if asked for; its middle is cut out, if asked
 * for; gray is repeated in three channels, where three are wanted; values go from 0 to 1 to a
 * range; each channel's mean is subtracted and the rest divided by its deviation.
 *
 * <p>Resizing is in {@code double}, so that a small change stays one; or to the bit as Pillow does
 * it, of values and results of 8 bits, where a change of less than 1/255 may vanish. What a cubic
 * filter makes beyond 0 and 1 is cut off either way. Immutable and thread-safe.
 */
public final class InputPreparation {
  private static final int HIGHEST = 255;

  /** The most that an image is resized to, on a side. */
  static final int MOST_PIXELS = 4096;

  private final double[] means;
  private final double[] deviations;
  private final double low;
  private final double high;
  private final Size size;

  /**
   * Sizes, 0 for none.
   *
   * @param resized what images are resized to
   * @param filter by which filter; null if they are not
   * @param eightBit whether in 8 bits
   * @param cropped what is cut out of their middle
   */
  private record Size(int resized, Resampling filter, boolean eightBit, int cropped) {}

  private InputPreparation(
      double[] means, double[] deviations, double low, double high, Size size) {
    this.means = means;
    this.deviations = deviations;
    this.low = low;
    this.high = high;
    this.size = size;
  }

  /**
   * Images as large as they are, with values from 0 to 1.
   *
   * @param means what is subtracted of each channel, 1 or 3
   * @param deviations what the rest is divided by, above 0
   * @return the preparation
   * @throws IllegalArgumentException if there are neither 1 nor 3 of each, or one is not finite or
   *     a deviation not above 0
   */
  public static InputPreparation of(double[] means, double[] deviations) {
    if (means.length != 1 && means.length != 3 || deviations.length != means.length) {
      throw new IllegalArgumentException(
          "a network takes 1 or 3 channels, each with mean and deviation, found "
              + means.length
              + " means and "
              + deviations.length
              + " deviations");
    }
    for (int c = 0; c < means.length; c++) {
      if (!(Double.isFinite(means[c]) && deviations[c] > 0 && Double.isFinite(deviations[c]))) {
        throw new IllegalArgumentException(
            "a channel has a finite mean and a positive finite deviation, channel "
                + c
                + " has "
                + means[c]
                + " and "
                + deviations[c]);
      }
    }
    return new InputPreparation(
        means.clone(), deviations.clone(), 0, 1, new Size(0, null, false, 0));
  }

  /**
   * With values that go from 0 to 1 to another range before means are subtracted.
   *
   * @param low what 0 becomes
   * @param high what 1 becomes, above {@code low}
   * @return a copy
   * @throws IllegalArgumentException if the range is empty or not finite
   */
  public InputPreparation withRange(double low, double high) {
    if (!(low < high && Double.isFinite(low) && Double.isFinite(high))) {
      throw new IllegalArgumentException(
          "a range of values is finite and not empty, found " + low + " to " + high);
    }
    return new InputPreparation(means, deviations, low, high, size);
  }

  /**
   * With images that are resized to squares, whatever their proportions.
   *
   * @param pixels rows and columns, from 1 to 4096
   * @param filter the filter
   * @param eightBit whether values are rounded to 8 bits before and after, as Pillow has them
   * @return a copy
   * @throws IllegalArgumentException if the number of pixels is out of range
   */
  public InputPreparation resizedTo(int pixels, Resampling filter, boolean eightBit) {
    return new InputPreparation(
        means,
        deviations,
        low,
        high,
        new Size(
            requirePixels(pixels),
            Objects.requireNonNull(filter, "filter"),
            eightBit,
            size.cropped));
  }

  /**
   * With the middle that is cut out of images, once they are resized.
   *
   * @param pixels its rows and columns, from 1 to 4096
   * @return a copy
   * @throws IllegalArgumentException if the number of pixels is out of range
   */
  public InputPreparation ofMiddle(int pixels) {
    return new InputPreparation(
        means,
        deviations,
        low,
        high,
        new Size(size.resized, size.filter, size.eightBit, requirePixels(pixels)));
  }

  private static int requirePixels(int pixels) {
    if (!(pixels >= 1 && pixels <= MOST_PIXELS)) {
      throw new IllegalArgumentException(
          "an extractor's image has 1 to " + MOST_PIXELS + " rows and columns, found " + pixels);
    }
    return pixels;
  }

  /**
   * What images of a shape become.
   *
   * @param shape of 1 or 3 channels
   * @return the shape that the network takes
   * @throws IllegalArgumentException if images of that shape cannot be prepared
   */
  public Shape prepared(Shape shape) {
    if (shape.channels() != 1 && shape.channels() != 3 || shape.channels() > means.length) {
      throw new IllegalArgumentException(
          "an extractor of "
              + means.length
              + (means.length == 1 ? " channel" : " channels")
              + " takes images of "
              + (means.length == 1 ? "1 channel" : "1 or 3")
              + ", found shape "
              + shape);
    }
    int height = size.resized > 0 ? size.resized : shape.height();
    int width = size.resized > 0 ? size.resized : shape.width();
    if (size.cropped > Math.min(height, width)) {
      throw new IllegalArgumentException(
          "a middle of "
              + size.cropped
              + " rows and columns is cut out of larger images, found "
              + height
              + "×"
              + width);
    }
    return size.cropped > 0
        ? new Shape(means.length, size.cropped, size.cropped)
        : new Shape(means.length, height, width);
  }

  /**
   * Prepares one image.
   *
   * @param image its values, from 0 to 1 and somewhat beyond
   * @param shape its shape
   * @return the values that the network takes, of shape {@link #prepared}
   * @throws IllegalArgumentException if images of that shape cannot be prepared, or there is
   *     another number of values
   * @throws ArithmeticException if a value is not finite, naming its place
   */
  public float[] apply(float[] image, Shape shape) {
    Shape to = prepared(shape);
    double[] values = Batch.of(shape, image).toDoubleArray();
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          "an image of shape "
              + shape
              + " has "
              + shape.size()
              + " values, found "
              + values.length);
    }
    for (int p = 0; p < values.length; p++) {
      if (!Double.isFinite(values[p])) {
        throw new ArithmeticException(
            "an image has finite values, but value " + p + " is " + values[p]);
      }
      values[p] = cut(values[p]);
    }
    Shape resized = shape;
    if (size.resized > 0) {
      resized = new Shape(shape.channels(), size.resized, size.resized);
      values = size.eightBit ? eightBit(values, shape) : smooth(values, shape);
    }
    return normalised(values, resized, to);
  }

  private double[] smooth(double[] values, Shape shape) {
    double[] result =
        SmoothResizing.to(size.resized, size.resized, size.filter).apply(values, shape);
    Arrays.setAll(result, p -> cut(result[p]));
    return result;
  }

  private double[] eightBit(double[] values, Shape shape) {
    byte[] bytes = new byte[values.length];
    for (int p = 0; p < bytes.length; p++) {
      bytes[p] = (byte) Math.round(values[p] * HIGHEST);
    }
    float[] resized =
        Picture.of(shape, bytes).resized(size.resized, size.resized, size.filter).toFloats();
    double[] result = new double[resized.length];
    Arrays.setAll(result, p -> (double) resized[p] / HIGHEST);
    return result;
  }

  private static double cut(double value) {
    return Math.max(0, Math.min(1, value));
  }

  private float[] normalised(double[] values, Shape from, Shape to) {
    int top = (int) Math.rint((from.height() - to.height()) / 2.0);
    int left = (int) Math.rint((from.width() - to.width()) / 2.0);
    float[] result = new float[to.size()];
    int at = 0;
    for (int c = 0; c < to.channels(); c++) {
      int channel = from.channels() == 1 ? 0 : c;
      for (int y = 0; y < to.height(); y++) {
        int row = (channel * from.height() + top + y) * from.width() + left;
        for (int x = 0; x < to.width(); x++) {
          double value = low + values[row + x] * (high - low);
          result[at++] = (float) ((value - means[c]) / deviations[c]);
        }
      }
    }
    return result;
  }

  /**
   * All of this in one line.
   *
   * @return the same for preparations that do the same
   */
  public String text() {
    return "size "
        + (size.resized == 0
            ? "as it is"
            : size.resized
                + " "
                + size.filter.name().toLowerCase(Locale.ROOT)
                + (size.eightBit ? " in 8 bits" : ""))
        + (size.cropped == 0 ? "" : ", middle " + size.cropped)
        + ", range "
        + low
        + " to "
        + high
        + ", means "
        + Arrays.toString(means)
        + ", deviations "
        + Arrays.toString(deviations);
  }

  @Override
  public String toString() {
    return text();
  }
}
