package org.abc4j.matrix;

import java.util.Arrays;

/**
 * Singular values of a matrix: Householder's reduction to two diagonals, whose singular values are
 * the positive eigenvalues of Golub and Kahan's tridiagonal matrix.
 *
 * <p>Errors stay below r·2⁻⁵² of the largest of r singular values, also where the rank is
 * deficient, and are commonly much smaller. Stateless and thread-safe.
 */
public final class SingularValues {
  private SingularValues() {}

  /**
   * The singular values of a matrix.
   *
   * @param matrix p ≥ 1 rows of q ≥ 1 finite values
   * @param each run r = min(p, q) times for the reduction and 2r times for the rest, between short
   *     pieces of work; what it throws ends the computation
   * @return r values, at least 0, in no order
   * @throws ArithmeticException if a value is not finite
   */
  public static double[] of(double[][] matrix, Runnable each) {
    int exponent = Scaling.exponent(matrix);
    double[][] scaled = Scaling.scaled(matrix, -exponent);
    double[][] rows = scaled.length < scaled[0].length ? transposed(scaled) : scaled;
    int r = rows[0].length;
    // The diagonals 0 and (d₀ e₀ d₁ e₁ …), whose eigenvalues are ±σ.
    double[] beside = new double[2 * r];
    reduce(rows, beside, each);
    double[] eigenvalues = new double[2 * r];
    new Tridiagonal(eigenvalues, beside).diagonalise(Rotations.none(), each);
    Arrays.sort(eigenvalues);
    double[] values = new double[r];
    for (int k = 0; k < r; k++) {
      values[k] = Math.scalb(Math.max(0, eigenvalues[r + k]), exponent);
    }
    return values;
  }

  /**
   * Both diagonals, interleaved; {@code rows} is overwritten and has no fewer rows than columns.
   */
  private static void reduce(double[][] rows, double[] diagonals, Runnable each) {
    int p = rows.length;
    int q = rows[0].length;
    double[] u = new double[p];
    double[] y = new double[q];
    double[] x = new double[p];
    double[] v = new double[q];
    for (int k = 0; k < q; k++) {
      double[] column = new double[p];
      for (int i = k; i < p; i++) {
        column[i] = rows[i][k] - u[i] * y[k] - x[i] * v[k];
      }
      Reflection left = Reflection.of(column, k);
      diagonals[2 * k] = left.image();
      if (k + 1 < q) {
        double[] sum = new double[q];
        Reflection.updateAndSum(rows, k, k + 1, u, y, x, v, column, sum);
        double[] row = new double[q];
        for (int j = k + 1; j < q; j++) {
          sum[j] *= left.factor();
          row[j] = rows[k][j] - column[k] * sum[j];
        }
        Reflection right = Reflection.of(row, k + 1);
        diagonals[2 * k + 1] = right.image();
        double[] products = new double[p];
        Reflection.multiply(rows, k + 1, k + 1, row, products);
        double owed = Reflection.dot(sum, row, k + 1);
        for (int i = k + 1; i < p; i++) {
          products[i] = right.factor() * (products[i] - column[i] * owed);
        }
        u = column;
        y = sum;
        x = products;
        v = row;
      }
      each.run();
    }
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] transposed = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        transposed[j][i] = matrix[i][j];
      }
    }
    return transposed;
  }
}
