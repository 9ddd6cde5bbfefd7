package org.abc4j.evidence;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * Ridge regression from the Gram matrix A of the regressors and their products g with the response:
 * each regressor is scaled to length 1, and θ minimises the squares plus λ·‖θ‖² of the scaled ones.
 */
final class Ridge {
  /** The least λ, above which the scaled matrix is positive definite beyond rounding. */
  static final double LEAST = 1e-9;

  private Ridge() {}

  /**
   * θ, of the regressors as they were; 0 for one that is 0 itself.
   *
   * @param gram A, symmetric
   * @param products g
   * @param lambda λ, at least {@link #LEAST}
   */
  static double[] solve(double[][] gram, double[] products, double lambda) {
    int count = products.length;
    double[] scale = new double[count];
    for (int b = 0; b < count; b++) {
      scale[b] = gram[b][b] > 0 ? Math.sqrt(gram[b][b]) : 1;
    }
    double[][] scaled = new double[count][count];
    double[] right = new double[count];
    for (int b = 0; b < count; b++) {
      right[b] = products[b] / scale[b];
      for (int c = 0; c < count; c++) {
        scaled[b][c] = gram[b][c] / scale[b] / scale[c];
      }
      scaled[b][b] += lambda;
    }
    double[] theta =
        new CholeskyDecomposition(new Array2DRowRealMatrix(scaled, false), 1e-9, 1e-10)
            .getSolver()
            .solve(new ArrayRealVector(right, false))
            .toArray();
    for (int b = 0; b < count; b++) {
      theta[b] /= scale[b];
    }
    return theta;
  }
}
