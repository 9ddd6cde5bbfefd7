package org.abc4j.samediff;

import org.nd4j.autodiff.samediff.SDVariable;

/** Products a·b or a·bᵀ of matrices [rows, heads, …], a pair for each row and head, scaled. */
final class MatrixProduct implements GraphLayer {
  private final boolean transposed;
  private final double factor;

  MatrixProduct(boolean transposed, double factor) {
    this.transposed = transposed;
    this.factor = factor;
  }

  @Override
  public SDVariable value(SDVariable... x) {
    // The first factor is smaller than the product where there is a scale.
    SDVariable scaled = factor == 1 ? x[0] : x[0].mul(factor);
    return scaled.getSameDiff().linalg().mmul(scaled, x[1], false, transposed, false);
  }
}
