package org.abc4j.samediff;

import org.nd4j.autodiff.samediff.SDVariable;

/** y = x·σ(x), element by element. */
final class Silu implements GraphLayer {
  private SDVariable sigmoid;

  @Override
  public SDVariable value(SDVariable... x) {
    sigmoid = x[0].getSameDiff().nn().sigmoid(x[0]);
    return x[0].mul(sigmoid);
  }

  /** y' = σ + y·(1 − σ). */
  SDVariable slope(SDVariable y) {
    return sigmoid.add(y).sub(y.mul(sigmoid));
  }
}
