package org.abc4j.closedform;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * Mean, principal directions and variances (divisor: number of items) of a set of vectors; all NaN
 * where a value is not finite.
 */
final class PrincipalComponents {
  /** Variances below this share of the largest are rounding errors of a rank-deficient set. */
  private static final double NEGLIGIBLE = 1e-12;

  private final double[] mean;
  private final double[][] directions;
  private final double[] variances;

  private PrincipalComponents(double[] mean, double[][] directions, double[] variances) {
    this.mean = mean;
    this.directions = directions;
    this.variances = variances;
  }

  static PrincipalComponents of(double[] values, int rows) {
    int m = values.length / rows;
    double[] mean = new double[m];
    for (int j = 0; j < values.length; j++) {
      mean[j % m] += values[j] / rows;
    }
    if (!Arrays.stream(values).allMatch(Double::isFinite)) {
      Arrays.fill(mean, Double.NaN);
      return new PrincipalComponents(mean, new double[][] {mean}, new double[] {Double.NaN});
    }
    double[][] centred = new double[rows][m];
    for (int j = 0; j < values.length; j++) {
      centred[j / m][j % m] = values[j] - mean[j % m];
    }
    // The smaller of XXᵀ and XᵀX; both have the same non-zero eigenvalues.
    boolean byItems = rows <= m;
    double[][] vectors = byItems ? centred : transpose(centred);
    int size = vectors.length;
    double[][] products = new double[size][size];
    for (int a = 0; a < size; a++) {
      for (int b = 0; b <= a; b++) {
        double product = 0;
        for (int j = 0; j < vectors[a].length; j++) {
          product += vectors[a][j] * vectors[b][j];
        }
        products[a][b] = product / rows;
        products[b][a] = products[a][b];
      }
    }
    EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(products, false));
    double[] eigenvalues = eigen.getRealEigenvalues();
    double largest = Arrays.stream(eigenvalues).max().orElseThrow();
    int[] kept =
        java.util.stream.IntStream.range(0, size)
            .filter(k -> eigenvalues[k] > NEGLIGIBLE * largest)
            .toArray();
    double[][] directions = new double[kept.length][];
    double[] variances = new double[kept.length];
    for (int k = 0; k < kept.length; k++) {
      double[] vector = eigen.getEigenvector(kept[k]).toArray();
      variances[k] = eigenvalues[kept[k]];
      directions[k] = byItems ? combine(centred, vector, Math.sqrt(rows * variances[k])) : vector;
    }
    return new PrincipalComponents(mean, directions, variances);
  }

  /** Σ weights[r]·rows[r] / divisor: from an eigenvector of XXᵀ to one of XᵀX. */
  private static double[] combine(double[][] rows, double[] weights, double divisor) {
    double[] sum = new double[rows[0].length];
    for (int r = 0; r < rows.length; r++) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += weights[r] / divisor * rows[r][j];
      }
    }
    return sum;
  }

  private static double[][] transpose(double[][] matrix) {
    double[][] result = new double[matrix[0].length][matrix.length];
    for (int r = 0; r < matrix.length; r++) {
      for (int j = 0; j < matrix[0].length; j++) {
        result[j][r] = matrix[r][j];
      }
    }
    return result;
  }

  double[] mean() {
    return mean;
  }

  double[][] directions() {
    return directions;
  }

  double[] variances() {
    return variances;
  }
}
