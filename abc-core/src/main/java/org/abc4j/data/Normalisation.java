package org.abc4j.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.abc4j.Batch;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.data.picture.Picture;

/**
 * How values of images become those that a network trains on, as appendix B.2 lists it, and back.
 *
 * <p>A value v of a set whose values lie from {@code low} to {@code high} is first brought to u =
 * (v − low) / (high − low), from 0 to 1, so a normalisation is the same whether images were stored
 * as bytes or as fractions. Then it becomes (u − shift) · scale, with a shift and a scale for all
 * channels or for each. All is computed in {@code double} and rounded once.
 *
 * <p>{@link #text} is the whole of it, for a manifest, and {@link #parse} reads it. Immutable and
 * thread-safe.
 */
public final class Normalisation {
  private static final String NAME = "normalisation";

  /** One for all channels, or one for each. */
  private final double[] shifts;

  private final double[] scales;

  private Normalisation(double[] shifts, double[] scales) {
    this.shifts = shifts;
    this.scales = scales;
    for (int c = 0; c < shifts.length; c++) {
      if (!(Double.isFinite(shifts[c]) && scales[c] > 0 && Double.isFinite(scales[c]))) {
        throw new IllegalArgumentException(
            "a normalisation has finite shifts and positive finite scales, channel "
                + c
                + " has "
                + shifts[c]
                + " and "
                + scales[c]);
      }
    }
  }

  /**
   * To values from −1 to 1: 0.5 is subtracted and the rest doubled, which the paper does with MNIST
   * and Fashion-MNIST.
   *
   * @return the normalisation
   */
  public static Normalisation plusMinusOne() {
    return affine(0.5, 2);
  }

  /**
   * What the paper prints for CIFAR-10 and CIFAR-100: 1 is subtracted and the rest multiplied by 4.
   * Values lie from −4 to 0.
   *
   * @return the normalisation
   */
  public static Normalisation cifarAsPrinted() {
    return affine(1, 4);
  }

  /**
   * To (u − shift) · scale.
   *
   * @param shift what is subtracted of values from 0 to 1
   * @param scale what the rest is multiplied by, above 0
   * @return the normalisation
   * @throws IllegalArgumentException if one is not finite, or the scale is not above 0
   */
  public static Normalisation affine(double shift, double scale) {
    return new Normalisation(new double[] {shift}, new double[] {scale});
  }

  /**
   * To mean 0 and standard deviation 1 over all values of a set, of which the paper normalises each
   * but those above. The deviation is that of the set itself, divided by the number of its values.
   *
   * @param images at least two different values
   * @return the normalisation
   * @throws IllegalArgumentException if all values are equal, or there are none
   */
  public static Normalisation standardising(ImageSet images) {
    return standardising(images.batch(), images.low(), images.high(), 1);
  }

  /**
   * To mean 0 and standard deviation 1 over all values of images that may be more than memory
   * holds; {@link #standardising(ImageSet)} gives the same for the same images. They are read
   * twice.
   *
   * @param images at least two different values
   * @param low least value that they may have
   * @param high greatest value that they may have, above {@code low}
   * @return the normalisation
   * @throws IllegalArgumentException if all values are equal, there are none, one is NaN, or the
   *     range is empty or not finite
   */
  public static Normalisation standardising(Rows images, float low, float high) {
    return standardising(images, low, high, 1);
  }

  /**
   * To mean 0 and standard deviation 1 over the values of each channel.
   *
   * @param images at least two different values in each channel
   * @return the normalisation
   * @throws IllegalArgumentException if all values of a channel are equal, or there are none
   */
  public static Normalisation standardisingChannels(ImageSet images) {
    return standardisingChannels(images.batch(), images.low(), images.high());
  }

  /**
   * To mean 0 and standard deviation 1 over the values of each channel of images that may be more
   * than memory holds. They are read twice.
   *
   * @param images at least two different values in each channel
   * @param low least value that they may have
   * @param high greatest value that they may have, above {@code low}
   * @return the normalisation
   * @throws IllegalArgumentException if all values of a channel are equal, there are none, one is
   *     NaN, or the range is empty or not finite
   */
  public static Normalisation standardisingChannels(Rows images, float low, float high) {
    return standardising(images, low, high, images.shape().channels());
  }

  private static Normalisation standardising(Rows images, float low, float high, int groups) {
    ImageSet.requireRange(low, high);
    int group = images.shape().size() / groups;
    long count = (long) images.rows() * group;
    float[] values = new float[images.shape().size()];
    double[] means = new double[groups];
    double[] scales = new double[groups];
    // About the mean, in a second pass: the two sums of one pass cancel.
    for (int pass = 0; pass < 2; pass++) {
      double[] sums = new double[groups];
      for (int i = 0; i < images.rows(); i++) {
        images.copyRow(i, values);
        for (int p = 0; p < values.length; p++) {
          double u = unit(values[p], low, high);
          double difference = u - means[p / group];
          sums[p / group] += pass == 0 ? u : difference * difference;
        }
      }
      for (int g = 0; g < groups; g++) {
        if (pass == 0) {
          means[g] = sums[g] / count;
        } else {
          scales[g] = requireSpread(1 / Math.sqrt(sums[g] / count), g, groups);
        }
      }
    }
    return new Normalisation(means, scales);
  }

  private static double requireSpread(double scale, int group, int groups) {
    if (!(scale < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a standard deviation of 1 needs different values, those of "
              + (groups == 1 ? "the set" : "channel " + group)
              + " are all equal or none");
    }
    return scale;
  }

  private static double unit(double value, double low, double high) {
    return (value - low) / (high - low);
  }

  void requireChannels(Shape shape) {
    if (shifts.length != 1 && shifts.length != shape.channels()) {
      throw new IllegalArgumentException(
          "this normalisation is for " + shifts.length + " channels, found shape " + shape);
    }
  }

  private int group(Shape shape, int position) {
    return shifts.length == 1 ? 0 : position / (shape.height() * shape.width());
  }

  /**
   * The normalised images.
   *
   * @param images any values
   * @return a set with the same labels whose range is what its values may become
   * @throws IllegalArgumentException if this normalisation is for another number of channels
   */
  public ImageSet apply(ImageSet images) {
    Shape shape = images.shape();
    requireChannels(shape);
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < shifts.length; c++) {
      low = Math.min(low, normalised(0, c));
      high = Math.max(high, normalised(1, c));
    }
    float[] values = images.batch().toArray();
    for (int from = 0; from < values.length; from += shape.size()) {
      normalise(values, from, shape, images.low(), images.high());
    }
    ImageSet normalised = ImageSet.of(Batch.of(shape, values), low, high);
    return images.hasLabels() ? normalised.withLabels(labels(images)) : normalised;
  }

  /**
   * Normalises images as they are asked for, to the same bits as {@link #apply(ImageSet)}; there
   * may be more than memory holds.
   *
   * @param images any images
   * @param low least value that they may have, 0 for those of a cache
   * @param high greatest value that they may have, above {@code low}; 255 for those of a cache
   * @return the normalised images
   * @throws IllegalArgumentException if this normalisation is for another number of channels, or
   *     the range is empty or not finite
   */
  public Rows apply(Rows images, float low, float high) {
    requireChannels(images.shape());
    ImageSet.requireRange(low, high);
    return new NormalisedRows(images, low, high, this);
  }

  /**
   * The greatest magnitude that a normalised value may have: what a sampler holds its predictions
   * of clean images within.
   *
   * @return 1 for {@link #plusMinusOne}
   */
  public double bound() {
    double bound = 0;
    for (int c = 0; c < shifts.length; c++) {
      bound = Math.max(bound, Math.max(Math.abs(normalised(0, c)), Math.abs(normalised(1, c))));
    }
    return bound;
  }

  /** Normalises one image of the shape in its place. */
  void normalise(float[] values, int from, Shape shape, float low, float high) {
    int group = shape.size() / shifts.length;
    for (int p = 0; p < shape.size(); p++) {
      values[from + p] = normalised(unit(values[from + p], low, high), p / group);
    }
  }

  static int[] labels(ImageSet images) {
    int[] labels = new int[images.count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = images.label(i);
    }
    return labels;
  }

  private float normalised(double u, int channel) {
    return (float) ((u - shifts[channel]) * scales[channel]);
  }

  /**
   * Normalised values back to those from 0 to 1; what a sampler made may lie beyond.
   *
   * @param normalised images or samples
   * @return their values of before
   * @throws IllegalArgumentException if this normalisation is for another number of channels
   */
  public Batch undo(Batch normalised) {
    Shape shape = normalised.shape();
    requireChannels(shape);
    double[] values = normalised.toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      int channel = group(shape, i % shape.size());
      values[i] = values[i] / scales[channel] + shifts[channel];
    }
    return Batch.rounded(shape, values);
  }

  /**
   * Changes of normalised values back to those of values from 0 to 1, which no shift matters to.
   *
   * @param changes differences of samples, or derivatives
   * @return the changes of before
   * @throws IllegalArgumentException if this normalisation is for another number of channels
   */
  public Batch undoChange(Batch changes) {
    Shape shape = changes.shape();
    requireChannels(shape);
    double[] values = changes.toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] / scales[group(shape, i % shape.size())];
    }
    return Batch.rounded(shape, values);
  }

  /**
   * One sample as a picture to show: undone, cut to 0 to 1, times 255 and rounded.
   *
   * @param normalised samples of 1 or 3 channels
   * @param row which one
   * @return the picture
   * @throws IllegalArgumentException if there are neither 1 nor 3 channels, or a value is NaN
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public Picture picture(Batch normalised, int row) {
    float[] values = undo(normalised.select(row)).toArray();
    byte[] shown = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      if (Float.isNaN(values[i])) {
        throw new IllegalArgumentException(
            "a picture has no NaN, " + ImageSet.place(normalised.shape(), row, i) + " is one");
      }
      shown[i] = (byte) Math.round(Math.max(0, Math.min(1, values[i])) * 255);
    }
    return Picture.of(normalised.shape(), shown);
  }

  /**
   * All of this normalisation as one line.
   *
   * @return what {@link #parse} reads, to the same bits
   */
  public String text() {
    return NAME + " " + numbers();
  }

  /** Shifts and scales, for a line. */
  String numbers() {
    return "shift=" + numbers(shifts) + " scale=" + numbers(scales);
  }

  private static String numbers(double[] values) {
    // In hexadecimal: decimal digits differ from one JDK to another.
    return Arrays.stream(values).mapToObj(Double::toHexString).collect(Collectors.joining(","));
  }

  /**
   * The normalisation of a line.
   *
   * @param text as {@link #text} gives it
   * @return the normalisation
   * @throws IllegalArgumentException if it is none
   */
  public static Normalisation parse(String text) {
    String[] fields = PreparationText.fields(text, NAME, "shift", "scale");
    return parseNumbers(text, fields[0], fields[1]);
  }

  /** The normalisation of the two lists of numbers that a line has. */
  static Normalisation parseNumbers(String text, String shift, String scale) {
    double[] shifts = numbers(text, shift);
    double[] scales = numbers(text, scale);
    if (shifts.length != scales.length) {
      throw PreparationText.malformed(text, "as many shifts as scales");
    }
    return new Normalisation(shifts, scales);
  }

  private static double[] numbers(String text, String field) {
    return Arrays.stream(field.split(",", -1))
        .mapToDouble(number -> PreparationText.number(text, number))
        .toArray();
  }

  /** Equal when all shifts and scales are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Normalisation that
        && Arrays.equals(shifts, that.shifts)
        && Arrays.equals(scales, that.scales);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(shifts), Arrays.hashCode(scales));
  }

  @Override
  public String toString() {
    return text();
  }
}
