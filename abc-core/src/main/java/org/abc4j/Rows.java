package org.abc4j;

/**
 * Samples of one shape, each given when it is asked for: a {@link Batch} that holds them, or
 * something that reads them from a file, so that there may be more than memory holds.
 *
 * <p>The values of a row are the same whenever they are asked for. Implementations are safe for use
 * by several threads.
 */
public interface Rows {

  /**
   * The shape of one sample.
   *
   * @return the shape
   */
  Shape shape();

  /**
   * Number of samples.
   *
   * @return the number of rows, which may be 0
   */
  int rows();

  /**
   * Copies one sample.
   *
   * @param row index of the sample
   * @param into its first {@code shape().size()} values are set, channel after channel, row after
   *     row
   * @throws IndexOutOfBoundsException if there is no such row, or the array is too short
   */
  void copyRow(int row, float[] into);

  /**
   * Some of these samples, each still taken from here when it is asked for.
   *
   * @param rows their indices, in order; one may stand there more than once
   * @return a view of them
   * @throws IndexOutOfBoundsException if there is no such row
   */
  default Rows view(int... rows) {
    return SelectedRows.of(this, rows);
  }
}
