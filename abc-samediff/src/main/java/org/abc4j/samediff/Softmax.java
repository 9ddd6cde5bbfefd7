package org.abc4j.samediff;

import org.nd4j.autodiff.samediff.SDVariable;

/** Softmax along the last axis. */
final class Softmax implements GraphLayer {

  @Override
  public SDVariable value(SDVariable... x) {
    return x[0].getSameDiff().nn().softmax(x[0], -1);
  }
}
