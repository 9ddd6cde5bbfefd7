package org.abc4j.attribution;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;

/**
 * Ordinary kriging among some states: weights that sum to 1, with which what is known at these
 * states is known about at others.
 *
 * <p>The covariance of two states is that of a function with a linear part and a smooth one: their
 * inner product as seen from the first state, scaled to 1 on average, and 0.3·exp(−d²/2h²) of their
 * distance d, with h² the median of the squared distances.
 *
 * <p>Immutable and thread-safe.
 */
final class StateInterpolation {
  private static final double NEAR = 0.3;

  /** What is added to each variance, as a share of it: states may all but coincide. */
  private static final double NUGGET = 0.01;

  private final double[] first;
  private final double[][] apart;
  private final double[] squares;
  private final double scale;
  private final double width;

  /** Of the covariances with a border of ones; null if all states are the first. */
  private final double[][] inverse;

  private StateInterpolation(double[][] states) {
    int count = states.length;
    this.first = states[0];
    this.apart = new double[count][];
    this.squares = new double[count];
    double[][] inner = new double[count][count];
    for (int q = 0; q < count; q++) {
      apart[q] = minusFirst(states[q]);
      for (int r = 0; r <= q; r++) {
        inner[q][r] = EuclideanDistance.inner(apart[q], apart[r]);
        inner[r][q] = inner[q][r];
      }
      squares[q] = inner[q][q];
    }
    this.scale = Arrays.stream(squares).average().orElse(0);
    this.width = medianSquare(inner);
    this.inverse = scale > 0 ? inverse(inner) : null;
  }

  /**
   * Among some states.
   *
   * @param states at least one, of m values each; not copied
   */
  static StateInterpolation among(double[][] states) {
    return new StateInterpolation(states);
  }

  private double[] minusFirst(double[] state) {
    double[] difference = new double[state.length];
    Arrays.setAll(difference, p -> state[p] - first[p]);
    return difference;
  }

  private double medianSquare(double[][] inner) {
    int count = squares.length;
    double[] between = new double[count * (count - 1) / 2];
    int pairs = 0;
    for (int q = 0; q < count; q++) {
      for (int r = 0; r < q; r++) {
        between[pairs++] = squares[q] + squares[r] - 2 * inner[q][r];
      }
    }
    double[] positive = Arrays.stream(between).filter(d -> d > 0).sorted().toArray();
    return positive.length == 0 ? 1 : positive[positive.length / 2];
  }

  private double[][] inverse(double[][] inner) {
    int count = squares.length;
    double[][] bordered = new double[count + 1][count + 1];
    double trace = 0;
    for (int q = 0; q < count; q++) {
      for (int r = 0; r < count; r++) {
        bordered[q][r] = covariance(inner[q][r], squares[q], squares[r]);
      }
      trace += bordered[q][q];
      bordered[q][count] = 1;
      bordered[count][q] = 1;
    }
    for (int q = 0; q < count; q++) {
      bordered[q][q] += NUGGET * trace / count;
    }
    return new LUDecomposition(new Array2DRowRealMatrix(bordered, false), 0)
        .getSolver()
        .getInverse()
        .getData();
  }

  private double covariance(double inner, double square, double other) {
    double distance = Math.max(0, square + other - 2 * inner);
    return inner / scale + NEAR * StrictMath.exp(-distance / (2 * width));
  }

  /**
   * The weights of the states for another state; all on the first where the states are one.
   *
   * @param state m values
   */
  double[] weights(double[] state) {
    int count = squares.length;
    double[] weights = new double[count];
    if (inverse == null) {
      weights[0] = 1;
      return weights;
    }
    double[] difference = minusFirst(state);
    double square = EuclideanDistance.inner(difference, difference);
    double[] covariances = new double[count + 1];
    for (int q = 0; q < count; q++) {
      double inner = EuclideanDistance.inner(apart[q], difference);
      covariances[q] = covariance(inner, squares[q], square);
    }
    covariances[count] = 1;
    for (int q = 0; q < count; q++) {
      for (int r = 0; r <= count; r++) {
        weights[q] += inverse[q][r] * covariances[r];
      }
    }
    return weights;
  }
}
