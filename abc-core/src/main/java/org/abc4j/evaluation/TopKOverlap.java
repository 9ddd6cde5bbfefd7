package org.abc4j.evaluation;

import java.util.Arrays;
import org.apache.commons.math3.special.Beta;

/**
 * The sources that two attributions of one sample both have among their top k (section 3.4, Table
 * 4: visual against counterfactual attribution, k = 8).
 *
 * <p>Immutable and thread-safe.
 */
public final class TopKOverlap {
  private final int k;
  private final int[] shared;

  private TopKOverlap(int k, int[] shared) {
    this.k = k;
    this.shared = shared;
  }

  /**
   * Overlap of two lists. The order within a list does not matter.
   *
   * @param first indices of k ≥ 1 different sources, none negative
   * @param second indices of k different sources, none negative
   * @return their overlap
   * @throws IllegalArgumentException if the lengths differ or are 0, if an index is negative, or if
   *     a list names a source twice
   */
  public static TopKOverlap between(int[] first, int[] second) {
    if (first.length != second.length || first.length == 0) {
      throw new IllegalArgumentException(
          "both lists must have the same length k of at least 1, found "
              + first.length
              + " and "
              + second.length);
    }
    int[] a = sortedSources("first", first);
    int[] b = sortedSources("second", second);
    int[] shared = new int[a.length];
    int size = 0;
    for (int source : a) {
      if (Arrays.binarySearch(b, source) >= 0) {
        shared[size++] = source;
      }
    }
    return new TopKOverlap(a.length, Arrays.copyOf(shared, size));
  }

  private static int[] sortedSources(String name, int[] list) {
    for (int i = 0; i < list.length; i++) {
      if (list[i] < 0) {
        throw new IllegalArgumentException(
            "a source's index is at least 0, found " + name + "[" + i + "] = " + list[i]);
      }
    }
    int[] sorted = list.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        throw new IllegalArgumentException(
            "a list names each source once, the " + name + " names source " + sorted[i] + " twice");
      }
    }
    return sorted;
  }

  /**
   * Length of each list.
   *
   * @return k, at least 1
   */
  public int k() {
    return k;
  }

  /**
   * Number of shared sources.
   *
   * @return a value from 0 to k
   */
  public int size() {
    return shared.length;
  }

  /**
   * Whether any source is shared, which is what Table 4 counts.
   *
   * @return whether {@link #size()} is positive
   */
  public boolean isNonEmpty() {
    return shared.length > 0;
  }

  /**
   * The shared sources.
   *
   * @return a copy of their indices, ascending
   */
  public int[] shared() {
    return shared.clone();
  }

  @Override
  public String toString() {
    return "TopKOverlap[" + shared.length + " of " + k + "]";
  }

  /**
   * What chance alone gives: two subsets of k sources, each uniformly random among all subsets of
   * that size of N sources.
   *
   * <p>The size of their intersection then has the hypergeometric distribution C(k, j)·C(N − k, k −
   * j) / C(N, k). The paper's "158.73 with a standard deviation 11.58" below Table 4 (N = 384, k =
   * 8, 1024 samples) is that of 1 − (1 − k/N)^k instead, as if the k sources of one list were drawn
   * with replacement; the exact numbers are 160.09 and 11.62. Both are here.
   *
   * <p>All probabilities are exact up to a rounding of about k·1e-16, relative, also where they are
   * tiny. Immutable and thread-safe.
   */
  public static final class Null {
    private final int sources;
    private final int k;

    private Null(int sources, int k) {
      this.sources = sources;
      this.k = k;
    }

    /**
     * Chance for given sizes.
     *
     * @param sources N, at least 1
     * @param k length of each list, from 1 to N
     * @return the distribution
     * @throws IllegalArgumentException if a value is out of range
     */
    public static Null of(int sources, int k) {
      if (!(k >= 1 && k <= sources)) {
        throw new IllegalArgumentException(
            "k must be from 1 to the number of sources, found k = " + k + " of " + sources);
      }
      return new Null(sources, k);
    }

    /**
     * Number of sources.
     *
     * @return N, at least k
     */
    public int sources() {
      return sources;
    }

    /**
     * Length of each list.
     *
     * @return k, at least 1
     */
    public int k() {
      return k;
    }

    /**
     * Probability that the two lists share a source, 1 − C(N − k, k)/C(N, k).
     *
     * @return a value in (0, 1]; 1 if k > N/2
     */
    public double probabilityNonEmpty() {
      if (k > sources - k) {
        return 1;
      }
      // log Π (N − k − i)/(N − i); from 1 − Π itself a small probability would come out rough.
      double log = 0;
      for (int i = 0; i < k; i++) {
        log += StrictMath.log1p(-(double) k / (sources - i));
      }
      return -StrictMath.expm1(log);
    }

    /**
     * Probability that the two lists share exactly a given number of sources.
     *
     * @param shared any number
     * @return its probability; 0 outside max(0, 2k − N) to k
     */
    public double pmf(int shared) {
      if (shared < Math.max(0, k - (sources - k)) || shared > k) {
        return 0;
      }
      ScaledProduct product = new ScaledProduct();
      product.timesBinomial(k, shared);
      product.timesBinomial(sources - k, k - shared);
      product.overBinomial(sources, k);
      return product.value();
    }

    /**
     * Mean size of the intersection.
     *
     * @return k²/N
     */
    public double mean() {
      return (double) k / sources * k;
    }

    /**
     * Variance of the size of the intersection.
     *
     * @return (k²/N)·(1 − k/N)·(N − k)/(N − 1), and 0 for N = 1
     */
    public double variance() {
      if (sources == 1) {
        return 0;
      }
      double unnamed = sources - k;
      return mean() * (unnamed / sources) * (unnamed / (sources - 1));
    }

    /**
     * Mean number of samples, out of independent ones, whose two lists share a source.
     *
     * @param trials number of samples, at least 0
     * @return {@code trials} · {@link #probabilityNonEmpty()}
     * @throws IllegalArgumentException if {@code trials} is negative
     */
    public double expectedNonEmpty(int trials) {
      return requireTrials(trials) * probabilityNonEmpty();
    }

    /**
     * Standard deviation of the number of samples, out of independent ones, whose two lists share a
     * source.
     *
     * @param trials number of samples, at least 0
     * @return √(trials·p·(1 − p)), p = {@link #probabilityNonEmpty()}
     * @throws IllegalArgumentException if {@code trials} is negative
     */
    public double sdNonEmpty(int trials) {
      return binomialSd(requireTrials(trials), probabilityNonEmpty(), pmf(0));
    }

    /**
     * Probability that chance gives at least as many samples with a shared source as were observed,
     * the samples being independent: the upper tail of the binomial distribution.
     *
     * @param observed number of samples whose lists share a source, from 0 to {@code trials}
     * @param trials number of samples, at least 0
     * @return P(X ≥ observed), in [0, 1]; 0 where it is less than the least {@code double}
     * @throws IllegalArgumentException if {@code trials} is negative or {@code observed} not in
     *     range
     */
    public double pValue(int observed, int trials) {
      requireTrials(trials);
      if (observed < 0 || observed > trials) {
        throw new IllegalArgumentException(
            "observed must be from 0 to trials, found " + observed + " of " + trials);
      }
      // I(p; observed, trials − observed + 1), which has no value for observed = 0.
      return observed == 0
          ? 1
          : Beta.regularizedBeta(probabilityNonEmpty(), observed, (double) trials - observed + 1);
    }

    /**
     * The approximation behind the paper's numbers below Table 4: the probability that k draws with
     * replacement touch a given set of k sources. It is less than {@link #probabilityNonEmpty()}
     * unless k is 1 or N.
     *
     * @return 1 − (1 − k/N)^k
     */
    public double probabilityNonEmptyWithReplacement() {
      return -StrictMath.expm1(k * StrictMath.log1p(-(double) k / sources));
    }

    /**
     * {@link #expectedNonEmpty} by {@link #probabilityNonEmptyWithReplacement()}; the paper's
     * 158.73.
     *
     * @param trials number of samples, at least 0
     * @return {@code trials} · that probability
     * @throws IllegalArgumentException if {@code trials} is negative
     */
    public double expectedNonEmptyWithReplacement(int trials) {
      return requireTrials(trials) * probabilityNonEmptyWithReplacement();
    }

    /**
     * {@link #sdNonEmpty} by {@link #probabilityNonEmptyWithReplacement()}; the paper's 11.58.
     *
     * @param trials number of samples, at least 0
     * @return √(trials·p·(1 − p)) of that probability
     * @throws IllegalArgumentException if {@code trials} is negative
     */
    public double sdNonEmptyWithReplacement(int trials) {
      double empty = StrictMath.exp(k * StrictMath.log1p(-(double) k / sources));
      return binomialSd(requireTrials(trials), probabilityNonEmptyWithReplacement(), empty);
    }

    private static double binomialSd(int trials, double p, double complement) {
      return Math.sqrt(trials * p * complement);
    }

    private static int requireTrials(int trials) {
      if (trials < 0) {
        throw new IllegalArgumentException("trials must be at least 0, found " + trials);
      }
      return trials;
    }

    @Override
    public String toString() {
      return "Null[two random lists of " + k + " of " + sources + " sources]";
    }
  }
}
