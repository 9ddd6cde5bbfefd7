package org.abc4j.kernel;

import java.util.Arrays;

/** The reference kernels, in plain Java. */
final class ScalarKernels extends Kernels {
  static final Kernels INSTANCE = new ScalarKernels();

  private ScalarKernels() {}

  @Override
  public void multiplyAdd(
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
      int cRow) {
    float[] chain = new float[columns];
    for (int r = 0; r < rows; r++) {
      Arrays.fill(chain, 0);
      for (int k = 0; k < depth; k++) {
        float weight = a[aAt + r * aRow + k * aStep];
        int from = bAt + k * bRow;
        for (int j = 0; j < columns; j++) {
          chain[j] = Math.fma(weight, b[from + j], chain[j]);
        }
      }
      int to = cAt + r * cRow;
      for (int j = 0; j < columns; j++) {
        c[to + j] += chain[j];
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
  public void softmaxColumns(int rows, int columns, float[] x) {
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
      float share = 1f / sum;
      for (int r = 0; r < rows; r++) {
        x[r * columns + j] *= share;
      }
    }
  }
}
