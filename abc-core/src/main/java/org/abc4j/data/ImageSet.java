package org.abc4j.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.io.Sha256;

/**
 * Images of one shape whose values are finite and lie in a known range, with or without a label
 * each.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ImageSet {
  private final Batch batch;
  private final float low;
  private final float high;

  /** One for each image, or null if there are none. */
  private final int[] labels;

  private ImageSet(Batch batch, float low, float high, int[] labels) {
    this.batch = batch;
    this.low = low;
    this.high = high;
    this.labels = labels;
  }

  /**
   * Images without labels.
   *
   * @param batch the images, one a row
   * @param low least value that a pixel may have
   * @param high greatest value that a pixel may have, above {@code low}
   * @return the set
   * @throws IllegalArgumentException if the range is empty or not finite, or if a pixel lies
   *     outside of it or is NaN, naming its image, channel, row, column and value
   */
  public static ImageSet of(Batch batch, float low, float high) {
    Objects.requireNonNull(batch, "batch");
    requireRange(low, high);
    for (int i = 0; i < batch.rows(); i++) {
      float[] pixels = batch.row(i);
      for (int p = 0; p < pixels.length; p++) {
        if (!(pixels[p] >= low && pixels[p] <= high)) {
          throw new IllegalArgumentException(
              "pixels must lie in "
                  + range(low, high)
                  + ", "
                  + place(batch.shape(), i, p)
                  + " is "
                  + pixels[p]);
        }
      }
    }
    return new ImageSet(batch, low, high, null);
  }

  static void requireRange(float low, float high) {
    if (!(low < high && Float.isFinite(low) && Float.isFinite(high))) {
      throw new IllegalArgumentException(
          "a range of values needs finite low < high, found " + range(low, high));
    }
  }

  private static String range(float low, float high) {
    return "[" + low + ", " + high + "]";
  }

  static String place(Shape shape, int image, int position) {
    int area = shape.height() * shape.width();
    return "image "
        + image
        + ", channel "
        + position / area
        + ", row "
        + position % area / shape.width()
        + ", column "
        + position % shape.width();
  }

  /**
   * Number of images.
   *
   * @return the count, which may be 0
   */
  public int count() {
    return batch.rows();
  }

  /**
   * The shape of each image.
   *
   * @return the shape
   */
  public Shape shape() {
    return batch.shape();
  }

  /**
   * All images.
   *
   * @return one a row
   */
  public Batch batch() {
    return batch;
  }

  /**
   * Least value that a pixel may have.
   *
   * @return the lower end of the range
   */
  public float low() {
    return low;
  }

  /**
   * Greatest value that a pixel may have.
   *
   * @return the upper end of the range
   */
  public float high() {
    return high;
  }

  /**
   * A copy of one image.
   *
   * @param index which one
   * @return its {@code shape().size()} values
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public float[] image(int index) {
    return batch.row(index);
  }

  /**
   * Whether the images have labels.
   *
   * @return true if each has one, false if none has
   */
  public boolean hasLabels() {
    return labels != null;
  }

  /**
   * The label of one image.
   *
   * @param index which image
   * @return its label, at least 0
   * @throws IndexOutOfBoundsException if there is no such image
   * @throws IllegalStateException if the images have no labels
   */
  public int label(int index) {
    Objects.checkIndex(index, count());
    if (labels == null) {
      throw new IllegalStateException("label " + index + " was asked for, the images have none");
    }
    return labels[index];
  }

  /**
   * With a label for each image, in place of those it may have.
   *
   * @param labels as many as there are images, each at least 0
   * @return the labelled set
   * @throws IllegalArgumentException if their number is another one or one is negative
   */
  public ImageSet withLabels(int... labels) {
    if (labels.length != count()) {
      throw new IllegalArgumentException(
          count() + " images need as many labels, found " + labels.length);
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0) {
        throw new IllegalArgumentException(
            "labels must be at least 0, label " + i + " is " + labels[i]);
      }
    }
    return new ImageSet(batch, low, high, labels.clone());
  }

  /**
   * Larger images with these in their centre and {@link #low()} around them; the paper pads 28×28
   * to 32×32 by two pixels on each side. Where the border is odd, the larger part is below and
   * right.
   *
   * @param height rows of the larger images
   * @param width columns of the larger images
   * @return the padded set
   * @throws IllegalArgumentException if either extent is less than the images'
   */
  public ImageSet padTo(int height, int width) {
    Shape from = shape();
    if (height < from.height() || width < from.width()) {
      throw new IllegalArgumentException(
          "images of shape " + from + " cannot be padded to " + height + "×" + width);
    }
    Shape to = new Shape(from.channels(), height, width);
    int top = (height - from.height()) / 2;
    int left = (width - from.width()) / 2;
    float[] source = batch.toArray();
    float[] padded = new float[Math.multiplyExact(count(), to.size())];
    Arrays.fill(padded, low);
    for (int plane = 0; plane < count() * from.channels(); plane++) {
      for (int y = 0; y < from.height(); y++) {
        System.arraycopy(
            source,
            (plane * from.height() + y) * from.width(),
            padded,
            (plane * height + top + y) * width + left,
            from.width());
      }
    }
    return new ImageSet(Batch.of(to, padded), low, high, labels);
  }

  /**
   * Mapped affinely so that {@link #low()} becomes {@code lo} and {@link #high()} becomes {@code
   * hi}.
   *
   * @param lo the new lower end
   * @param hi the new upper end, above {@code lo}
   * @return the scaled set
   * @throws IllegalArgumentException if the new range is empty or not finite
   */
  public ImageSet scaledTo(float lo, float hi) {
    requireRange(lo, hi);
    if (lo == low && hi == high) {
      return this;
    }
    double scale = (double) hi - lo;
    double range = (double) high - low;
    float[] values = batch.toArray();
    for (int i = 0; i < values.length; i++) {
      float scaled = (float) (lo + (values[i] - (double) low) / range * scale);
      values[i] = Math.max(lo, Math.min(hi, scaled));
    }
    return new ImageSet(Batch.of(shape(), values), lo, hi, labels);
  }

  /**
   * The first images with their labels.
   *
   * @param n how many, from 0 to {@link #count()}
   * @return a set of {@code n} images
   * @throws IllegalArgumentException if there are fewer or {@code n} is negative
   */
  public ImageSet first(int n) {
    if (n < 0 || n > count()) {
      throw new IllegalArgumentException("the first " + n + " of " + count() + " images");
    }
    return select(IntStream.range(0, n).toArray());
  }

  /**
   * Some images with their labels.
   *
   * @param indices which ones, in the order wanted; one may occur several times
   * @return a set of {@code indices.length} images
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public ImageSet select(int... indices) {
    Batch selected = batch.select(indices);
    int[] theirs =
        labels == null ? null : Arrays.stream(indices).map(index -> labels[index]).toArray();
    return new ImageSet(selected, low, high, theirs);
  }

  /**
   * Each image mirrored, left to right.
   *
   * @return the mirrored set, with the same labels
   */
  public ImageSet flippedHorizontally() {
    int width = shape().width();
    float[] source = batch.toArray();
    float[] flipped = new float[source.length];
    for (int i = 0; i < source.length; i++) {
      int column = i % width;
      flipped[i - column + width - 1 - column] = source[i];
    }
    return new ImageSet(Batch.of(shape(), flipped), low, high, labels);
  }

  /**
   * Names the content: a digest of shape, count, values and labels, the same on every machine.
   *
   * @return 64 hexadecimal digits
   */
  public String sha256() {
    Shape shape = shape();
    Sha256 digest = Sha256.begin().add("abc image set");
    digest.add(shape.channels()).add(shape.height()).add(shape.width()).add(count());
    for (int i = 0; i < count(); i++) {
      digest.add(image(i));
    }
    digest.add(labels == null ? 0 : 1);
    for (int i = 0; labels != null && i < labels.length; i++) {
      digest.add(labels[i]);
    }
    return digest.hex();
  }

  /** Equal when shape, values, range and labels are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ImageSet that
        && batch.equals(that.batch)
        && low == that.low
        && high == that.high
        && Arrays.equals(labels, that.labels);
  }

  @Override
  public int hashCode() {
    return Objects.hash(batch, low, high, Arrays.hashCode(labels));
  }

  @Override
  public String toString() {
    return "ImageSet["
        + count()
        + " of "
        + shape()
        + " in "
        + range(low, high)
        + (hasLabels() ? ", labelled]" : "]");
  }
}
