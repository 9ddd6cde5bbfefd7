package org.abc4j.closedform;

/**
 * A fixed list of r vectors in ℝᵐ, with the two products that the closed-form models need: inner
 * products of rows with every vector, and sums of the vectors.
 *
 * <p>The vectors are stored in both orders, so that each inner loop runs over contiguous memory and
 * carries no reduction: it vectorises, and each row's result has one order of summation whatever
 * else is in the batch.
 */
final class Frame {
  /** Rows worked on together, so that a piece of the vectors is read from memory once for all. */
  private static final int ROW_BLOCK = 16;

  /** Terms added in one pass over an output. */
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
    this.byVector = new double[count * dimension];
    this.byElement = new double[count * dimension];
    for (int k = 0; k < count; k++) {
      for (int i = 0; i < dimension; i++) {
        byVector[k * dimension + i] = vectors[k][i];
        byElement[i * count + k] = vectors[k][i];
      }
    }
  }

  int count() {
    return count;
  }

  /** Inner products: {@code result[row·count + k] = ⟨rows[row], vector k⟩}. */
  double[] project(double[] rows, int rowCount) {
    double[] products = new double[rowCount * count];
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
      int last = Math.min(rowCount, first + ROW_BLOCK);
      int j = 0;
      for (; j + UNROLL <= terms; j += UNROLL) {
        for (int row = first; row < last; row++) {
          int at = row * terms + j;
          addFour(
              out,
              row * width,
              table,
              j * width,
              width,
              in[at],
              in[at + 1],
              in[at + 2],
              in[at + 3]);
        }
      }
      for (; j < terms; j++) {
        for (int row = first; row < last; row++) {
          addOne(out, row * width, table, j * width, width, in[row * terms + j]);
        }
      }
    }
  }

  private static void addFour(
      double[] out,
      int to,
      double[] table,
      int from,
      int width,
      double w0,
      double w1,
      double w2,
      double w3) {
    int second = from + width;
    int third = second + width;
    int fourth = third + width;
    for (int i = 0; i < width; i++) {
      out[to + i] =
          (((out[to + i] + w0 * table[from + i]) + w1 * table[second + i]) + w2 * table[third + i])
              + w3 * table[fourth + i];
    }
  }

  private static void addOne(
      double[] out, int to, double[] table, int from, int width, double weight) {
    for (int i = 0; i < width; i++) {
      out[to + i] += weight * table[from + i];
    }
  }
}
