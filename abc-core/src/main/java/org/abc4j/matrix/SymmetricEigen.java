package org.abc4j.matrix;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to three diagonals,
 * then the implicit QL method.
 *
 * <p>Any spectrum will do, be it flat, deficient or zero. Errors stay below d·2⁻⁵² of the largest
 * eigenvalue; time grows with d³, and three times the matrix's memory is in use.
 *
 * <p>Not thread-safe: arrays are handed out, not copied.
 */
public final class SymmetricEigen {
  /** Rows of the basis worked on together. */
  private static final int BLOCK = 32;

  private final double[] values;
  private final double[][] vectors;

  private SymmetricEigen(double[] values, double[][] vectors) {
    this.values = values;
    this.vectors = vectors;
  }

  /**
   * Decomposes a matrix.
   *
   * @param matrix d ≥ 1 rows of d finite values, of which those on and above the diagonal are read
   * @param each run 3d times, between short pieces of work; what it throws ends the computation
   * @return the decomposition, largest eigenvalue first
   * @throws ArithmeticException if a value is not finite
   */
  public static SymmetricEigen of(double[][] matrix, Runnable each) {
    int d = matrix.length;
    int exponent = Scaling.exponent(matrix);
    double[][] rows = Scaling.scaled(matrix, -exponent);
    Products.mirror(rows);
    double[] diagonal = new double[d];
    double[] beside = new double[d];
    double[] factors = reduce(rows, diagonal, beside, each);
    double[][] vectors = basis(rows, factors, each);
    Rotations rotations = Rotations.of(vectors);
    new Tridiagonal(diagonal, beside).diagonalise(rotations, each);
    rotations.apply();
    int[] order =
        IntStream.range(0, d)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer k) -> -diagonal[k]))
            .mapToInt(Integer::intValue)
            .toArray();
    return new SymmetricEigen(
        Arrays.stream(order).mapToDouble(k -> Math.scalb(diagonal[k], exponent)).toArray(),
        Arrays.stream(order).mapToObj(k -> vectors[k]).toArray(double[][]::new));
  }

  /**
   * Row k becomes the vector of the reflection that clears row and column k beyond the diagonals;
   * the factors of the reflections are returned.
   */
  private static double[] reduce(
      double[][] rows, double[] diagonal, double[] beside, Runnable each) {
    int d = rows.length;
    double[] factors = new double[d];
    double[] v = new double[d];
    double[] w = new double[d];
    for (int k = 0; k < d; k++) {
      double[] row = rows[k];
      // What the last reflection owes to this row, before the others get theirs.
      for (int j = k; j < d; j++) {
        row[j] = row[j] - v[k] * w[j] - w[k] * v[j];
      }
      diagonal[k] = row[k];
      if (k + 1 < d) {
        Reflection reflection = Reflection.of(row, k + 1);
        beside[k] = reflection.image();
        factors[k] = reflection.factor();
        double[] product = new double[d];
        Reflection.updateAndSum(rows, k + 1, k + 1, v, w, w, v, row, product);
        double half = factors[k] / 2 * (factors[k] * Reflection.dot(product, row, k + 1));
        for (int j = k + 1; j < d; j++) {
          product[j] = factors[k] * product[j] - half * row[j];
        }
        v = row;
        w = product;
      }
      each.run();
    }
    return factors;
  }

  /**
   * The product of the reflections, transposed. Its rows are independent of one another, so that a
   * few at a time stay in the caches while all reflections pass.
   */
  private static double[][] basis(double[][] reflections, double[] factors, Runnable each) {
    int d = reflections.length;
    double[][] basis = new double[d][d];
    for (int r = 0; r < d; r++) {
      basis[r][r] = 1;
    }
    for (int first = 0; first < d; first += BLOCK) {
      int last = Math.min(first + BLOCK, d);
      // Row r is its unit vector until reflection r − 1, whose vector begins at r.
      for (int k = last - 2; k >= 0; k--) {
        Reflection.reflect(basis, Math.max(first, k + 1), last, reflections[k], k + 1, factors[k]);
      }
      for (int r = first; r < last; r++) {
        each.run();
      }
    }
    return basis;
  }

  /**
   * The eigenvalues.
   *
   * @return d values, the largest first
   */
  public double[] values() {
    return values;
  }

  /**
   * The eigenvectors.
   *
   * @return d rows, row k the unit vector that belongs to eigenvalue k
   */
  public double[][] vectors() {
    return vectors;
  }
}
