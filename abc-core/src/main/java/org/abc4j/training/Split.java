package org.abc4j.training;

import org.abc4j.Rows;
import org.abc4j.Shape;

/** The items that one member may see, taken from those of all as they are asked for. Immutable. */
final class Split implements Rows {
  private final Rows images;
  private final int[] items;

  private Split(Rows images, int[] items) {
    this.images = images;
    this.items = items;
  }

  /**
   * Some of the images.
   *
   * @param items which, in order; the array is kept
   */
  static Split of(Rows images, int... items) {
    return new Split(images, items);
  }

  @Override
  public Shape shape() {
    return images.shape();
  }

  @Override
  public int rows() {
    return items.length;
  }

  @Override
  public void copyRow(int row, float[] into) {
    images.copyRow(items[row], into);
  }

  @Override
  public String toString() {
    return "Split[" + items.length + " of " + images + "]";
  }
}
