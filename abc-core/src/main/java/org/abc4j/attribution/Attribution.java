package org.abc4j.attribution;

/**
 * How strongly each source is held responsible for a sample.
 *
 * <p>Implementations are immutable and thread-safe.
 */
public interface Attribution {

  /**
   * Number of sources, N.
   *
   * @return at least 1
   */
  int sources();

  /**
   * The distance that the attribution orders sources by.
   *
   * @param source index of the source
   * @return at least 0
   * @throws IllegalArgumentException if there is no such source
   */
  double distance(int source);

  /**
   * The most attributed sources.
   *
   * @param k how many, from 0 to N
   * @return their indices, the most attributed first; among equals the one of least index first
   * @throws IllegalArgumentException if {@code k} is out of range
   */
  int[] top(int k);

  /**
   * The place of a source among all, by distance: 0 for the nearest, 1 for the farthest; equal
   * distances share the mean of their places.
   *
   * <p>For visual attribution this is the <em>visual similarity rank</em> (section 3.3), where 0 is
   * the most attributed source; for counterfactual attribution the <em>counterfactual distance
   * rank</em> (section 3.4), where 1 is.
   *
   * @param source index of the source
   * @return from 0 to 1
   * @throws IllegalArgumentException if there is no such source
   */
  double rank(int source);
}
