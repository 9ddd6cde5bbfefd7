package org.abc4j.evidence;

import java.nio.ShortBuffer;
import java.util.List;
import java.util.Objects;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.safetensors.Half;

/**
 * Rows in 16 bits a value, in parts of as many rows each, in memory or mapped from files. Immutable
 * and thread-safe.
 */
final class HalfRows implements Rows {
  private final Shape shape;
  private final int count;
  private final int rowsOfPart;
  private final List<ShortBuffer> parts;

  /** The last part may have fewer rows. */
  HalfRows(Shape shape, int count, int rowsOfPart, List<ShortBuffer> parts) {
    this.shape = shape;
    this.count = count;
    this.rowsOfPart = rowsOfPart;
    this.parts = List.copyOf(parts);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public int rows() {
    return count;
  }

  @Override
  public void copyRow(int row, float[] into) {
    Objects.checkIndex(row, count);
    short[] halves = new short[shape.size()];
    parts.get(row / rowsOfPart).get(row % rowsOfPart * halves.length, halves);
    for (int p = 0; p < halves.length; p++) {
      into[p] = Half.toFloat(halves[p]);
    }
  }
}
