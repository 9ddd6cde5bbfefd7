package org.abc4j.closedform;

import java.util.Arrays;
import org.abc4j.kernel.Fma;

/**
 * A fixed list of r vectors in ℝᵐ, with the two products that the closed-form models need: inner
 * products of rows with every vector, and sums of the vectors.
 *
 * <p>The vectors are stored in both orders, so that each inner loop runs over contiguous memory and
 * carries no reduction: it vectorises, and each element is one chain of fused multiply-adds in the
 * order of the terms, whatever else is in the batch.
 */
final class Frame {
  /** Rows worked on together, so that a piece of the vectors is read from memory once for all. */
  static final int ROW_BLOCK = 16;

  /** Terms added in one pass over a sum. */
  private static final int UNROLL = 4;

  private final int dimension;
  private final int count;

  /** Vector k at {@code [k·dimension …]}. */
  private final double[] byVector;

  /** Element i of all vectors at {@code [i·count …]}. */
  private final double[] byElement;

  Frame(int dimension, double[][] vectors) {
    this.dimension = dimension;
    this.count = vectors.length;
    this.byVector = new double[values(count, dimension)];
    this.byElement = new double[byVector.length];
    for (int k = 0; k < count; k++) {
      for (int i = 0; i < dimension; i++) {
        byVector[k * dimension + i] = vectors[k][i];
        byElement[i * count + k] = vectors[k][i];
      }
    }
  }

  /** What is done with some rows, of which {@code first} stand before them. */
  interface Group {
    double[] map(double[] some, int first);
  }

  /**
   * Maps rows in groups of {@link #ROW_BLOCK}.
   *
   * @param before run before each group; what it throws ends the computation
   */
  static double[] inGroups(double[] rows, int width, Runnable before, Group group) {
    double[] mapped = new double[rows.length];
    int count = rows.length / width;
    for (int first = 0; first < count; first += ROW_BLOCK) {
      before.run();
      int last = first + Math.min(ROW_BLOCK, count - first);
      double[] some = Arrays.copyOfRange(rows, first * width, last * width);
      System.arraycopy(group.map(some, first), 0, mapped, first * width, some.length);
    }
    return mapped;
  }

  int count() {
    return count;
  }

  /** The number of values of an array of two extents. */
  static int values(int rows, int columns) {
    if ((long) rows * columns > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "an array holds at most 2^31 - 1 values, found "
              + rows
              + " times "
              + columns
              + "; give fewer rows, or items, at once");
    }
    return rows * columns;
  }

  /** Inner products: {@code result[row·count + k] = ⟨rows[row], vector k⟩}. */
  double[] project(double[] rows, int rowCount) {
    double[] products = new double[values(rowCount, count)];
    accumulate(rows, dimension, byElement, products, count, rowCount);
    return products;
  }

  /** Adds {@code Σₖ weights[row·count + k]·vector k} to {@code sums[row·dimension …]}. */
  void addCombination(double[] weights, int rowCount, double[] sums) {
    accumulate(weights, count, byVector, sums, dimension, rowCount);
  }

  /** {@code out[row] += Σ_j in[row][j]·table[j]}, with j in increasing order. */
  private static void accumulate(
      double[] in, int terms, double[] table, double[] out, int width, int rowCount) {
    for (int first = 0; first < rowCount; first += ROW_BLOCK) {
      int rows = Math.min(ROW_BLOCK, rowCount - first);
      // An array for each sum: two of them are updated in one loop, and the compiler vectorises
      // that only for arrays it can tell apart.
      double[][] sums = new double[rows][];
      for (int r = 0; r < rows; r++) {
        sums[r] = Arrays.copyOfRange(out, (first + r) * width, (first + r + 1) * width);
      }
      int j = 0;
      for (; j + UNROLL <= terms; j += UNROLL) {
        int r = 0;
        for (; r + 1 < rows; r += 2) {
          int a = (first + r) * terms + j;
          addFourToTwo(sums[r], sums[r + 1], table, j * width, in, a, a + terms);
        }
        if (r < rows) {
          addFour(sums[r], table, j * width, in, (first + r) * terms + j);
        }
      }
      for (; j < terms; j++) {
        for (int r = 0; r < rows; r++) {
          addOne(sums[r], table, j * width, in[(first + r) * terms + j]);
        }
      }
      for (int r = 0; r < rows; r++) {
        System.arraycopy(sums[r], 0, out, (first + r) * width, width);
      }
    }
  }

  private static void addFourToTwo(
      double[] one, double[] two, double[] table, int from, double[] in, int a, int b) {
    int width = one.length;
    int second = from + width;
    int third = second + width;
    int fourth = third + width;
    double a0 = in[a];
    double a1 = in[a + 1];
    double a2 = in[a + 2];
    double a3 = in[a + 3];
    double b0 = in[b];
    double b1 = in[b + 1];
    double b2 = in[b + 2];
    double b3 = in[b + 3];
    for (int i = 0; i < width; i++) {
      double t0 = table[from + i];
      double t1 = table[second + i];
      double t2 = table[third + i];
      double t3 = table[fourth + i];
      one[i] = Fma.of(a3, t3, Fma.of(a2, t2, Fma.of(a1, t1, Fma.of(a0, t0, one[i]))));
      two[i] = Fma.of(b3, t3, Fma.of(b2, t2, Fma.of(b1, t1, Fma.of(b0, t0, two[i]))));
    }
  }

  private static void addFour(double[] sum, double[] table, int from, double[] in, int a) {
    int width = sum.length;
    int second = from + width;
    int third = second + width;
    int fourth = third + width;
    double a0 = in[a];
    double a1 = in[a + 1];
    double a2 = in[a + 2];
    double a3 = in[a + 3];
    for (int i = 0; i < width; i++) {
      sum[i] =
          Fma.of(
              a3,
              table[fourth + i],
              Fma.of(
                  a2,
                  table[third + i],
                  Fma.of(a1, table[second + i], Fma.of(a0, table[from + i], sum[i]))));
    }
  }

  private static void addOne(double[] sum, double[] table, int from, double weight) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = Fma.of(weight, table[from + i], sum[i]);
    }
  }
}
