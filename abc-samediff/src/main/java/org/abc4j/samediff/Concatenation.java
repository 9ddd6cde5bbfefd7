package org.abc4j.samediff;

import org.nd4j.autodiff.samediff.SDVariable;

/** Images side by side along their channels. */
final class Concatenation implements GraphLayer {
  private static final int CHANNELS = 3;

  @Override
  public SDVariable value(SDVariable... x) {
    return x[0].getSameDiff().concat(CHANNELS, x);
  }
}
