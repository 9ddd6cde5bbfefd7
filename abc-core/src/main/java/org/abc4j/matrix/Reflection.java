package org.abc4j.matrix;

import java.util.Arrays;

/**
 * Householder's reflection I − τ·v·vᵀ, the one that takes a given vector to a multiple of the first
 * unit vector, and what the reductions to two diagonals do with many of them.
 */
final class Reflection {
  /** A vector this short (squared) beside a matrix of largest element 1 counts as 0. */
  private static final double NOTHING = 0x1.0p-900;

  private final double factor;
  private final double image;

  private Reflection(double factor, double image) {
    this.factor = factor;
    this.image = image;
  }

  /**
   * The reflection of {@code vector[from …]}, which is overwritten by v.
   *
   * <p>Where that vector is all but zero, squares would lose their digits to underflow and the
   * reflection its orthogonality: it is then the identity.
   */
  static Reflection of(double[] vector, int from) {
    double first = vector[from];
    double rest = 0;
    for (int j = from + 1; j < vector.length; j++) {
      rest += vector[j] * vector[j];
    }
    double square = first * first + rest;
    if (rest == 0 || !(square > NOTHING)) {
      Arrays.fill(vector, from, vector.length, 0);
      return new Reflection(0, first);
    }
    // Of both images the one that is further away, so that nothing cancels.
    double image = first > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    vector[from] = first - image;
    return new Reflection(2 / (vector[from] * vector[from] + rest), image);
  }

  /** τ; 0 for the identity. */
  double factor() {
    return factor;
  }

  /** What the first element of the vector becomes. */
  double image() {
    return image;
  }

  /**
   * Each {@code row −= a[row]·b + c[row]·d}, then {@code sum += next[row]·row}: the update that one
   * reduction step owes and the product that the next one needs, in one pass over the rows.
   */
  static void updateAndSum(
      double[][] rows,
      int first,
      int from,
      double[] a,
      double[] b,
      double[] c,
      double[] d,
      double[] next,
      double[] sum) {
    int i = first;
    for (; i + 1 < rows.length; i += 2) {
      updateTwo(
          rows[i],
          rows[i + 1],
          from,
          a[i],
          a[i + 1],
          b,
          c[i],
          c[i + 1],
          d,
          next[i],
          next[i + 1],
          sum);
    }
    if (i < rows.length) {
      updateOne(rows[i], from, a[i], b, c[i], d, next[i], sum);
    }
  }

  private static void updateTwo(
      double[] one,
      double[] two,
      int from,
      double a1,
      double a2,
      double[] b,
      double c1,
      double c2,
      double[] d,
      double n1,
      double n2,
      double[] sum) {
    for (int j = from; j < one.length; j++) {
      double x = one[j] - a1 * b[j] - c1 * d[j];
      double y = two[j] - a2 * b[j] - c2 * d[j];
      one[j] = x;
      two[j] = y;
      sum[j] = sum[j] + n1 * x + n2 * y;
    }
  }

  private static void updateOne(
      double[] row,
      int from,
      double a,
      double[] b,
      double c,
      double[] d,
      double next,
      double[] sum) {
    for (int j = from; j < row.length; j++) {
      double x = row[j] - a * b[j] - c * d[j];
      row[j] = x;
      sum[j] += next * x;
    }
  }

  /** {@code products[i] = rows[i]·v} for i ≥ first, over the elements from {@code from}. */
  static void multiply(double[][] rows, int first, int from, double[] v, double[] products) {
    int i = first;
    for (; i + 3 < rows.length; i += 4) {
      dotFour(rows, i, v, from, products, i);
    }
    for (; i < rows.length; i++) {
      products[i] = dot(rows[i], v, from);
    }
  }

  /** Each {@code row −= factor·(row·v)·v}, from row {@code first} to before {@code last}. */
  static void reflect(double[][] rows, int first, int last, double[] v, int from, double factor) {
    double[] products = new double[4];
    int i = first;
    for (; i + 3 < last; i += 4) {
      dotFour(rows, i, v, from, products, 0);
      for (int r = 0; r < 4; r++) {
        subtract(rows[i + r], factor * products[r], v, from);
      }
    }
    for (; i < last; i++) {
      subtract(rows[i], factor * dot(rows[i], v, from), v, from);
    }
  }

  /** Four inner products side by side, each a sum in the order of its terms. */
  private static void dotFour(
      double[][] rows, int i, double[] v, int from, double[] products, int at) {
    double[] r0 = rows[i];
    double[] r1 = rows[i + 1];
    double[] r2 = rows[i + 2];
    double[] r3 = rows[i + 3];
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int j = from; j < v.length; j++) {
      double factor = v[j];
      s0 += factor * r0[j];
      s1 += factor * r1[j];
      s2 += factor * r2[j];
      s3 += factor * r3[j];
    }
    products[at] = s0;
    products[at + 1] = s1;
    products[at + 2] = s2;
    products[at + 3] = s3;
  }

  static double dot(double[] first, double[] second, int from) {
    double sum = 0;
    for (int j = from; j < second.length; j++) {
      sum += second[j] * first[j];
    }
    return sum;
  }

  private static void subtract(double[] row, double factor, double[] v, int from) {
    for (int j = from; j < row.length; j++) {
      row[j] -= factor * v[j];
    }
  }
}
