package org.abc4j.testing;

import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/** Random values of tests, a function of seed and stream. */
public final class Draws {
  private Draws() {}

  /** Standard Gaussian values. */
  public static float[] gaussians(long seed, int stream, int count) {
    return CounterRandom.of(seed, Purpose.EXAMPLE).gaussians(stream, 0, count);
  }

  /** Standard Gaussian values with the rounding of a float. */
  public static double[] doubles(long seed, int stream, int count) {
    return Reference.toDouble(gaussians(seed, stream, count));
  }

  /** Rows of standard Gaussian values. */
  public static Batch batch(long seed, int stream, Shape shape, int rows) {
    return Batch.of(shape, gaussians(seed, stream, rows * shape.size()));
  }

  /** Images: uniform values from −1 to 1. */
  public static Batch images(long seed, int stream, Shape shape, int rows) {
    float[] values = new float[rows * shape.size()];
    for (int j = 0; j < values.length; j++) {
      values[j] = (below(2001, seed, stream, j) - 1000) / 1000f;
    }
    return Batch.of(shape, values);
  }

  /** A uniform value from 0 to bound − 1. */
  public static int below(int bound, long seed, int stream, int position) {
    return (int) CounterRandom.of(seed, Purpose.EXAMPLE).below(bound, stream, 1, position);
  }

  /** All indices below count, in random order. */
  public static int[] shuffled(long seed, int stream, int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = below(i + 1, seed, stream, i);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** The rows in double. */
  public static double[][] rows(Batch batch) {
    double[][] rows = new double[batch.rows()][];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = Reference.toDouble(batch.row(r));
    }
    return rows;
  }
}
