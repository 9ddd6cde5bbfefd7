package org.abc4j.evidence;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * Ridge regression from the Gram matrix A of the regressors and their products g with the response:
 * θ minimises the squares plus λ·‖θ‖² of regressors in units that are given.
 *
 * <p>Units are those of all sources, also of those that were left out of the fit. A template may be
 * next to nothing in all sources but one, as a peaked kernel is: in units of what is left without
 * that one, its θ would be as large as the kernel is small, and what it says of that one beyond all
 * bounds. So it is next to 0.
 */
final class Ridge {
  /**
   * The least λ. A Gram matrix is positive semidefinite whatever its units, so that λ on its
   * diagonal makes it definite; rounding is what has to stay below. In units of all sources a
   * diagonal is about 1, and at most the number of sources, where all push alike: hence of 10⁵
   * sources some 1e-11 are rounding.
   */
  static final double LEAST = 1e-9;

  private Ridge() {}

  /**
   * θ, of the regressors as they were; 0 for one that is 0 itself.
   *
   * @param gram A, symmetric
   * @param products g
   * @param squares the square of each regressor's unit, at least 0
   * @param lambda λ, at least {@link #LEAST}
   */
  static double[] solve(double[][] gram, double[] products, double[] squares, double lambda) {
    int count = products.length;
    double[] scale = new double[count];
    for (int b = 0; b < count; b++) {
      scale[b] = squares[b] > 0 ? Math.sqrt(squares[b]) : 1;
    }
    double[][] scaled = new double[count][count];
    double[] right = new double[count];
    for (int b = 0; b < count; b++) {
      right[b] = products[b] / scale[b];
      for (int c = 0; c <= b; c++) {
        // Once for both halves: of numbers below 1e-308 the order of the divisions shows.
        scaled[b][c] = gram[b][c] / scale[b] / scale[c];
        scaled[c][b] = scaled[b][c];
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
