package org.abc4j.codec;

import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;

/** Rows a few at a time, on several threads. */
final class Blocks {
  private Blocks() {}

  /** Maps rows to rows of a shape. */
  static Batch map(
      UnaryOperator<Batch> by, Batch rows, Shape shape, int together, Execution execution) {
    float[] values = new float[Math.multiplyExact(rows.rows(), shape.size())];
    int blocks = (rows.rows() + together - 1) / together;
    execution.forEach(
        blocks,
        b -> {
          execution.checkCancelled();
          int from = b * together;
          int to = Math.min(rows.rows(), from + together);
          Batch mapped = by.apply(rows.select(IntStream.range(from, to).toArray()));
          requireMapped(to - from, shape, mapped);
          System.arraycopy(
              mapped.toArray(), 0, values, from * shape.size(), values(to - from, shape));
        });
    return Batch.of(shape, values);
  }

  private static int values(int rows, Shape shape) {
    return rows * shape.size();
  }

  private static void requireMapped(int rows, Shape shape, Batch mapped) {
    if (mapped.rows() != rows || !mapped.shape().equals(shape)) {
      throw new IllegalStateException(
          "a codec gives a row of shape " + shape + " for each of " + rows + ", found " + mapped);
    }
  }
}
