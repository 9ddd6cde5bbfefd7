package org.abc4j.bench;

import org.abc4j.kernel.Kernels;

/** Products of matrices, laid out as the layers of the networks have them. */
final class Products {
  private static final int SIDE = 3;

  private Products() {}

  /** Multiply-adds count twice; that a chain begins at 0 and a product may be added does not. */
  private static double operations(double rows, double depth, double columns) {
    return 2 * rows * depth * columns;
  }

  /** By a matrix in panels: a linear map, or one place of Winograd's convolution. */
  static KernelCall panels(int rows, int depth, int columns) {
    float[] a = KernelCall.gaussians(0, rows * depth);
    float[] b = KernelCall.gaussians(1, depth * columns);
    float[] c = new float[rows * columns];
    return new KernelCall(
        operations(rows, depth, columns),
        kernels -> {
          for (int j = 0; j < columns; j += Kernels.PANEL) {
            int width = Math.min(Kernels.PANEL, columns - j);
            kernels.multiply(
                rows, depth, width, a, 0, depth, 1, b, j * depth, width, c, j, columns, false);
          }
        },
        c);
  }

  /** The same with the left matrix transposed, added to panels: the gradient of weights. */
  static KernelCall gradient(int rows, int depth, int columns) {
    float[] a = KernelCall.gaussians(0, depth * rows);
    float[] b = KernelCall.gaussians(1, depth * columns);
    float[] c = new float[rows * columns];
    return new KernelCall(
        operations(rows, depth, columns),
        kernels -> {
          for (int j = 0; j < columns; j += Kernels.PANEL) {
            int width = Math.min(Kernels.PANEL, columns - j);
            kernels.multiply(
                rows, depth, width, a, 0, 1, rows, b, j * depth, width, c, j * rows, width, true);
          }
        },
        c);
  }

  /**
   * A direct convolution of side 3: each row of pixels with each row of the kernel, whose inputs
   * are runs that overlap.
   */
  static KernelCall rows(int side, int inputs, int outputs) {
    int run = SIDE * inputs;
    int line = (side + SIDE - 1) * inputs;
    float[] padded = KernelCall.gaussians(0, (side + SIDE - 1) * line);
    float[] kernel = KernelCall.gaussians(1, SIDE * run * outputs);
    float[] out = new float[side * side * outputs];
    return new KernelCall(
        operations(side * side, SIDE * run, outputs),
        kernels -> {
          for (int y = 0; y < side; y++) {
            for (int ky = 0; ky < SIDE; ky++) {
              kernels.multiply(
                  side,
                  run,
                  outputs,
                  padded,
                  (y + ky) * line,
                  inputs,
                  1,
                  kernel,
                  ky * run * outputs,
                  outputs,
                  out,
                  y * side * outputs,
                  outputs,
                  true);
            }
          }
        },
        out);
  }

  /** The gradient of its kernel. */
  static KernelCall rowsGradient(int side, int inputs, int outputs) {
    int run = SIDE * inputs;
    int line = (side + SIDE - 1) * inputs;
    float[] padded = KernelCall.gaussians(0, (side + SIDE - 1) * line);
    float[] adjoint = KernelCall.gaussians(1, side * side * outputs);
    float[] gradient = new float[SIDE * run * outputs];
    return new KernelCall(
        operations(SIDE * run, side * side, outputs),
        kernels -> {
          for (int y = 0; y < side; y++) {
            for (int ky = 0; ky < SIDE; ky++) {
              kernels.multiply(
                  run,
                  side,
                  outputs,
                  padded,
                  (y + ky) * line,
                  1,
                  inputs,
                  adjoint,
                  y * side * outputs,
                  outputs,
                  gradient,
                  ky * run * outputs,
                  outputs,
                  true);
            }
          }
        },
        gradient);
  }

  /** A tile of attention: keys times queries. */
  static KernelCall scores(int keys, int headSize) {
    float[] left = KernelCall.gaussians(0, keys * headSize);
    float[] queries = KernelCall.gaussians(1, headSize * Kernels.PANEL);
    float[] scores = new float[keys * Kernels.PANEL];
    return new KernelCall(
        operations(keys, headSize, Kernels.PANEL),
        kernels ->
            kernels.multiply(
                keys,
                headSize,
                Kernels.PANEL,
                left,
                0,
                headSize,
                1,
                queries,
                0,
                Kernels.PANEL,
                scores,
                0,
                Kernels.PANEL,
                false),
        scores);
  }

  /** A tile of attention: values, transposed, times the shares of each query. */
  static KernelCall mix(int keys, int headSize) {
    float[] values = KernelCall.gaussians(0, keys * headSize);
    float[] shares = KernelCall.gaussians(1, keys * Kernels.PANEL);
    float[] mixed = new float[headSize * Kernels.PANEL];
    return new KernelCall(
        operations(headSize, keys, Kernels.PANEL),
        kernels ->
            kernels.multiply(
                headSize,
                keys,
                Kernels.PANEL,
                values,
                0,
                1,
                headSize,
                shares,
                0,
                Kernels.PANEL,
                mixed,
                0,
                Kernels.PANEL,
                false),
        mixed);
  }
}
