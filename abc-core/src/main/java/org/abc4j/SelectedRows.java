package org.abc4j;

import java.util.Objects;

/** Some of other rows, taken from them as they are asked for. Immutable. */
final class SelectedRows implements Rows {
  private final Rows rows;
  private final int[] items;

  private SelectedRows(Rows rows, int[] items) {
    this.rows = rows;
    this.items = items;
  }

  /**
   * Some of the rows.
   *
   * @param items which, in order
   */
  static SelectedRows of(Rows rows, int... items) {
    int[] copy = items.clone();
    for (int item : copy) {
      Objects.checkIndex(item, rows.rows());
    }
    return new SelectedRows(rows, copy);
  }

  @Override
  public Shape shape() {
    return rows.shape();
  }

  @Override
  public int rows() {
    return items.length;
  }

  @Override
  public void copyRow(int row, float[] into) {
    rows.copyRow(items[row], into);
  }

  @Override
  public String toString() {
    return "SelectedRows[" + items.length + " of " + rows + "]";
  }
}
