package org.abc4j.onnx;

import java.util.Arrays;

/**
 * Values that go into a graph or come out of it, in C order. A carrier, not a tensor type.
 * Immutable and thread-safe: arrays are copied in and out.
 */
public final class OnnxArray {
  private final OnnxType type;
  private final long[] shape;

  /** A {@code float[]}, {@code double[]}, {@code int[]} or {@code long[]}. */
  private final Object values;

  private OnnxArray(OnnxType type, Object owned, int count, long[] shape) {
    this.type = type;
    this.shape = shape.clone();
    this.values = owned;
    if (size(shape) != count) {
      throw new IllegalArgumentException(
          "an array of shape "
              + Arrays.toString(shape)
              + " has "
              + size(shape)
              + " values, found "
              + count);
    }
  }

  /**
   * Values in single precision.
   *
   * @param values as many as the shape has
   * @param shape extents, each at least 0; none for a scalar
   * @return the array
   * @throws IllegalArgumentException if there are more values or fewer
   */
  public static OnnxArray of(float[] values, long... shape) {
    return owning(values.clone(), shape);
  }

  /**
   * Values in double precision.
   *
   * @param values as many as the shape has
   * @param shape extents, each at least 0; none for a scalar
   * @return the array
   * @throws IllegalArgumentException if there are more values or fewer
   */
  public static OnnxArray of(double[] values, long... shape) {
    return owning(values.clone(), shape);
  }

  /**
   * Whole numbers of 32 bits.
   *
   * @param values as many as the shape has
   * @param shape extents, each at least 0; none for a scalar
   * @return the array
   * @throws IllegalArgumentException if there are more values or fewer
   */
  public static OnnxArray of(int[] values, long... shape) {
    return owning(values.clone(), shape);
  }

  /**
   * Whole numbers of 64 bits.
   *
   * @param values as many as the shape has
   * @param shape extents, each at least 0; none for a scalar
   * @return the array
   * @throws IllegalArgumentException if there are more values or fewer
   */
  public static OnnxArray of(long[] values, long... shape) {
    return owning(values.clone(), shape);
  }

  /** Values that nobody else will write to. */
  static OnnxArray owning(float[] values, long... shape) {
    return new OnnxArray(OnnxType.FLOAT, values, values.length, shape);
  }

  /** Values that nobody else will write to. */
  static OnnxArray owning(double[] values, long... shape) {
    return new OnnxArray(OnnxType.DOUBLE, values, values.length, shape);
  }

  /** Values that nobody else will write to. */
  static OnnxArray owning(int[] values, long... shape) {
    return new OnnxArray(OnnxType.INT32, values, values.length, shape);
  }

  /** Values that nobody else will write to. */
  static OnnxArray owning(long[] values, long... shape) {
    return new OnnxArray(OnnxType.INT64, values, values.length, shape);
  }

  /** Number of values of a shape. */
  static long size(long[] shape) {
    long size = 1;
    for (long extent : shape) {
      if (extent < 0) {
        throw new IllegalArgumentException(
            "extents are at least 0, found " + Arrays.toString(shape));
      }
      size = Math.multiplyExact(size, extent);
    }
    return size;
  }

  /**
   * Type of the values.
   *
   * @return {@link OnnxType#FLOAT}, {@link OnnxType#DOUBLE}, {@link OnnxType#INT32} or {@link
   *     OnnxType#INT64}
   */
  public OnnxType type() {
    return type;
  }

  /**
   * Extents.
   *
   * @return a copy
   */
  public long[] shape() {
    return shape.clone();
  }

  /**
   * Values in single precision.
   *
   * @return a copy
   * @throws IllegalStateException if they are of another type
   */
  public float[] floats() {
    require(OnnxType.FLOAT);
    return ((float[]) values).clone();
  }

  /**
   * Values in double precision.
   *
   * @return a copy
   * @throws IllegalStateException if they are of another type
   */
  public double[] doubles() {
    require(OnnxType.DOUBLE);
    return ((double[]) values).clone();
  }

  /**
   * Whole numbers of 32 bits.
   *
   * @return a copy
   * @throws IllegalStateException if they are of another type
   */
  public int[] ints() {
    require(OnnxType.INT32);
    return ((int[]) values).clone();
  }

  /**
   * Whole numbers of 64 bits.
   *
   * @return a copy
   * @throws IllegalStateException if they are of another type
   */
  public long[] longs() {
    require(OnnxType.INT64);
    return ((long[]) values).clone();
  }

  private void require(OnnxType asked) {
    if (type != asked) {
      throw new IllegalStateException("this array is of type " + type + ", asked for " + asked);
    }
  }

  /** The values themselves, not to be written to. */
  Object shared() {
    return values;
  }

  /** The first value that is not finite, and where it is; empty if all are. */
  String notFinite() {
    if (values instanceof float[] floats) {
      for (int at = 0; at < floats.length; at++) {
        if (!Float.isFinite(floats[at])) {
          return floats[at] + " at " + at + " of " + floats.length;
        }
      }
    } else if (values instanceof double[] doubles) {
      for (int at = 0; at < doubles.length; at++) {
        if (!Double.isFinite(doubles[at])) {
          return doubles[at] + " at " + at + " of " + doubles.length;
        }
      }
    }
    return "";
  }

  /** Such as {@code float[1, 3, 32, 32]}. */
  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }
}
