package org.abc4j.matrix;

import java.util.Objects;

/** Products of matrices. Stateless and thread-safe. */
public final class Products {
  /**
   * Rows of the result worked on together, so that a piece of b is read from memory once for all.
   */
  private static final int ROWS = 16;

  /** Columns of the result worked on together, so that those rows stay in the caches. */
  private static final int COLUMNS = 1024;

  /** Terms added in one pass. */
  private static final int TERMS = 4;

  private Products() {}

  /**
   * aᵀ·b.
   *
   * @param a d ≥ 1 rows of p values
   * @param b d rows of q values
   * @param each run p times, after a row of the result; what it throws ends the computation
   * @return p rows of q values
   */
  public static double[][] transposedTimes(double[][] a, double[][] b, Runnable each) {
    double[][] product = new double[a[0].length][b[0].length];
    add(a, b, a.length, product, false, each);
    return product;
  }

  /**
   * Adds aᵀ·a to a symmetric matrix, of which only the elements on and above the diagonal are
   * written. Each is one sum in the order of the rows of a, so that adding rows in several calls
   * gives the same bits.
   *
   * @param a at least {@code rows} rows of p values
   * @param rows how many of them to take
   * @param sums p rows of p values
   * @param each run p times; what it throws ends the computation
   */
  public static void addGram(double[][] a, int rows, double[][] sums, Runnable each) {
    add(a, a, rows, sums, true, each);
  }

  /**
   * Copies what is above the diagonal to below it.
   *
   * @param upper p rows of p values
   */
  public static void mirror(double[][] upper) {
    for (int i = 0; i < upper.length; i++) {
      for (int j = 0; j < i; j++) {
        upper[i][j] = upper[j][i];
      }
    }
  }

  /** {@code sums[i][j] += Σₖ a[k][i]·b[k][j]}, with k in increasing order. */
  private static void add(
      double[][] a, double[][] b, int terms, double[][] sums, boolean upper, Runnable each) {
    Objects.requireNonNull(each, "each");
    for (int first = 0; first < sums.length; first += ROWS) {
      int last = Math.min(first + ROWS, sums.length);
      int width = sums[first].length;
      for (int from = upper ? first : 0; from < width; from += COLUMNS) {
        addTile(a, b, terms, sums, first, last, from, Math.min(from + COLUMNS, width));
      }
      for (int i = first; i < last; i++) {
        each.run();
      }
    }
  }

  private static void addTile(
      double[][] a,
      double[][] b,
      int terms,
      double[][] sums,
      int first,
      int last,
      int from,
      int to) {
    int k = 0;
    for (; k + TERMS <= terms; k += TERMS) {
      int i = first;
      for (; i + 1 < last; i += 2) {
        addFourToTwo(a, b, k, sums[i], sums[i + 1], i, from, to);
      }
      if (i < last) {
        addFour(a, b, k, sums[i], i, from, to);
      }
    }
    for (; k < terms; k++) {
      for (int i = first; i < last; i++) {
        addOne(a[k][i], b[k], sums[i], from, to);
      }
    }
  }

  private static void addFourToTwo(
      double[][] a, double[][] b, int k, double[] one, double[] two, int i, int from, int to) {
    double[] b0 = b[k];
    double[] b1 = b[k + 1];
    double[] b2 = b[k + 2];
    double[] b3 = b[k + 3];
    double p0 = a[k][i];
    double p1 = a[k + 1][i];
    double p2 = a[k + 2][i];
    double p3 = a[k + 3][i];
    double q0 = a[k][i + 1];
    double q1 = a[k + 1][i + 1];
    double q2 = a[k + 2][i + 1];
    double q3 = a[k + 3][i + 1];
    for (int j = from; j < to; j++) {
      double t0 = b0[j];
      double t1 = b1[j];
      double t2 = b2[j];
      double t3 = b3[j];
      one[j] = one[j] + p0 * t0 + p1 * t1 + p2 * t2 + p3 * t3;
      two[j] = two[j] + q0 * t0 + q1 * t1 + q2 * t2 + q3 * t3;
    }
  }

  private static void addFour(
      double[][] a, double[][] b, int k, double[] one, int i, int from, int to) {
    double[] b0 = b[k];
    double[] b1 = b[k + 1];
    double[] b2 = b[k + 2];
    double[] b3 = b[k + 3];
    double p0 = a[k][i];
    double p1 = a[k + 1][i];
    double p2 = a[k + 2][i];
    double p3 = a[k + 3][i];
    for (int j = from; j < to; j++) {
      one[j] = one[j] + p0 * b0[j] + p1 * b1[j] + p2 * b2[j] + p3 * b3[j];
    }
  }

  private static void addOne(double factor, double[] b, double[] sums, int from, int to) {
    for (int j = from; j < to; j++) {
      sums[j] += factor * b[j];
    }
  }
}
