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
    SDVariable product = x[0].getSameDiff().linalg().mmul(x[0], x[1], false, transposed, false);
    return factor == 1 ? product : product.mul(factor);
  }
}
