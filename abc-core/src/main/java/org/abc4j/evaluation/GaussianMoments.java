package org.abc4j.evaluation;

import java.util.concurrent.CancellationException;
import org.abc4j.Execution;
import org.abc4j.matrix.Products;

/**
 * Mean and covariance of feature vectors, all that the Fréchet distance knows of them.
 *
 * <p>Immutable and thread-safe; arrays are copied in and out.
 */
public final class GaussianMoments {
  /** A covariance may be this far from symmetric, relative to its largest entry. */
  private static final double ASYMMETRY = 1e-6;

  /** Rows added to the covariance together. */
  private static final int BLOCK = 64;

  private final double[] mean;
  private final double[][] covariance;

  private GaussianMoments(double[] mean, double[][] covariance) {
    this.mean = mean;
    this.covariance = covariance;
  }

  /**
   * Moments of feature vectors, the covariance divided by n − 1.
   *
   * @param features n ≥ 2 rows, each the d ≥ 1 finite features of one image
   * @return their moments
   * @throws IllegalArgumentException if there are fewer than 2 rows, if their lengths differ or are
   *     0, or if a value is not finite, naming row and column
   * @throws ArithmeticException if the squares of the features exceed the range of {@code double}
   */
  public static GaussianMoments of(double[][] features) {
    return of(features, 1);
  }

  /**
   * Moments of feature vectors, the covariance divided by n − ddof.
   *
   * @param features n rows, each the d ≥ 1 finite features of one image; n > {@code ddof}
   * @param ddof the degrees of freedom given up for the mean: 1 for the unbiased estimate, 0 for
   *     the moments of the set itself
   * @return their moments
   * @throws IllegalArgumentException if {@code ddof} is negative, if there are no more rows than
   *     {@code ddof}, if their lengths differ or are 0, or if a value is not finite, naming row and
   *     column
   * @throws ArithmeticException if the squares of the features exceed the range of {@code double}
   */
  public static GaussianMoments of(double[][] features, int ddof) {
    return of(features, ddof, Execution.sequential());
  }

  /**
   * Moments of feature vectors, the covariance divided by n − ddof, with progress and an end on
   * request.
   *
   * @param features n rows, each the d ≥ 1 finite features of one image; n > {@code ddof}
   * @param ddof the degrees of freedom given up for the mean: 1 for the unbiased estimate, 0 for
   *     the moments of the set itself
   * @param execution told of each row; the work is done on the calling thread alone
   * @return their moments
   * @throws IllegalArgumentException if {@code ddof} is negative, if there are no more rows than
   *     {@code ddof}, if their lengths differ or are 0, or if a value is not finite, naming row and
   *     column
   * @throws ArithmeticException if the squares of the features exceed the range of {@code double}
   * @throws CancellationException if the execution ends the computation
   */
  public static GaussianMoments of(double[][] features, int ddof, Execution execution) {
    return of(features, ddof, PiecesDone.begin(execution, features.length));
  }

  /** One step for each row. */
  static GaussianMoments of(double[][] features, int ddof, PiecesDone pieces) {
    if (ddof < 0) {
      throw new IllegalArgumentException("ddof must be at least 0, found " + ddof);
    }
    int n = features.length;
    if (n <= ddof) {
      throw new IllegalArgumentException(
          "a covariance with ddof " + ddof + " needs more than " + ddof + " rows, found " + n);
    }
    int d = features[0].length;
    requireMatrix("features", features, n, d);
    double[] mean = mean(features, d);
    double[][] covariance = new double[d][d];
    double[][] deviations = new double[Math.min(BLOCK, n)][d];
    for (int first = 0; first < n; first += BLOCK) {
      int rows = Math.min(BLOCK, n - first);
      for (int r = 0; r < rows; r++) {
        for (int i = 0; i < d; i++) {
          deviations[r][i] = features[first + r][i] - mean[i];
        }
      }
      Products.addGram(deviations, rows, covariance, pieces::check);
      for (int r = 0; r < rows; r++) {
        pieces.run();
      }
    }
    for (int i = 0; i < d; i++) {
      for (int j = i; j < d; j++) {
        covariance[i][j] /= n - ddof;
        if (!Double.isFinite(covariance[i][j])) {
          throw new ArithmeticException(
              "the covariance of features " + i + " and " + j + " exceeds the range of double");
        }
      }
    }
    Products.mirror(covariance);
    return new GaussianMoments(mean, covariance);
  }

  /**
   * Moments that were computed elsewhere.
   *
   * @param mean d ≥ 1 finite values
   * @param covariance d rows of d finite values, symmetric to 1e-6 of its largest magnitude; what
   *     asymmetry there is gets averaged away
   * @return the moments
   * @throws IllegalArgumentException if the shapes do not fit, or if a value is not finite or the
   *     covariance not symmetric, naming the place
   */
  public static GaussianMoments of(double[] mean, double[][] covariance) {
    int d = mean.length;
    Samples.requireFinite("mean", mean);
    if (covariance.length != d) {
      throw new IllegalArgumentException(
          "a mean of " + d + " values needs " + d + " covariance rows, found " + covariance.length);
    }
    requireMatrix("covariance", covariance, d, d);
    double largest = 0;
    for (double[] row : covariance) {
      for (double value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    double[][] symmetric = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j <= i; j++) {
        double lower = covariance[i][j];
        double upper = covariance[j][i];
        if (!(Math.abs(lower / 2 - upper / 2) <= ASYMMETRY / 2 * largest)) {
          throw new IllegalArgumentException(
              "a covariance is symmetric, found "
                  + lower
                  + " at ("
                  + i
                  + ", "
                  + j
                  + ") and "
                  + upper
                  + " at ("
                  + j
                  + ", "
                  + i
                  + ")");
        }
        symmetric[i][j] = lower / 2 + upper / 2;
        symmetric[j][i] = symmetric[i][j];
      }
    }
    return new GaussianMoments(mean.clone(), symmetric);
  }

  private static double[] mean(double[][] features, int d) {
    // From the first row, so that a large common offset loses nothing.
    double[] first = features[0];
    double[] mean = new double[d];
    for (double[] row : features) {
      for (int i = 0; i < d; i++) {
        mean[i] += row[i] - first[i];
      }
    }
    for (int i = 0; i < d; i++) {
      mean[i] = first[i] + mean[i] / features.length;
    }
    return mean;
  }

  private static void requireMatrix(String name, double[][] values, int rows, int columns) {
    if (columns == 0) {
      throw new IllegalArgumentException(name + " must have at least 1 column, found 0");
    }
    for (int r = 0; r < rows; r++) {
      if (values[r].length != columns) {
        throw new IllegalArgumentException(
            name
                + " row "
                + r
                + " has "
                + values[r].length
                + " values, expected "
                + columns
                + " as in every row");
      }
      Samples.requireFinite(name + "[" + r + "]", values[r]);
    }
  }

  /**
   * Number of features, d.
   *
   * @return the length of the mean, at least 1
   */
  public int dimension() {
    return mean.length;
  }

  /**
   * The mean feature vector.
   *
   * @return a copy, d values
   */
  public double[] mean() {
    return mean.clone();
  }

  /**
   * The covariance matrix.
   *
   * @return a copy, d rows of d values, exactly symmetric
   */
  public double[][] covariance() {
    double[][] copy = new double[covariance.length][];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = covariance[i].clone();
    }
    return copy;
  }

  @Override
  public String toString() {
    return "GaussianMoments[dimension " + mean.length + "]";
  }
}
