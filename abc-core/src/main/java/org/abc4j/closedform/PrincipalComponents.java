package org.abc4j.closedform;

import java.util.Arrays;
import org.abc4j.matrix.Products;
import org.abc4j.matrix.SymmetricEigen;

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

  /**
   * Components of {@code rows} vectors, one after another.
   *
   * @param each run many times a second; what it throws ends the computation
   */
  static PrincipalComponents of(double[] values, int rows, Runnable each) {
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
    double[][] columns = byItems ? transpose(centred) : centred;
    int size = columns[0].length;
    double[][] products = new double[size][size];
    Products.addGram(columns, columns.length, products, each);
    for (double[] row : products) {
      for (int b = 0; b < size; b++) {
        row[b] /= rows;
      }
    }
    SymmetricEigen eigen = SymmetricEigen.of(products, each);
    double least = NEGLIGIBLE * eigen.values()[0];
    double[] variances = Arrays.stream(eigen.values()).filter(value -> value > least).toArray();
    double[][] directions = Arrays.copyOf(eigen.vectors(), variances.length);
    if (byItems) {
      for (int k = 0; k < variances.length; k++) {
        each.run();
        directions[k] = combine(centred, directions[k], Math.sqrt(rows * variances[k]));
      }
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
