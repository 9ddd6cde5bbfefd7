package org.abc4j.samediff;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * One layer of a graph, used once: it writes its value, and keeps what its tangent needs of that.
 *
 * <p>A class is a kind; {@link TangentRules} has one rule for each.
 */
interface GraphLayer {

  /**
   * Writes the operations.
   *
   * @param x the layer's inputs
   * @return its output
   */
  SDVariable value(SDVariable... x);
}
