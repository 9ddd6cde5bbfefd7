package org.abc4j.evidence;

/**
 * How much of one source there is to be seen.
 *
 * @param share r, the share of the variation between members that one source explains, from 0 to 1
 *     exclusive. Of N alike sources that explain all of it, it is 1/N
 * @param dimensions k, effective number of dimensions in which members differ, (tr Σ)²/tr Σ² of
 *     their covariance Σ; at least 1
 * @param alignment squared cosine of the angle between a predicted effect and the true one, from 0
 *     (templates are blind) to 1
 */
public record EffectSize(double share, double dimensions, double alignment) {
  private static final double ASSUMED_DIMENSIONS = 8;
  private static final double ASSUMED_ALIGNMENT = 0.7;

  /**
   * Checks the ranges.
   *
   * @param share r, from 0 to 1 exclusive
   * @param dimensions k, at least 1
   * @param alignment from 0 to 1
   * @throws IllegalArgumentException if one is out of range
   */
  public EffectSize {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(
          "the share of one source lies from 0 to 1, found " + share);
    }
    if (!(dimensions >= 1 && dimensions < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "members differ in at least 1 effective dimension, found " + dimensions);
    }
    if (!(alignment >= 0 && alignment <= 1)) {
      throw new IllegalArgumentException("an alignment lies from 0 to 1, found " + alignment);
    }
  }

  /**
   * Of so large a share, for members of which nothing else is known: in 8 dimensions, of squared
   * cosine 0.7 with what is predicted. Powers of it are a rough reckoning.
   *
   * @param share r, from 0 to 1 exclusive
   * @return the effect
   * @throws IllegalArgumentException if the share is out of range
   */
  public static EffectSize ofShare(double share) {
    return new EffectSize(share, ASSUMED_DIMENSIONS, ASSUMED_ALIGNMENT);
  }

  /**
   * The same with another share.
   *
   * @param share r, from 0 to 1 exclusive
   * @return a copy
   * @throws IllegalArgumentException if the share is out of range
   */
  public EffectSize withShare(double share) {
    return new EffectSize(share, dimensions, alignment);
  }

  /** Signal over noise of one member along the predicted effect. */
  double alongEffect() {
    return alignment * share * dimensions / (1 - share);
  }
}
