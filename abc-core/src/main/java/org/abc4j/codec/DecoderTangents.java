package org.abc4j.codec;

import java.util.Arrays;
import java.util.Objects;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;

/**
 * A decoded image and its derivatives along directions of the latent.
 *
 * <p>Immutable and thread-safe.
 */
public final class DecoderTangents {
  /**
   * The step of differences beside the latent's largest value: about the cube root of three times a
   * float's rounding, where what rounding and curvature do is of one size.
   */
  private static final double STEP = 0x1p-8;

  /** States that one direction takes: a step to both sides, and two. */
  private static final int STATES = 4;

  private final Batch image;
  private final Batch tangents;
  private final double[] errors;

  private DecoderTangents(Batch image, Batch tangents, double[] errors) {
    this.image = Objects.requireNonNull(image, "image");
    this.tangents = Objects.requireNonNull(tangents, "tangents");
    this.errors = errors;
    if (image.rows() != 1 || !image.shape().equals(tangents.shape())) {
      throw new IllegalArgumentException(
          "tangents are those of 1 image of their shape, found " + image + " and " + tangents);
    }
  }

  /**
   * Derivatives that are exact but for rounding.
   *
   * @param image the decoded image, one row
   * @param tangents its derivative along each direction
   * @return both
   * @throws IllegalArgumentException if there is not one image, or the shapes differ
   */
  public static DecoderTangents exact(Batch image, Batch tangents) {
    return new DecoderTangents(image, tangents, new double[tangents.rows()]);
  }

  /**
   * Derivatives by central differences, (D(z + hv) − D(z − hv))/2h, for decoders that have no
   * others. The step hv is 2⁻⁸ of the latent's largest value, or 2⁻⁸ where all are 0. The error
   * that is stated of each is how far the result with twice the step lies from it: for a smooth
   * decoder three times what curvature does, and about what rounding does. Where the decoder has a
   * kink between, as one of ReLUs has, it is what that does.
   *
   * @param codec the codec
   * @param latent one row
   * @param directions any number of rows
   * @param execution whose threads decode, and whether to go on
   * @return the image, and its derivatives with their errors
   * @throws IllegalArgumentException if there is not one latent, a shape is another, or a direction
   *     is not finite
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public static DecoderTangents byDifferences(
      Codec codec, Batch latent, Batch directions, Execution execution) {
    requireOne(codec, latent, directions);
    Shape shape = codec.imageShape();
    int m = shape.size();
    float[] z = latent.row(0);
    float[] tangents = new float[Math.multiplyExact(directions.rows(), m)];
    double[] errors = new double[directions.rows()];
    double scale = largest(z);
    // At a latent of zeros nothing says how large values are: 1, as normalised ones are.
    double reach = STEP * (scale == 0 ? 1 : Math.max(scale, Float.MIN_NORMAL));
    for (int k = 0; k < errors.length; k++) {
      float[] v = directions.row(k);
      double length = largest(v);
      if (length == 0) {
        continue;
      }
      if (!(length < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("directions are finite, that of row " + k + " is not");
      }
      double h = reach / length;
      float[] states = new float[STATES * z.length];
      for (int s = 0; s < STATES; s++) {
        for (int i = 0; i < z.length; i++) {
          states[s * z.length + i] = (float) (z[i] + steps(s) * h * v[i]);
        }
      }
      float[] decoded = codec.decode(Batch.of(latent.shape(), states), execution).toArray();
      double squares = 0;
      for (int p = 0; p < m; p++) {
        double once = ((double) decoded[p] - decoded[m + p]) / (2 * h);
        double twice = ((double) decoded[2 * m + p] - decoded[3 * m + p]) / (4 * h);
        tangents[k * m + p] = (float) once;
        squares += (twice - once) * (twice - once);
      }
      errors[k] = Math.sqrt(squares);
    }
    return new DecoderTangents(codec.decode(latent), Batch.of(shape, tangents), errors);
  }

  private static double steps(int state) {
    return (state < 2 ? 1 : 2) * (state % 2 == 0 ? 1 : -1);
  }

  /** The largest magnitude, ∞ where a value is not finite. */
  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest =
          Math.max(largest, Float.isFinite(value) ? Math.abs(value) : Double.POSITIVE_INFINITY);
    }
    return largest;
  }

  /**
   * Fails unless there is one latent, and all is of the codec's shape.
   *
   * @param codec the codec
   * @param latent one row
   * @param directions any number of rows
   * @throws IllegalArgumentException otherwise
   */
  public static void requireOne(Codec codec, Batch latent, Batch directions) {
    Codec.requireShape("latents", codec.latentShape(), latent);
    Codec.requireShape("directions", codec.latentShape(), directions);
    if (latent.rows() != 1) {
      throw new IllegalArgumentException(
          "derivatives are those at 1 latent, found " + latent.rows());
    }
  }

  /**
   * The decoded image.
   *
   * @return one row, what {@link Codec#decode} gives
   */
  public Batch image() {
    return image;
  }

  /**
   * The derivatives.
   *
   * @return a row for each direction
   */
  public Batch tangents() {
    return tangents;
  }

  /**
   * Whether the derivatives are exact but for rounding.
   *
   * @return false if one is known with an error
   */
  public boolean isExact() {
    return Arrays.stream(errors).allMatch(error -> error == 0);
  }

  /**
   * How far a derivative may be off, as it was found out.
   *
   * @param direction index of the direction
   * @return the Euclidean length of the estimated error; 0 for one that is exact but for rounding
   * @throws IndexOutOfBoundsException if there is no such direction
   */
  public double error(int direction) {
    return errors[Objects.checkIndex(direction, errors.length)];
  }

  @Override
  public String toString() {
    return "DecoderTangents["
        + tangents
        + (isExact() ? "" : ", errors up to " + Arrays.stream(errors).max().orElse(0))
        + "]";
  }
}
