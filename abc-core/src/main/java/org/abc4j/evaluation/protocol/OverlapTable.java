package org.abc4j.evaluation.protocol;

import java.util.HashSet;
import java.util.List;
import org.abc4j.evaluation.Proportion;
import org.abc4j.evaluation.TopKOverlap;

/**
 * How often the first k sources of two attributions have one in common, for all pairs of
 * attributions (sections 3.2 and C.3; Table 4 with k = 8, Figure 10 with k = 1, 3 and 8). A table
 * costs nothing beyond the attributions, one of each kind a sample.
 *
 * <p>The table is symmetric. What chance gives is the same for all pairs: {@link #chance()}, exact
 * and as below Table 4. {@link #pValue} takes samples for independent; those of one ensemble share
 * its members, so that a small value says that the two agree on these members.
 *
 * <p>Immutable and thread-safe.
 */
public final class OverlapTable {
  private final List<String> names;
  private final TopKOverlap.Null chance;
  private final int samples;

  /** Samples whose lists share a source, by pair. */
  private final int[][] nonEmpty;

  /** Shared sources over all samples, by pair. */
  private final long[][] shared;

  private OverlapTable(List<String> names, TopKOverlap.Null chance, List<TopSources> samples) {
    this.names = names;
    this.chance = chance;
    this.samples = samples.size();
    int n = names.size();
    this.nonEmpty = new int[n][n];
    this.shared = new long[n][n];
    for (TopSources sample : samples) {
      count(sample);
    }
  }

  private void count(TopSources sample) {
    int k = chance.k();
    for (int a = 0; a < names.size(); a++) {
      for (int b = 0; b <= a; b++) {
        TopKOverlap overlap =
            TopKOverlap.between(sample.top(names.get(a), k), sample.top(names.get(b), k));
        nonEmpty[a][b] += overlap.isNonEmpty() ? 1 : 0;
        shared[a][b] += overlap.size();
        nonEmpty[b][a] = nonEmpty[a][b];
        shared[b][a] = shared[a][b];
      }
    }
  }

  /**
   * The table of some samples.
   *
   * @param k how many sources of each list are compared, from 1 to their length
   * @param samples at least one, with lists of the same names over the same number of sources
   * @return the table, with names in the order of the first sample
   * @throws IllegalArgumentException if there is no sample, one has other names or another number
   *     of sources than the first, or lists shorter than {@code k}, naming it by its index
   */
  public static OverlapTable of(int k, List<TopSources> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("a table is of at least 1 sample, found none");
    }
    TopSources first = samples.get(0);
    for (int i = 0; i < samples.size(); i++) {
      TopSources sample = samples.get(i);
      if (sample.sources() != first.sources()
          || sample.names().size() != first.names().size()
          || !new HashSet<>(sample.names()).containsAll(first.names())) {
        throw new IllegalArgumentException(
            "samples of one table have lists of the same names and sources, found "
                + first
                + " and, for sample "
                + i
                + ", "
                + sample);
      }
      if (k < 1 || k > sample.length()) {
        throw new IllegalArgumentException(
            "lists of sample " + i + " have " + sample.length() + " sources, k is " + k);
      }
    }
    return new OverlapTable(first.names(), TopKOverlap.Null.of(first.sources(), k), samples);
  }

  /**
   * Names of the attributions, which rows and columns are.
   *
   * @return at least one
   */
  public List<String> names() {
    return names;
  }

  /**
   * Number of samples.
   *
   * @return at least 1
   */
  public int samples() {
    return samples;
  }

  /**
   * What two random lists would give; the paper's numbers are those named "with replacement".
   *
   * @return the distribution of one sample's overlap, for N and k
   */
  public TopKOverlap.Null chance() {
    return chance;
  }

  /**
   * How many samples' lists share a source, which is what Table 4 gives.
   *
   * @param first name of one attribution
   * @param second name of another, or the same
   * @return the count of the pair, out of all samples
   * @throws IllegalArgumentException if there is no such attribution
   */
  public Proportion nonEmpty(String first, String second) {
    return new Proportion(nonEmpty[index(first)][index(second)], samples);
  }

  /**
   * How many sources the lists share on average.
   *
   * @param first name of one attribution
   * @param second name of another, or the same
   * @return from 0 to k; chance has {@code chance().mean()}
   * @throws IllegalArgumentException if there is no such attribution
   */
  public double meanShared(String first, String second) {
    return (double) shared[index(first)][index(second)] / samples;
  }

  /**
   * The probability that chance makes at least as many samples' lists share a source, exact.
   *
   * @param first name of one attribution
   * @param second name of another
   * @return from 0 to 1
   * @throws IllegalArgumentException if there is no such attribution
   */
  public double pValue(String first, String second) {
    return chance.pValue(nonEmpty[index(first)][index(second)], samples);
  }

  private int index(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "this table is of " + names + ", found no \"" + name + "\"");
    }
    return index;
  }

  @Override
  public String toString() {
    return "OverlapTable[top "
        + chance.k()
        + " of "
        + chance.sources()
        + " sources, "
        + samples
        + " samples, "
        + names
        + "]";
  }
}
