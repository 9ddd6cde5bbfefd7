package org.abc4j.kernel;

import java.util.Arrays;

/** The reference kernels, in plain Java. */
final class ScalarKernels extends Kernels {
  static final Kernels INSTANCE = new ScalarKernels();

  private ScalarKernels() {}

  @Override
  public void multiply(
      int rows,
      int depth,
      int columns,
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      int bRow,
      float[] c,
      int cAt,
      int cRow,
      boolean add) {
    float[] chain = new float[columns];
    for (int r = 0; r < rows; r++) {
      Arrays.fill(chain, 0);
      for (int k = 0; k < depth; k++) {
        float weight = a[aAt + r * aRow + k * aStep];
        int from = bAt + k * bRow;
        for (int j = 0; j < columns; j++) {
          chain[j] = Fma.of(weight, b[from + j], chain[j]);
        }
      }
      int to = cAt + r * cRow;
      for (int j = 0; j < columns; j++) {
        c[to + j] = add ? c[to + j] + chain[j] : chain[j];
      }
    }
  }

  @Override
  public void winograd(
      Winograd map,
      int groups,
      int width,
      float[] in,
      int at,
      int inGroup,
      int step,
      float[] out,
      int outAt,
      int outGroup,
      int outStep,
      boolean add) {
    map.requireAdds(add);
    winogradFrom(0, map, groups, width, in, at, inGroup, step, out, outAt, outGroup, outStep, add);
  }

  /** The lines of each group from one on. */
  static void winogradFrom(
      int first,
      Winograd map,
      int groups,
      int width,
      float[] in,
      int at,
      int inGroup,
      int step,
      float[] out,
      int outAt,
      int outGroup,
      int outStep,
      boolean add) {
    for (int g = 0; g < groups; g++) {
      for (int c = first; c < width; c++) {
        map.line(in, at + g * inGroup + c, step, out, outAt + g * outGroup + c, outStep, add);
      }
    }
  }

  @Override
  public void winogradOutput(
      int groups,
      int width,
      float[] in,
      int at,
      int inGroup,
      int step,
      float[] bias,
      float[] out,
      int outAt,
      int outGroup,
      int outStep) {
    winogradOutputFrom(
        0, groups, width, in, at, inGroup, step, bias, out, outAt, outGroup, outStep);
  }

  /** The lines of each group from one on. */
  static void winogradOutputFrom(
      int first,
      int groups,
      int width,
      float[] in,
      int at,
      int inGroup,
      int step,
      float[] bias,
      float[] out,
      int outAt,
      int outGroup,
      int outStep) {
    for (int g = 0; g < groups; g++) {
      for (int c = first; c < width; c++) {
        int to = outAt + g * outGroup + c;
        for (int x = 0; x < Winograd.TILE; x++) {
          out[to + x * outStep] = bias[c];
        }
        Winograd.OUTPUT.line(in, at + g * inGroup + c, step, out, to, outStep, true);
      }
    }
  }

  @Override
  public void silu(int count, float[] x, float[] y) {
    for (int i = 0; i < count; i++) {
      y[i] = x[i] * Exponential.sigmoid(x[i]);
    }
  }

  @Override
  public void siluSlope(int count, float[] x, float[] slope) {
    for (int i = 0; i < count; i++) {
      slope[i] = Exponential.siluSlope(x[i]);
    }
  }

  @Override
  public void softmaxColumns(int rows, int columns, float[] x, float[] scale) {
    for (int j = 0; j < columns; j++) {
      float greatest = x[j];
      for (int r = 1; r < rows; r++) {
        greatest = Math.max(greatest, x[r * columns + j]);
      }
      float sum = 0;
      for (int r = 0; r < rows; r++) {
        float power = Exponential.of(x[r * columns + j] - greatest);
        x[r * columns + j] = power;
        sum += power;
      }
      scale[j] = 1f / sum;
    }
  }

  @Override
  public void scaleColumns(int rows, int columns, float[] x, float[] scale) {
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < columns; j++) {
        x[r * columns + j] *= scale[j];
      }
    }
  }

  @Override
  public void softmaxSlope(int rows, int columns, float[] p, float[] d) {
    for (int j = 0; j < columns; j++) {
      float sum = 0;
      for (int r = 0; r < rows; r++) {
        sum = Fma.of(p[r * columns + j], d[r * columns + j], sum);
      }
      for (int r = 0; r < rows; r++) {
        int at = r * columns + j;
        d[at] = p[at] * (d[at] - sum);
      }
    }
  }

  @Override
  public void addToRows(int rows, int columns, float[] x, int at, float[] v, int vAt, float[] y) {
    addToRowsFrom(0, rows, columns, x, at, v, vAt, y);
  }

  /** The columns from one on. */
  static void addToRowsFrom(
      int first, int rows, int columns, float[] x, int at, float[] v, int vAt, float[] y) {
    for (int r = 0; r < rows; r++) {
      for (int j = first; j < columns; j++) {
        int i = at + r * columns + j;
        y[i] = x[i] + v[vAt + j];
      }
    }
  }

  @Override
  public void columnSums(int matrices, int rows, int columns, float[] a, int aAt, float[] sums) {
    for (int m = 0; m < matrices; m++) {
      int at = aAt + m * rows * columns;
      for (int j = 0; j < columns; j++) {
        sums[m * columns + j] = columnSum(rows, columns, a, at + j);
      }
    }
  }

  static float columnSum(int rows, int columns, float[] a, int at) {
    float sum = 0;
    for (int r = 0; r < rows; r++) {
      sum += a[at + r * columns];
    }
    return sum;
  }

  @Override
  public void columnDots(
      int matrices, int rows, int columns, float[] a, int aAt, float[] b, int bAt, float[] sums) {
    for (int m = 0; m < matrices; m++) {
      int from = m * rows * columns;
      for (int j = 0; j < columns; j++) {
        sums[m * columns + j] = columnDot(rows, columns, a, aAt + from + j, b, bAt + from + j);
      }
    }
  }

  static float columnDot(int rows, int columns, float[] a, int aAt, float[] b, int bAt) {
    float sum = 0;
    for (int r = 0; r < rows; r++) {
      sum = Fma.of(a[aAt + r * columns], b[bAt + r * columns], sum);
    }
    return sum;
  }

  @Override
  public void columnSquares(
      int matrices, int rows, int columns, float[] a, int aAt, float[] mean, float[] sums) {
    for (int m = 0; m < matrices; m++) {
      int at = aAt + m * rows * columns;
      for (int j = 0; j < columns; j++) {
        sums[m * columns + j] = columnSquare(rows, columns, a, at + j, mean[j]);
      }
    }
  }

  static float columnSquare(int rows, int columns, float[] a, int at, float mean) {
    float sum = 0;
    for (int r = 0; r < rows; r++) {
      float difference = a[at + r * columns] - mean;
      sum = Fma.of(difference, difference, sum);
    }
    return sum;
  }
}
