package org.abc4j.samediff;

import java.util.Arrays;
import org.nd4j.autodiff.samediff.SDVariable;

/** The sum of values; one of a single pixel is added to all pixels. */
final class Sum implements GraphLayer {

  @Override
  public SDVariable value(SDVariable... x) {
    return Arrays.stream(x).reduce(SDVariable::add).orElseThrow();
  }
}
