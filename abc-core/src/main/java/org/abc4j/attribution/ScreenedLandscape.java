package org.abc4j.attribution;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Which sources matter for a sample, of which only some were verified: those that a screen put
 * first, and others that were drawn uniformly from the rest. Verified distances are exact.
 *
 * <p>What is certain: the {@link #radius} is at least the greatest verified distance. What holds
 * with a stated {@linkplain DrawnBound confidence}, whatever the screen is worth: of the sources
 * that were drawn from, at most {@code bound().atMostAbove()} lie beyond the greatest that was
 * drawn. It is a statement over draws; the seed must not be chosen by what comes of it. {@link
 * #isExact} says whether all sources were verified. Immutable and thread-safe.
 */
public final class ScreenedLandscape {
  private final Attribution screen;
  private final int[] verified;
  private final double[] distances;
  private final int[] drawn;
  private final DrawnBound bound;
  private final int certain;

  /** Distances by source, NaN where a source was not verified; drawn in increasing order. */
  ScreenedLandscape(
      Attribution screen, double[] distances, int[] drawn, DrawnBound bound, int certain) {
    this.screen = screen;
    this.distances = distances;
    this.drawn = drawn;
    this.bound = bound;
    this.certain = certain;
    this.verified = byDistance(distances);
  }

  /**
   * A landscape whose first sources by a screen, and others that were drawn, were verified before.
   * No places are settled by it ({@link #certainTop}).
   *
   * @param screen what the sources were screened by
   * @param distances the exact distance of each source, NaN where it was not verified
   * @param drawn the sources that were drawn, in increasing order; those verified beside them are
   *     the screen's first
   * @param confidence of what is said of the sources that were not verified, between 0 and 1
   * @return the landscape
   * @throws IllegalArgumentException if no source is verified, a distance is negative or infinite,
   *     the screen is of more or fewer sources, drawn sources are not verified or not in order,
   *     others than the screen's first are verified, or the confidence is out of range
   */
  public static ScreenedLandscape of(
      Attribution screen, double[] distances, int[] drawn, double confidence) {
    int sources = distances.length;
    if (screen.sources() != sources) {
      throw new IllegalArgumentException(
          "the screen has " + screen.sources() + " sources, found " + sources + " distances");
    }
    boolean[] others = new boolean[sources];
    int verified = 0;
    for (int source = 0; source < sources; source++) {
      if (distances[source] < 0 || distances[source] == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "a distance is at least 0 and finite, but that of source "
                + source
                + " is "
                + distances[source]);
      }
      others[source] = !Double.isNaN(distances[source]);
      verified += others[source] ? 1 : 0;
    }
    if (verified == 0) {
      throw new IllegalArgumentException(
          "of " + sources + " sources at least 1 is verified, found none");
    }
    int before = -1;
    for (int source : drawn) {
      if (source <= before || source >= sources || !others[source]) {
        throw new IllegalArgumentException(
            "drawn sources are verified and in increasing order, found source "
                + source
                + " after "
                + before);
      }
      others[source] = false;
      before = source;
    }
    int first = verified - drawn.length;
    for (int source : screen.top(first)) {
      if (!others[source]) {
        throw new IllegalArgumentException(
            "the first " + first + " of the screen are verified, but source " + source + " is not");
      }
    }
    return new ScreenedLandscape(
        screen,
        distances.clone(),
        drawn.clone(),
        new DrawnBound(sources - first, drawn.length, confidence),
        0);
  }

  /** The verified sources, the farthest first; among equals the one of least index. */
  private static int[] byDistance(double[] distances) {
    int[] known = new int[distances.length];
    int count = 0;
    for (int source = 0; source < distances.length; source++) {
      if (!Double.isNaN(distances[source])) {
        known[count++] = source;
      }
    }
    int[] sources = Arrays.copyOf(known, count);
    double[] of = Arrays.stream(sources).mapToDouble(source -> distances[source]).toArray();
    int[] order = Ranking.of("counterfactual distance", of).greatest(count);
    return Arrays.stream(order).map(place -> sources[place]).toArray();
  }

  /**
   * Number of sources, N.
   *
   * @return at least 1
   */
  public int sources() {
    return distances.length;
  }

  /**
   * What the sources were screened by.
   *
   * @return the cheap attribution, to all sources
   */
  public Attribution screen() {
    return screen;
  }

  /**
   * The sources whose counterfactuals were generated.
   *
   * @return their indices, the farthest first; among equals the one of least index first
   */
  public int[] verified() {
    return verified.clone();
  }

  /**
   * The sources that were drawn, all of them verified.
   *
   * @return their indices, in increasing order
   */
  public int[] drawn() {
    return drawn.clone();
  }

  /**
   * The exact distance of a source's counterfactual.
   *
   * @param source index of the source
   * @return at least 0; empty if the source was not verified
   * @throws IllegalArgumentException if there is no such source
   */
  public OptionalDouble distance(int source) {
    if (source < 0 || source >= distances.length) {
      throw new IllegalArgumentException(
          "unknown source " + source + ", sources are numbered 0 to " + (distances.length - 1));
    }
    return Double.isNaN(distances[source])
        ? OptionalDouble.empty()
        : OptionalDouble.of(distances[source]);
  }

  /**
   * The verified sources that lie farthest. They are the landscape's own first k if it {@link
   * #isExact}, and with the confidence of {@link #bound} up to {@link #missedAtMost} others if k is
   * at most {@link #certainTop}.
   *
   * @param k how many, from 0 to the number of verified sources
   * @return their indices, the farthest first
   * @throws IllegalArgumentException if {@code k} is out of range
   */
  public int[] top(int k) {
    if (k < 0 || k > verified.length) {
      throw new IllegalArgumentException(
          "top k of " + verified.length + " verified sources takes k from 0 to that, found " + k);
    }
    return Arrays.copyOf(verified, k);
  }

  /**
   * How many first places are settled: no source that was not verified can take one of them unless
   * the screen is further off for it than for any source that was drawn.
   *
   * @return what was asked for, or all N if all sources were verified; 0 if nothing was asked for
   */
  public int certainTop() {
    return isExact() ? sources() : certain;
  }

  /**
   * How many sources that were not verified may belong to the first {@link #certainTop} all the
   * same, at most, with the confidence of {@link #bound}.
   *
   * @return at least 0
   */
  public int missedAtMost() {
    return Math.min(bound.atMostAbove(), sources() - verified.length);
  }

  /**
   * The counterfactual radius (Definition 1), at least: the greatest verified distance. It is the
   * radius if the landscape {@link #isExact}.
   *
   * @return at least 0
   */
  public double radius() {
    return distances[verified[0]];
  }

  /**
   * Whether all sources were verified, so that nothing is left to chance.
   *
   * @return true if it is the exact landscape
   */
  public boolean isExact() {
    return verified.length == distances.length;
  }

  /**
   * What the draw says about the sources that it was made from: those behind the first ones of the
   * screen.
   *
   * @return the bound
   */
  public DrawnBound bound() {
    return bound;
  }

  /**
   * All exact distances.
   *
   * @return a copy, by source; NaN where a source was not verified
   */
  public double[] distances() {
    return distances.clone();
  }

  /**
   * The greatest distance of a source that was drawn.
   *
   * @return at least 0; empty if none was drawn
   */
  public OptionalDouble greatestDrawn() {
    return Arrays.stream(drawn).mapToDouble(source -> distances[source]).max();
  }

  /**
   * The counterfactuals that were not generated, as a share of all.
   *
   * @return from 0 to 1
   */
  public double saved() {
    return 1 - (double) verified.length / distances.length;
  }

  /** Equal when exact distances, what was verified and drawn, and what holds are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ScreenedLandscape that
        && Arrays.equals(distances, that.distances)
        && Arrays.equals(drawn, that.drawn)
        && bound.equals(that.bound)
        && certain == that.certain;
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(distances), Arrays.hashCode(drawn), bound, certain);
  }

  @Override
  public String toString() {
    return "ScreenedLandscape["
        + verified.length
        + " of "
        + sources()
        + " sources verified, radius "
        + (isExact() ? "" : "at least ")
        + radius()
        + "]";
  }
}
