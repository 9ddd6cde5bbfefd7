package org.abc4j.evidence;

import org.abc4j.Execution;
import org.abc4j.Rows;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;

/**
 * The mean of training points, and products with their inverse covariance Ω⁻¹, where Ω is that of
 * at most {@value #MOST} points, evenly spread over all, plus {@value #SHRINKAGE} of its mean
 * variance in every direction.
 *
 * <p>Ω = ρI + YᵀY/M of M points is never formed: Ω⁻¹v = (v − Yᵀ(I + YYᵀ/Mρ)⁻¹Yv/Mρ)/ρ. Immutable.
 */
final class PointMoments {
  static final int MOST = 1024;
  static final double SHRINKAGE = 0.05;

  private final double[] mean;
  private final double[][] deviations;
  private final double ridge;
  private final DecompositionSolver solver;

  private PointMoments(
      double[] mean, double[][] deviations, double ridge, DecompositionSolver solver) {
    this.mean = mean;
    this.deviations = deviations;
    this.ridge = ridge;
    this.solver = solver;
  }

  static PointMoments of(Rows points, Execution execution) {
    int m = points.shape().size();
    int count = points.rows();
    int some = Math.min(MOST, count);
    float[] row = new float[m];
    double[] mean = new double[m];
    for (int j = 0; j < count; j++) {
      execution.checkCancelled();
      points.copyRow(j, row);
      for (int p = 0; p < m; p++) {
        mean[p] += row[p] / (double) count;
      }
    }
    double[][] deviations = new double[some][m];
    double[] of = new double[m];
    for (int k = 0; k < some; k++) {
      points.copyRow((int) ((long) k * count / some), row);
      for (int p = 0; p < m; p++) {
        deviations[k][p] = row[p];
        of[p] += row[p] / (double) some;
      }
    }
    double trace = 0;
    for (double[] deviation : deviations) {
      for (int p = 0; p < m; p++) {
        deviation[p] -= of[p];
        trace += deviation[p] * deviation[p] / some;
      }
    }
    // Points that are all alike have no covariance to weigh by.
    double ridge = trace > 0 ? SHRINKAGE * trace / m : 1;
    double[][] gram = new double[some][some];
    execution.forEach(
        some,
        i -> {
          execution.checkCancelled();
          // In units of the ridge: the solver takes what is small itself for singular.
          for (int j = 0; j <= i; j++) {
            gram[i][j] = Vectors.dot(deviations[i], deviations[j]) / (some * ridge);
          }
          gram[i][i] += 1;
        });
    for (int i = 0; i < some; i++) {
      for (int j = i + 1; j < some; j++) {
        gram[i][j] = gram[j][i];
      }
    }
    return new PointMoments(
        mean,
        deviations,
        ridge,
        new CholeskyDecomposition(new Array2DRowRealMatrix(gram, false)).getSolver());
  }

  /** x̄; not a copy. */
  double[] mean() {
    return mean;
  }

  /** Ω⁻¹v. */
  double[] whitened(double[] v) {
    double[] projected = new double[deviations.length];
    for (int k = 0; k < projected.length; k++) {
      projected[k] = Vectors.dot(deviations[k], v);
    }
    double[] weights = solver.solve(new ArrayRealVector(projected, false)).toArray();
    double[] whitened = v.clone();
    for (int k = 0; k < weights.length; k++) {
      Vectors.add(whitened, -weights[k] / (deviations.length * ridge), deviations[k]);
    }
    for (int p = 0; p < whitened.length; p++) {
      whitened[p] /= ridge;
    }
    return whitened;
  }
}
