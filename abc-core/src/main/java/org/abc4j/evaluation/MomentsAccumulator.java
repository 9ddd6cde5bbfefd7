package org.abc4j.evaluation;

import java.util.Arrays;
import org.abc4j.matrix.Products;

/**
 * Mean and covariance of feature vectors that come one after the other, so that there may be more
 * of them than memory holds: it keeps d² sums and 64 rows.
 *
 * <p>Rows are taken 64 at a time, each block about its own mean, and blocks are joined by the
 * formula of Chan, Golub and LeVeque (1979), so a large common offset costs no accuracy. The result
 * is that of {@link GaussianMoments#of(double[][], int)} but for rounding, and the same bits
 * however rows are handed over. Not thread-safe.
 */
public final class MomentsAccumulator {
  private static final int BLOCK = 64;

  private final int dimension;
  private final double[][] block;
  private final double[] mean;

  /** Sums of products of deviations from the mean, on and above the diagonal. */
  private final double[][] scatter;

  private int waiting;

  /** Rows that mean and scatter are of. */
  private long joined;

  private MomentsAccumulator(int dimension) {
    this.dimension = dimension;
    this.block = new double[BLOCK][dimension];
    this.mean = new double[dimension];
    this.scatter = new double[dimension][dimension];
  }

  /**
   * Of no row yet.
   *
   * @param dimension number of features d, at least 1
   * @return the accumulator
   * @throws IllegalArgumentException if {@code dimension} is less than 1
   */
  public static MomentsAccumulator ofDimension(int dimension) {
    if (dimension < 1) {
      throw new IllegalArgumentException(
          "a feature vector has at least 1 value, found " + dimension);
    }
    return new MomentsAccumulator(dimension);
  }

  /**
   * Takes some more feature vectors.
   *
   * @param rows each d finite values; copied
   * @throws IllegalArgumentException if one has another length, or a value is not finite, naming
   *     its number among all rows; rows before it were taken
   */
  public void add(double[]... rows) {
    for (double[] row : rows) {
      String name = "features[" + count() + "]";
      if (row.length != dimension) {
        throw new IllegalArgumentException(
            name + " has " + row.length + " values, expected " + dimension + " as in every row");
      }
      Samples.requireFinite(name, row);
      System.arraycopy(row, 0, block[waiting], 0, dimension);
      waiting++;
      if (waiting == BLOCK) {
        join(block, BLOCK, mean, scatter, joined);
        joined += BLOCK;
        waiting = 0;
      }
    }
  }

  /**
   * Number of rows so far.
   *
   * @return at least 0
   */
  public long count() {
    return joined + waiting;
  }

  /** Adds rows to the mean and the scatter of so many before them. */
  private static void join(
      double[][] rows, int count, double[] mean, double[][] scatter, long before) {
    int d = mean.length;
    double[] first = rows[0];
    double[] own = new double[d];
    for (int r = 0; r < count; r++) {
      for (int i = 0; i < d; i++) {
        own[i] += rows[r][i] - first[i];
      }
    }
    for (int i = 0; i < d; i++) {
      own[i] = first[i] + own[i] / count;
    }
    double[][] deviations = new double[count + 1][d];
    for (int r = 0; r < count; r++) {
      for (int i = 0; i < d; i++) {
        deviations[r][i] = rows[r][i] - own[i];
      }
    }
    double all = before + (double) count;
    double weight = Math.sqrt(before * (count / all));
    for (int i = 0; i < d; i++) {
      double apart = own[i] - mean[i];
      // The distance of the two means counts as one row more; there is none to the first block.
      deviations[count][i] = before == 0 ? 0 : weight * apart;
      mean[i] = before == 0 ? own[i] : mean[i] + apart * (count / all);
    }
    Products.addGram(deviations, count + 1, scatter, () -> {});
  }

  /**
   * The moments of the rows so far; more may come afterwards.
   *
   * @param ddof the degrees of freedom given up for the mean: 1 for the unbiased estimate, 0 for
   *     the moments of the set itself
   * @return mean, and scatter divided by n − {@code ddof}
   * @throws IllegalArgumentException if {@code ddof} is negative, or there are no more rows than
   *     {@code ddof}
   * @throws ArithmeticException if the squares of the features exceed the range of {@code double}
   */
  public GaussianMoments moments(int ddof) {
    if (ddof < 0) {
      throw new IllegalArgumentException("ddof must be at least 0, found " + ddof);
    }
    if (count() <= ddof) {
      throw new IllegalArgumentException(
          "a covariance with ddof "
              + ddof
              + " needs more than "
              + ddof
              + " rows, found "
              + count());
    }
    double[] center = mean.clone();
    double[][] covariance = new double[dimension][];
    Arrays.setAll(covariance, i -> scatter[i].clone());
    if (waiting > 0) {
      join(block, waiting, center, covariance, joined);
    }
    for (int i = 0; i < dimension; i++) {
      for (int j = i; j < dimension; j++) {
        covariance[i][j] /= count() - ddof;
        if (!Double.isFinite(covariance[i][j])) {
          throw new ArithmeticException(
              "the covariance of features " + i + " and " + j + " exceeds the range of double");
        }
      }
    }
    Products.mirror(covariance);
    return GaussianMoments.of(center, covariance);
  }

  @Override
  public String toString() {
    return "MomentsAccumulator[" + count() + " rows of " + dimension + "]";
  }
}
