package org.abc4j.attribution;

import org.abc4j.sampling.Sample;

/**
 * A method of attributing a sample to the sources of the training data.
 *
 * @param <A> what it finds
 */
@FunctionalInterface
public interface Attributor<A extends Attribution> {

  /**
   * Attributes a sample.
   *
   * @param sample a factual sample
   * @return the attribution to every source of its ensemble
   */
  A attribute(Sample sample);
}
