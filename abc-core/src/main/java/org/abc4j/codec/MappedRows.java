package org.abc4j.codec;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import org.abc4j.Rows;
import org.abc4j.Shape;

/** Rows in parts of as many rows each, mapped from files. Immutable and thread-safe. */
final class MappedRows implements Rows {
  private final Shape shape;
  private final int count;
  private final int rowsOfPart;
  private final List<FloatBuffer> parts;

  /** The last part may have fewer rows. */
  MappedRows(Shape shape, int count, int rowsOfPart, List<FloatBuffer> parts) {
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
    parts.get(row / rowsOfPart).get(row % rowsOfPart * shape.size(), into, 0, shape.size());
  }

  @Override
  public String toString() {
    return "MappedRows[" + count + " of " + shape + "]";
  }
}
