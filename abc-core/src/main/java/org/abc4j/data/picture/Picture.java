package org.abc4j.data.picture;

import java.util.Arrays;
import java.util.Objects;
import org.abc4j.Shape;

/**
 * A picture of 8 bits a channel, gray (one channel) or in colour (red, green, blue).
 *
 * <p>Values go in and out in channel × row × column order, as everywhere in the library. Immutable
 * and safe for use by several threads: arrays are copied in and out.
 */
public final class Picture {
  static final int HIGHEST = 255;

  private static final int COLOUR = 3;

  private final Shape shape;

  /** In the order of {@link PixelOrder}. */
  private final byte[] values;

  private Picture(Shape shape, byte[] owned) {
    this.shape = shape;
    this.values = owned;
  }

  /**
   * A picture of the given values, which are copied.
   *
   * @param shape its channels, 1 or 3, height and width
   * @param values {@code shape.size()} unsigned bytes, channel after channel, row after row
   * @return the picture
   * @throws IllegalArgumentException if it has neither 1 nor 3 channels, or another number of
   *     values
   */
  public static Picture of(Shape shape, byte... values) {
    requireChannels(shape.channels());
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          "a picture of shape "
              + shape
              + " has "
              + shape.size()
              + " values, found "
              + values.length);
    }
    return new Picture(shape, PixelOrder.ofPlanes(shape, values));
  }

  /** A picture of values in the order of {@link #values}. */
  static Picture owning(Shape shape, byte[] owned) {
    return new Picture(shape, owned);
  }

  static void requireChannels(int channels) {
    if (channels != 1 && channels != COLOUR) {
      throw new IllegalArgumentException(
          "a picture has 1 or " + COLOUR + " channels, found " + channels);
    }
  }

  /** The array itself, pixel after pixel, for this package to read. */
  byte[] values() {
    return values;
  }

  /**
   * Channels, height and width.
   *
   * @return the shape
   */
  public Shape shape() {
    return shape;
  }

  /**
   * Number of channels.
   *
   * @return 1 for gray, 3 for red, green and blue
   */
  public int channels() {
    return shape.channels();
  }

  /**
   * Number of rows.
   *
   * @return at least 1
   */
  public int height() {
    return shape.height();
  }

  /**
   * Number of columns.
   *
   * @return at least 1
   */
  public int width() {
    return shape.width();
  }

  /**
   * One value.
   *
   * @param channel which channel
   * @param row from 0 at the top
   * @param column from 0 at the left
   * @return from 0 to 255
   * @throws IndexOutOfBoundsException if there is no such place
   */
  public int value(int channel, int row, int column) {
    Objects.checkIndex(channel, channels());
    Objects.checkIndex(row, height());
    Objects.checkIndex(column, width());
    return Byte.toUnsignedInt(values[(row * width() + column) * channels() + channel]);
  }

  /**
   * A copy of all values.
   *
   * @return {@code shape().size()} unsigned bytes, channel after channel, row after row
   */
  public byte[] toBytes() {
    return PixelOrder.toPlanes(shape, values);
  }

  /**
   * All values as numbers from 0 to 255.
   *
   * @return {@code shape().size()} values, channel after channel, row after row
   */
  public float[] toFloats() {
    byte[] bytes = toBytes();
    float[] floats = new float[bytes.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return floats;
  }

  /**
   * With another number of channels: gray from colour is {@link Rgb#luma}, colour from gray has it
   * in each channel.
   *
   * @param channels 1 or 3
   * @return the picture, this one if it has as many
   * @throws IllegalArgumentException if it is another number
   */
  public Picture withChannels(int channels) {
    requireChannels(channels);
    if (channels == channels()) {
      return this;
    }
    Shape to = new Shape(channels, height(), width());
    return new Picture(to, channels == 1 ? PixelOrder.gray(values) : PixelOrder.colour(values));
  }

  /**
   * A part of the picture.
   *
   * @param top first row
   * @param left first column
   * @param height rows of the part
   * @param width columns of the part
   * @return the part
   * @throws IllegalArgumentException if it does not lie in the picture, or is empty
   */
  public Picture crop(int top, int left, int height, int width) {
    if (top < 0
        || left < 0
        || height < 1
        || width < 1
        || height > height() - top
        || width > width() - left) {
      throw new IllegalArgumentException(
          height + "×" + width + " from row " + top + ", column " + left + " of " + this);
    }
    Shape to = new Shape(channels(), height, width);
    byte[] result = new byte[to.size()];
    for (int y = 0; y < height; y++) {
      int from = ((top + y) * width() + left) * channels();
      System.arraycopy(values, from, result, y * width * channels(), width * channels());
    }
    return new Picture(to, result);
  }

  /**
   * The middle of the picture. Where what is left over is odd, the part above or left of the middle
   * is the even one of the two halves, as torchvision's {@code CenterCrop} has it.
   *
   * @param height rows of the middle
   * @param width columns of the middle
   * @return the middle
   * @throws IllegalArgumentException if the picture is smaller
   */
  public Picture centreCrop(int height, int width) {
    if (height == height() && width == width()) {
      return this;
    }
    return crop((int) half(height() - height), (int) half(width() - width), height, width);
  }

  /** Half of a border, rounded to the even one of two that are as near, as Python rounds. */
  static long half(long border) {
    return border / 2 + (border % 4 == 3 ? 1 : 0);
  }

  /**
   * A larger picture with this one in its middle. Where the border is odd, the larger part of it is
   * below and right.
   *
   * @param height rows of the larger picture
   * @param width columns of the larger picture
   * @param colour of the border; its luma if this picture is gray
   * @return the larger picture
   * @throws IllegalArgumentException if this one is larger
   */
  public Picture padTo(int height, int width, Rgb colour) {
    Objects.requireNonNull(colour, "colour");
    if (height < height() || width < width()) {
      throw new IllegalArgumentException(
          this + " cannot be padded to " + height + "×" + width + ", which is smaller");
    }
    if (height == height() && width == width()) {
      return this;
    }
    return filled(new Shape(channels(), height, width), colour)
        .with(this, (height - height()) / 2, (width - width()) / 2);
  }

  /** A picture of one colour. */
  static Picture filled(Shape shape, Rgb colour) {
    return new Picture(shape, PixelOrder.filled(shape, colour));
  }

  /** With a smaller picture of as many channels at a place. */
  Picture with(Picture part, int top, int left) {
    byte[] result = values.clone();
    int length = part.width() * channels();
    for (int y = 0; y < part.height(); y++) {
      int to = ((top + y) * width() + left) * channels();
      System.arraycopy(part.values, y * length, result, to, length);
    }
    return new Picture(shape, result);
  }

  /**
   * The picture mirrored, left to right.
   *
   * @return its mirror image
   */
  public Picture flippedHorizontally() {
    return Orientation.MIRRORED.upright(this);
  }

  /**
   * The picture in another size, each pixel a weighted mean of those around its place.
   *
   * <p>Where the picture gets smaller, the filter is widened by the reduction, and its weights are
   * divided by their sum. Rows are resized first and rounded to 8 bit, then columns. The result is
   * Pillow's for modes L and RGB, to the bit; a direction whose extent stays is left alone.
   *
   * @param height rows, at least 1
   * @param width columns, at least 1
   * @param filter weighs the pixels
   * @return the resized picture, this one if it has that size
   * @throws IllegalArgumentException if an extent is less than 1 or the size too large for an array
   */
  public Picture resized(int height, int width, Resampling filter) {
    Objects.requireNonNull(filter, "filter");
    if (height == height() && width == width()) {
      return this;
    }
    Shape to = new Shape(channels(), height, width);
    return Resampler.part(this, height, width, 0, 0, to, filter);
  }

  /** Equal when shapes and values are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Picture that
        && shape.equals(that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Picture[" + shape + "]";
  }
}
