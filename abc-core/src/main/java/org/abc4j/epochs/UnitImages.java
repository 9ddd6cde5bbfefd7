package org.abc4j.epochs;

import org.abc4j.Rows;

/** Images with values from 0 to 1, of such from −1 to 1. */
public final class UnitImages {
  private UnitImages() {}

  /** Some rows, one after another, in this order. */
  public static float[] of(Rows images, int... rows) {
    int size = images.shape().size();
    float[] values = new float[Math.multiplyExact(rows.length, size)];
    float[] image = new float[size];
    for (int i = 0; i < rows.length; i++) {
      images.copyRow(rows[i], image);
      System.arraycopy(image, 0, values, i * size, size);
    }
    return toUnit(values);
  }

  /** In place. */
  public static float[] toUnit(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (values[i] + 1) / 2;
    }
    return values;
  }
}
