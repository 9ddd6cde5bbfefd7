package org.abc4j.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Whether the counterfactual distances of one sample's sources are more than what leaving out as
 * many members does by itself, judged by placebos: distances of words that no source holds.
 *
 * <p><b>What is assumed.</b> The words of the sources and those of the placebos were designed as
 * one set and dealt at random. A source that leaves no trace in the members it is given to could
 * then hold any of the placebos' words instead of its own, so its distance and those of the
 * placebos are exchangeable: each order of them is equally likely, whatever the other sources do.
 * Nothing else is assumed: neither a distribution nor independence. Words that are merely left over
 * of a code need not be exchangeable with those in use.
 *
 * <p>"No trace" is meant over trainings: an item that teaches nothing still makes splits larger,
 * and so moves every draw behind it. Had a source held another word, weights would have other bits,
 * drawn from the same distribution. The statements hold over the deal and the trainings' draws
 * together, not for one seed.
 *
 * <p><b>Who can be tested.</b> This class sees distances only, and a code does not say how its
 * words came to its sources: one that was dealt ({@link org.abc4j.codebook.Codebook#assign assign})
 * and one that was given out in order ({@link org.abc4j.codebook.Codebook#assignInOrder
 * assignInOrder}) look the same once they are read from a file, which lists who holds which word.
 * Nothing is refused here; whoever trained the ensemble must know that the words were dealt. Nor do
 * words qualify that were given up by sources who were removed (they are reserved, behind all
 * others) if whom to remove was chosen by the words or by distances: the farthest sources' words
 * are no placebos.
 *
 * <p><b>What follows</b> for N sources and P placebos, of which k(s) lie at least as far as source
 * s (ties count against the source):
 *
 * <ul>
 *   <li>{@link #pValue}, (1 + k) / (P + 1), for a source that was chosen without looking at the
 *       distances. It is at least 1/(P + 1).
 *   <li>{@link #adjustedPValue}, for a source that was found by looking at all of them: the
 *       probability that, if no source left a trace, the farthest of N sources had at most k
 *       placebos at least as far, 1 − ∏ᵢ₌₀ᵏ (P − i)/(N + P − i). Naming all sources for which it is
 *       at most α names any that left no trace with probability at most α, whichever they are
 *       (fewer sources without a trace only make it less likely). It is at least N/(N + P).
 *   <li>{@link #pValueOfBeyondAll}, for the sources as a whole: the probability that, if none left
 *       a trace, at least as many as were found lie beyond all placebos, ∏ᵢ₌₀ᵇ⁻¹ (N − i)/(N + P −
 *       i). That it is small says that some left a trace, not which.
 * </ul>
 *
 * <p><b>How many reserved words that takes</b> at a level α, before anything is trained: 1/α − 1
 * for a source that was chosen beforehand (19 at 5 %), N/α − N for the farthest of N (1,216 of 64):
 * {@link #placebosNeeded(long, double)}. With fewer, no distance however great gives a verdict.
 *
 * <p>The three are statements about one sample. Immutable and thread-safe.
 */
public final class PlaceboTest {
  private final double[] distances;

  /** In increasing order. */
  private final double[] placebos;

  private PlaceboTest(double[] distances, double[] placebos) {
    this.distances = requireDistances("sources", distances);
    this.placebos = requireDistances("placebos", placebos);
    Arrays.sort(this.placebos);
    if (distances.length == 0) {
      throw new IllegalArgumentException("a placebo test needs at least 1 source, found none");
    }
  }

  private static double[] requireDistances(String of, double[] distances) {
    double[] copy = distances.clone();
    for (int i = 0; i < copy.length; i++) {
      if (!(copy[i] >= 0)) {
        throw new IllegalArgumentException(
            "distances of " + of + " are at least 0, number " + i + " is " + copy[i]);
      }
      // −0 is equal to 0 but sorted before it.
      copy[i] += 0.0;
    }
    return copy;
  }

  /**
   * The test of one sample's distances.
   *
   * @param distances of the sources' counterfactuals, at least one
   * @param placebos of the placebos' counterfactuals, in the same distance; may be none
   * @return the test
   * @throws IllegalArgumentException if there is no source, or a distance is negative or NaN
   */
  public static PlaceboTest of(double[] distances, double[] placebos) {
    return new PlaceboTest(distances, placebos);
  }

  /**
   * Number of sources.
   *
   * @return N
   */
  public int sources() {
    return distances.length;
  }

  /**
   * Number of placebos.
   *
   * @return P
   */
  public int placebos() {
    return placebos.length;
  }

  /**
   * How many placebos lie at least as far as a source.
   *
   * @param source index of the source
   * @return k, from 0 to P
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public int atLeastAsFar(int source) {
    double distance = distances[source];
    int low = 0;
    int high = placebos.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (placebos[middle] < distance) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return placebos.length - low;
  }

  /**
   * The p-value of a source that was chosen without looking at the distances.
   *
   * @param source index of the source
   * @return from 1/(P + 1) to 1; 1 without placebos
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public double pValue(int source) {
    return (1.0 + atLeastAsFar(source)) / (placebos.length + 1.0);
  }

  /**
   * The p-value of a source that was found by looking at all of them.
   *
   * @param source index of the source
   * @return from N/(N + P) to 1
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public double adjustedPValue(int source) {
    return adjusted(atLeastAsFar(source));
  }

  /**
   * Probability that the farthest of N has at most k placebos at least as far, as the sum over how
   * many it has: 1 − ∏ would round a level away.
   */
  private double adjusted(int k) {
    if (k == placebos.length) {
      return 1;
    }
    double all = (double) distances.length + placebos.length;
    double farther = 1;
    double sum = 0;
    for (int j = 0; j <= k; j++) {
      sum += farther * distances.length / (all - j);
      farther *= (placebos.length - j) / (all - j);
    }
    return Math.min(1, sum);
  }

  /**
   * The least that {@link #pValue} can be.
   *
   * @return 1/(P + 1)
   */
  public double leastPValue() {
    return 1 / (placebos.length + 1.0);
  }

  /**
   * The least that {@link #adjustedPValue} can be, however far a source lies.
   *
   * @return N/(N + P)
   */
  public double leastAdjustedPValue() {
    return adjusted(0);
  }

  /**
   * How many placebos it takes for {@link #adjustedPValue} to be able to reach a level.
   *
   * @param level α, above 0 and below 1
   * @return the least P with N/(N + P) ≤ α, as {@link #named} compares them; {@code Long.MAX_VALUE}
   *     if there is none below
   * @throws IllegalArgumentException if the level is none
   */
  public long placebosNeeded(double level) {
    return placebosNeeded(distances.length, level);
  }

  /**
   * How many placebos it takes to be able to name the farthest of some sources, or, for one source,
   * one that was chosen without looking: known before anything is trained.
   *
   * @param sources N, at least 1
   * @param level α, above 0 and below 1
   * @return the least P with N/(N + P) ≤ α
   * @throws IllegalArgumentException if there is no source, or the level is none
   */
  public static long placebosNeeded(long sources, double level) {
    requireLevel(level);
    if (sources < 1) {
      throw new IllegalArgumentException(
          "a placebo test needs at least 1 source, found " + sources);
    }
    // By bisection of the comparison itself: a formula for P would round, up or down, for a level
    // that N/(N + P) just reaches, and for large P by many.
    long low = 0;
    long high = Long.MAX_VALUE;
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (sources / ((double) sources + middle) <= level) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * The sources of which it can be said that they left a trace, all sources having been looked at.
   *
   * @param level α, above 0 and below 1: the probability of naming any source that left none
   * @return the indices of those whose {@link #adjustedPValue} is at most that, in increasing order
   * @throws IllegalArgumentException if the level is none
   */
  public int[] named(double level) {
    requireLevel(level);
    int most = -1;
    // Not by bisection: sums grow with k, and the first that is too large ends the search.
    double all = (double) distances.length + placebos.length;
    double farther = 1;
    double sum = 0;
    for (int k = 0; k < placebos.length; k++) {
      sum += farther * distances.length / (all - k);
      if (!(sum <= level)) {
        break;
      }
      most = k;
      farther *= (placebos.length - k) / (all - k);
    }
    int allowed = most;
    return IntStream.range(0, distances.length)
        .filter(source -> atLeastAsFar(source) <= allowed)
        .toArray();
  }

  private static void requireLevel(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("a level lies between 0 and 1, found " + level);
    }
  }

  /**
   * How many sources lie farther than every placebo.
   *
   * @return b, from 0 to N; N without placebos
   */
  public int beyondAll() {
    double farthest = placebos.length == 0 ? -1 : placebos[placebos.length - 1];
    return (int) Arrays.stream(distances).filter(distance -> distance > farthest).count();
  }

  /**
   * How many sources would lie farther than every placebo on average if none left a trace.
   *
   * @return N/(P + 1)
   */
  public double expectedBeyondAll() {
    return distances.length / (placebos.length + 1.0);
  }

  /**
   * The p-value of the number of sources beyond all placebos.
   *
   * @return the probability of at least as many if none left a trace; 1 without placebos
   */
  public double pValueOfBeyondAll() {
    int beyond = beyondAll();
    double all = (double) distances.length + placebos.length;
    double probability = 1;
    for (int i = 0; i < beyond; i++) {
      probability *= (distances.length - i) / (all - i);
    }
    return probability;
  }

  @Override
  public String toString() {
    return "PlaceboTest[" + distances.length + " sources, " + placebos.length + " placebos]";
  }
}
