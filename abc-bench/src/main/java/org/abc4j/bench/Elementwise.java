package org.abc4j.bench;

import java.util.function.Consumer;
import org.abc4j.kernel.Kernels;

/**
 * The kernels that do a fixed number of operations for each element.
 *
 * <p>{@code exp} is 10 fused multiply-adds and 2 others, σ two more.
 */
final class Elementwise {
  private static final int EXP = 22;
  private static final int SIGMOID = EXP + 2;
  private static final int SILU = SIGMOID + 1;
  private static final int SILU_SLOPE = SIGMOID + 4;
  private static final int SOFTMAX = EXP + 2;
  private static final int SOFTMAX_SLOPE = 4;
  private static final int NORMALISE = 4;
  private static final int PROJECT = 5;

  /** Rows that group normalisation sums at once. */
  private static final int BLOCK = 32;

  private Elementwise() {}

  static KernelCall silu(int count) {
    float[] x = KernelCall.gaussians(0, count);
    float[] y = new float[count];
    return new KernelCall((double) SILU * count, kernels -> kernels.silu(count, x, y), y);
  }

  static KernelCall siluSlope(int count) {
    float[] x = KernelCall.gaussians(0, count);
    float[] y = new float[count];
    return new KernelCall(
        (double) SILU_SLOPE * count, kernels -> kernels.siluSlope(count, x, y), y);
  }

  /** In place, again and again: all powers become 1, which takes as long as any others. */
  static KernelCall softmax(int rows, int columns) {
    float[] x = KernelCall.gaussians(0, rows * columns);
    float[] scale = new float[columns];
    return new KernelCall(
        (double) SOFTMAX * rows * columns + columns,
        kernels -> kernels.softmaxColumns(rows, columns, x, scale),
        x,
        scale);
  }

  /** In place, so the factors are such that nothing grows or vanishes. */
  static KernelCall scale(int rows, int columns) {
    float[] x = KernelCall.gaussians(0, rows * columns);
    float[] scale = new float[columns];
    for (int j = 0; j < columns; j++) {
      scale[j] = j % 3 == 0 ? 1 : -1;
    }
    return new KernelCall(
        (double) rows * columns, kernels -> kernels.scaleColumns(rows, columns, x, scale), x);
  }

  /**
   * In place, where true shares would let the tangents vanish into subnormal numbers, which are
   * slow: these turn signs only, since Σ d and Σ p∘d are 0 and stay so.
   */
  static KernelCall softmaxSlope(int rows, int columns) {
    float[] size = KernelCall.gaussians(0, columns);
    float[] p = new float[rows * columns];
    float[] d = new float[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < columns; j++) {
        p[r * columns + j] = r % 2 == 0 ? 1 : -1;
        d[r * columns + j] = r % 4 < 2 ? size[j] : -size[j];
      }
    }
    return new KernelCall(
        (double) SOFTMAX_SLOPE * rows * columns,
        kernels -> kernels.softmaxSlope(rows, columns, p, d),
        d);
  }

  static KernelCall normalise(int rows, int columns) {
    float[] x = KernelCall.gaussians(0, rows * columns);
    float[] mean = KernelCall.gaussians(1, columns);
    float[] gain = KernelCall.gaussians(2, columns);
    float[] scale = KernelCall.gaussians(3, columns);
    float[] shift = KernelCall.gaussians(4, columns);
    float[] n = new float[rows * columns];
    float[] y = new float[rows * columns];
    return new KernelCall(
        (double) NORMALISE * rows * columns,
        kernels -> kernels.normalise(rows, columns, 0, x, mean, gain, scale, shift, n, y),
        n,
        y);
  }

  static KernelCall project(int rows, int columns) {
    float[] in = KernelCall.gaussians(0, rows * columns);
    float[] n = KernelCall.gaussians(1, rows * columns);
    float[] factor = KernelCall.gaussians(2, columns);
    float[] mean = KernelCall.gaussians(3, columns);
    float[] slope = KernelCall.gaussians(4, columns);
    float[] gain = KernelCall.gaussians(5, columns);
    float[] out = new float[rows * columns];
    return new KernelCall(
        (double) PROJECT * rows * columns,
        kernels ->
            kernels.project(rows, columns, in, 0, factor, mean, n, 0, slope, gain, out, false),
        out);
  }

  static KernelCall sums(int rows, int columns) {
    float[] a = KernelCall.gaussians(0, rows * columns);
    float[] sums = new float[rows / BLOCK * columns];
    return blocks(
        1,
        rows,
        columns,
        sums,
        (kernels, at, block) -> kernels.columnSums(BLOCK, columns, a, at, block));
  }

  static KernelCall dots(int rows, int columns) {
    float[] a = KernelCall.gaussians(0, rows * columns);
    float[] b = KernelCall.gaussians(1, rows * columns);
    float[] sums = new float[rows / BLOCK * columns];
    return blocks(
        2,
        rows,
        columns,
        sums,
        (kernels, at, block) -> kernels.columnDots(BLOCK, columns, a, at, b, at, block));
  }

  /** A sum over some rows. */
  private interface BlockSum {
    void run(Kernels kernels, int at, float[] sums);
  }

  private static KernelCall blocks(
      int operations, int rows, int columns, float[] sums, BlockSum sum) {
    float[] block = new float[columns];
    Consumer<Kernels> all =
        kernels -> {
          for (int first = 0; first < rows; first += BLOCK) {
            sum.run(kernels, first * columns, block);
            System.arraycopy(block, 0, sums, first / BLOCK * columns, columns);
          }
        };
    return new KernelCall((double) operations * rows * columns, all, sums);
  }
}
