package org.abc4j.attribution;

import java.util.BitSet;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.codebook.Separation;

/**
 * A counterfactual landscape (section 2.1) seen from its factual sample: the distance of the sample
 * to each of its counterfactuals, one for each source.
 *
 * <p>Counterfactual attribution (section 3.2) holds the source of the farthest counterfactual most
 * responsible. Immutable and thread-safe.
 */
public final class Landscape implements Attribution {
  private final Ranking ranking;

  /** Sources whose quantised counterfactual differs from the quantised sample; null for no rule. */
  private final BitSet changed;

  /** Null where the ensemble is not known. */
  private final Separation separation;

  private Landscape(double[] distances, BitSet changed, Separation separation) {
    this.separation = separation;
    this.ranking = Ranking.of("counterfactual distance", distances);
    this.changed = changed == null ? null : (BitSet) changed.clone();
  }

  /**
   * A landscape of the given distances.
   *
   * @param distances the distance of each source's counterfactual, each at least 0
   * @return the landscape
   * @throws IllegalArgumentException if there is none, or one is negative or NaN
   */
  public static Landscape of(double... distances) {
    return new Landscape(distances, null, null);
  }

  static Landscape of(double[] distances, BitSet changed) {
    return new Landscape(distances, changed, null);
  }

  static Landscape of(double[] distances, BitSet changed, Separation separation) {
    return new Landscape(distances, changed, separation);
  }

  /**
   * Which sources the ensemble could tell apart. Where members were removed, a source's distance
   * may be that of several sources at once, or 0 because no member was left that saw it.
   *
   * @return the separation, or empty if the landscape was made of distances alone
   */
  public Optional<Separation> separation() {
    return Optional.ofNullable(separation);
  }

  @Override
  public int sources() {
    return ranking.size();
  }

  @Override
  public double distance(int source) {
    return ranking.score(source);
  }

  /**
   * All distances.
   *
   * @return a copy, by source
   */
  public double[] distances() {
    return ranking.scores();
  }

  /** The sources whose counterfactuals lie farthest. */
  @Override
  public int[] top(int k) {
    return ranking.greatest(k);
  }

  /** The counterfactual distance rank: 1 for the farthest (a single source has rank 1). */
  @Override
  public double rank(int source) {
    return ranking.rank(source, 1);
  }

  /**
   * The counterfactual radius (Definition 1): the greatest distance to a counterfactual.
   *
   * @return at least 0
   */
  public double radius() {
    return ranking.greatest();
  }

  /**
   * Whether the sample is nearly unattributable (section 3.5): its radius is under a threshold.
   *
   * @param tau the threshold τ, in the unit of the distance
   * @return true if {@link #radius()} &lt; τ
   * @throws IllegalArgumentException if τ is not positive
   */
  public boolean isUnattributable(double tau) {
    return sourcesAtLeast(tau) == 0;
  }

  /**
   * How many sources stand against calling the sample nearly unattributable.
   *
   * @param tau the threshold τ
   * @return the number of sources whose counterfactual is at distance τ or more
   * @throws IllegalArgumentException if τ is not positive
   */
  public int sourcesAtLeast(double tau) {
    if (!(tau > 0)) {
      throw new IllegalArgumentException("a threshold τ is positive, found " + tau);
    }
    int count = 0;
    for (double distance : ranking.scores()) {
      if (distance >= tau) {
        count++;
      }
    }
    return count;
  }

  /**
   * Whether the sample is truly unattributable (section 3.5): in the discrete space it is generated
   * in, every counterfactual is the sample itself.
   *
   * @return the answer, or empty if the attributor was given no {@link Quantization}
   */
  public Optional<Boolean> isTrulyUnattributable() {
    return Optional.ofNullable(changed).map(BitSet::isEmpty);
  }

  /**
   * The sources without which the quantised sample is another one.
   *
   * @return their indices in increasing order, or empty if the attributor was given no {@link
   *     Quantization}
   */
  public Optional<int[]> sourcesThatChangeIt() {
    return Optional.ofNullable(changed).map(set -> set.stream().toArray());
  }

  /** Equal when all distances are, and what is known of true unattributability. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Landscape that
        && ranking.sameScores(that.ranking)
        && Objects.equals(changed, that.changed);
  }

  @Override
  public int hashCode() {
    return 31 * ranking.hashOfScores() + Objects.hashCode(changed);
  }

  @Override
  public String toString() {
    return "Landscape[" + sources() + " sources, radius " + radius() + "]";
  }
}
