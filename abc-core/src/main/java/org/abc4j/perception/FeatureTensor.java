package org.abc4j.perception;

import java.util.Arrays;
import java.util.Objects;

/**
 * One output of an extractor for a batch of images: as many values of the same extents for each.
 *
 * <p>Immutable and thread-safe; arrays are copied in and out.
 */
public final class FeatureTensor {
  private final int rows;
  private final int[] extents;
  private final int size;
  private final float[] values;

  private FeatureTensor(int rows, int[] extents, int size, float[] values) {
    this.rows = rows;
    this.extents = extents;
    this.size = size;
    this.values = values;
  }

  /**
   * A tensor of the given values, which are copied.
   *
   * @param rows number of images, at least 0
   * @param extents of the features of one image, slowest first, such as channels, height and width;
   *     none for a single number
   * @param values image after image, the last extent's index running fastest
   * @return the tensor
   * @throws IllegalArgumentException if an extent is less than 1, or there is another number of
   *     values
   */
  public static FeatureTensor of(int rows, int[] extents, float[] values) {
    int size = FeatureLayout.size(extents);
    if (rows < 0 || (long) rows * size != values.length) {
      throw new IllegalArgumentException(
          "features of "
              + rows
              + " images with "
              + size
              + " values each are "
              + (long) rows * size
              + " values, found "
              + values.length);
    }
    return new FeatureTensor(rows, extents.clone(), size, values.clone());
  }

  /**
   * Number of images.
   *
   * @return at least 0
   */
  public int rows() {
    return rows;
  }

  /**
   * Extents of the features of one image, slowest first.
   *
   * @return a copy
   */
  public int[] extents() {
    return extents.clone();
  }

  /**
   * Number of values for one image.
   *
   * @return the product of the extents
   */
  public int size() {
    return size;
  }

  /**
   * Copies the features of one image.
   *
   * @param row which image
   * @param into where they go
   * @param at place of the first
   * @throws IndexOutOfBoundsException if there is no such image, or no such place
   */
  public void copyRow(int row, float[] into, int at) {
    Objects.checkIndex(row, rows);
    System.arraycopy(values, row * size, into, at, size);
  }

  @Override
  public String toString() {
    return "FeatureTensor[" + rows + " of " + Arrays.toString(extents) + "]";
  }
}
