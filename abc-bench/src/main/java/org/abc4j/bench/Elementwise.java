package org.abc4j.bench;

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
        kernels -> kernels.norms().normalise(rows, columns, 0, x, mean, gain, scale, shift, n, y),
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
            kernels
                .norms()
                .project(rows, columns, in, 0, factor, mean, n, 0, slope, gain, out, false),
        out);
  }

  static KernelCall projectSilu(int rows, int columns) {
    float[] in = KernelCall.gaussians(0, rows * columns);
    float[] n = KernelCall.gaussians(1, rows * columns);
    float[] slopes = KernelCall.gaussians(2, rows * columns);
    float[] mean = KernelCall.gaussians(3, columns);
    float[] slope = KernelCall.gaussians(4, columns);
    float[] gain = KernelCall.gaussians(5, columns);
    float[] out = new float[rows * columns];
    return new KernelCall(
        (double) (PROJECT + 1) * rows * columns,
        kernels ->
            kernels.norms().projectSilu(rows, columns, in, 0, mean, n, 0, slope, gain, slopes, out),
        out);
  }

  static KernelCall addToRows(int rows, int columns) {
    float[] x = KernelCall.gaussians(0, rows * columns);
    float[] v = KernelCall.gaussians(1, columns);
    float[] y = new float[rows * columns];
    return new KernelCall(
        (double) rows * columns, kernels -> kernels.addToRows(rows, columns, x, 0, v, 0, y), y);
  }

  static KernelCall sums(int rows, int columns) {
    float[] a = KernelCall.gaussians(0, rows * columns);
    float[] sums = new float[rows / BLOCK * columns];
    return new KernelCall(
        (double) rows * columns,
        kernels -> kernels.columnSums(rows / BLOCK, BLOCK, columns, a, 0, sums),
        sums);
  }

  static KernelCall dots(int rows, int columns) {
    float[] a = KernelCall.gaussians(0, rows * columns);
    float[] b = KernelCall.gaussians(1, rows * columns);
    float[] sums = new float[rows / BLOCK * columns];
    return new KernelCall(
        2.0 * rows * columns,
        kernels -> kernels.columnDots(rows / BLOCK, BLOCK, columns, a, 0, b, 0, sums),
        sums);
  }
}
