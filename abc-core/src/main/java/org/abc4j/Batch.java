package org.abc4j;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Samples of one shape, stored row after row as {@code float} in NCHW order.
 *
 * <p>Immutable and safe for use by several threads: arrays are copied in and out. It is a carrier,
 * not a tensor type; arithmetic is done on the arrays.
 */
public final class Batch implements Rows {
  private final Shape shape;
  private final int rows;
  private final float[] values;

  private Batch(Shape shape, float[] owned) {
    this.shape = shape;
    this.rows = owned.length / shape.size();
    this.values = owned;
  }

  /**
   * A batch of the given values, which are copied.
   *
   * @param shape shape of one sample
   * @param values rows · {@code shape.size()} values, row after row
   * @return the batch
   * @throws IllegalArgumentException if the number of values is not a multiple of the shape's size
   */
  public static Batch of(Shape shape, float... values) {
    requireMultiple(shape, values.length);
    return new Batch(shape, values.clone());
  }

  /**
   * A batch of values in {@code double}, each rounded to the nearest {@code float}.
   *
   * @param shape shape of one sample
   * @param values rows · {@code shape.size()} values, row after row
   * @return the batch
   * @throws IllegalArgumentException if the number of values is not a multiple of the shape's size
   */
  public static Batch rounded(Shape shape, double[] values) {
    requireMultiple(shape, values.length);
    float[] rounded = new float[values.length];
    for (int j = 0; j < values.length; j++) {
      rounded[j] = (float) values[j];
    }
    return new Batch(shape, rounded);
  }

  private static void requireMultiple(Shape shape, int values) {
    Objects.requireNonNull(shape, "shape");
    if (values % shape.size() != 0) {
      throw new IllegalArgumentException(
          "a batch of shape "
              + shape
              + " holds a multiple of "
              + shape.size()
              + " values, found "
              + values);
    }
  }

  /**
   * A batch of the given rows, which are copied.
   *
   * @param shape shape of one sample
   * @param samples one array of {@code shape.size()} values for each row
   * @return the batch
   * @throws IllegalArgumentException if a row has another length
   */
  public static Batch ofRows(Shape shape, List<float[]> samples) {
    int m = shape.size();
    float[] values = new float[Math.multiplyExact(m, samples.size())];
    for (int r = 0; r < samples.size(); r++) {
      float[] row = samples.get(r);
      if (row.length != m) {
        throw new IllegalArgumentException(
            "row " + r + " has " + row.length + " values, shape " + shape + " has " + m);
      }
      System.arraycopy(row, 0, values, r * m, m);
    }
    return new Batch(shape, values);
  }

  /**
   * The shape of one sample.
   *
   * @return the shape
   */
  @Override
  public Shape shape() {
    return shape;
  }

  /**
   * Number of samples.
   *
   * @return the number of rows, which may be 0
   */
  @Override
  public int rows() {
    return rows;
  }

  /**
   * A copy of all values.
   *
   * @return rows · {@code shape().size()} values
   */
  public float[] toArray() {
    return values.clone();
  }

  /**
   * A copy of all values in {@code double}.
   *
   * @return rows · {@code shape().size()} values
   */
  public double[] toDoubleArray() {
    double[] copy = new double[values.length];
    for (int j = 0; j < copy.length; j++) {
      copy[j] = values[j];
    }
    return copy;
  }

  /**
   * A copy of one sample.
   *
   * @param row index of the sample
   * @return its {@code shape().size()} values
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public float[] row(int row) {
    Objects.checkIndex(row, rows);
    int m = shape.size();
    return Arrays.copyOfRange(values, row * m, (row + 1) * m);
  }

  @Override
  public void copyRow(int row, float[] into) {
    Objects.checkIndex(row, rows);
    System.arraycopy(values, row * shape.size(), into, 0, shape.size());
  }

  /**
   * One value.
   *
   * @param row index of the sample
   * @param index position within the sample
   * @return the value there
   * @throws IndexOutOfBoundsException if either index is out of range
   */
  public float get(int row, int index) {
    Objects.checkIndex(row, rows);
    Objects.checkIndex(index, shape.size());
    return values[row * shape.size() + index];
  }

  /**
   * The rows of the given indices, in their order.
   *
   * @param indices row indices; one may occur several times
   * @return a batch of {@code indices.length} rows
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public Batch select(int... indices) {
    int m = shape.size();
    float[] selected = new float[Math.multiplyExact(m, indices.length)];
    for (int k = 0; k < indices.length; k++) {
      Objects.checkIndex(indices[k], rows);
      System.arraycopy(values, indices[k] * m, selected, k * m, m);
    }
    return new Batch(shape, selected);
  }

  /** Equal when the shapes and the bits of all values are equal; one NaN is like another. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Batch that
        && shape.equals(that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Batch[" + rows + " of " + shape + "]";
  }
}
