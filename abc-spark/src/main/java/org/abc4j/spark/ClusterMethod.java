package org.abc4j.spark;

import java.io.Serializable;
import java.util.Locale;
import org.abc4j.attribution.Distance;

/**
 * How a landscape is computed. Immutable.
 *
 * @param kind exactly, to first order, or screened
 * @param distance how far samples are from each other
 * @param first how many of a screen's first are verified
 * @param drawn how many others are, drawn uniformly
 * @param seed what they are drawn by
 * @serial exclude
 */
public record ClusterMethod(Kind kind, Metric distance, int first, int drawn, long seed)
    implements Serializable {

  /** Which counterfactuals are generated. */
  public enum Kind {
    /** All, by ablation. */
    EXACT,
    /** None: all sources to first order, of one Jacobian. */
    DIFFERENTIAL,
    /** Those of the first sources to first order, and of some that are drawn. */
    SCREENED;

    /** As tables name it. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Distances that executors know by name. */
  public enum Metric {
    /** The Euclidean distance. */
    EUCLIDEAN,
    /** The same, the smaller of with and without one image mirrored. */
    FLIP_AGNOSTIC;

    /** As tables name it. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The distance. */
    Distance distance() {
      return this == EUCLIDEAN ? Distance.euclidean() : Distance.flipAgnosticEuclidean();
    }
  }

  /**
   * Checks the values.
   *
   * @param kind exactly, to first order, or screened
   * @param distance how far samples are from each other
   * @param first how many of a screen's first are verified, at least 0
   * @param drawn how many others are, at least 0
   * @param seed what they are drawn by
   * @throws IllegalArgumentException if a number is out of range, or nothing is verified of what is
   *     screened
   */
  public ClusterMethod {
    if (first < 0 || drawn < 0 || kind == Kind.SCREENED && first + drawn == 0) {
      throw new IllegalArgumentException(
          "of a screen 1 or more sources are verified, found "
              + first
              + " first and "
              + drawn
              + " drawn");
    }
  }

  /**
   * The exact counterfactual of each source.
   *
   * @return the method, by Euclidean distance
   */
  public static ClusterMethod exact() {
    return new ClusterMethod(Kind.EXACT, Metric.EUCLIDEAN, 0, 0, 0);
  }

  /**
   * Differential ablation.
   *
   * @return the method, by Euclidean distance
   */
  public static ClusterMethod differential() {
    return new ClusterMethod(Kind.DIFFERENTIAL, Metric.EUCLIDEAN, 0, 0, 0);
  }

  /**
   * Differential ablation, of which some sources are verified.
   *
   * @param first how many of the first, at least 0
   * @param drawn how many others, at least 0
   * @param seed what they are drawn by
   * @return the method, by Euclidean distance
   * @throws IllegalArgumentException if nothing is verified
   */
  public static ClusterMethod screened(int first, int drawn, long seed) {
    return new ClusterMethod(Kind.SCREENED, Metric.EUCLIDEAN, first, drawn, seed);
  }

  /**
   * By another distance.
   *
   * @param other the distance
   * @return a copy
   */
  public ClusterMethod withDistance(Metric other) {
    return new ClusterMethod(kind, other, first, drawn, seed);
  }
}
