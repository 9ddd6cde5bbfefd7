package org.abc4j.matrix;

/** Powers of two that bring a matrix to where squares neither overflow nor vanish. */
final class Scaling {
  private Scaling() {}

  /** The exponent of the largest magnitude; 0 for a matrix of zeros. */
  static int exponent(double[][] matrix) {
    double largest = 0;
    for (double[] row : matrix) {
      for (double value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    if (!Double.isFinite(largest)) {
      throw new ArithmeticException("a matrix to decompose must be finite, found " + largest);
    }
    return largest == 0 ? 0 : Math.getExponent(largest);
  }

  /** A copy, each value times 2^exponent. */
  static double[][] scaled(double[][] matrix, int exponent) {
    double[][] scaled = new double[matrix.length][];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = new double[matrix[i].length];
      for (int j = 0; j < scaled[i].length; j++) {
        scaled[i][j] = Math.scalb(matrix[i][j], exponent);
      }
    }
    return scaled;
  }
}
