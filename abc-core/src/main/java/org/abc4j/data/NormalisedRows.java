package org.abc4j.data;

import org.abc4j.Rows;
import org.abc4j.Shape;

/** Images that are normalised as they are asked for. Immutable. */
final class NormalisedRows implements Rows {
  private final Rows images;
  private final float low;
  private final float high;
  private final Normalisation by;

  /**
   * @param images of the normalisation's channels, with values from {@code low} to {@code high}
   */
  NormalisedRows(Rows images, float low, float high, Normalisation by) {
    this.images = images;
    this.low = low;
    this.high = high;
    this.by = by;
  }

  @Override
  public Shape shape() {
    return images.shape();
  }

  @Override
  public int rows() {
    return images.rows();
  }

  @Override
  public void copyRow(int row, float[] into) {
    images.copyRow(row, into);
    by.normalise(into, 0, shape(), low, high);
  }

  @Override
  public String toString() {
    return images + ", by " + by;
  }
}
