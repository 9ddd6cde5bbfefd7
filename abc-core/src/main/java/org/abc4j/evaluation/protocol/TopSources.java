package org.abc4j.evaluation.protocol;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.attribution.Attribution;

/**
 * The first sources of one sample by each of several attributions: all that an {@link OverlapTable}
 * needs of the sample. It costs nothing beyond the attributions.
 *
 * <p>Equal distances stand in the order of the sources, as {@link Attribution#top} has them; where
 * many distances are equal, lists agree for that reason alone.
 *
 * <p>Immutable and thread-safe; arrays are copied in and out.
 */
public final class TopSources {
  private final int sources;
  private final int length;
  private final Map<String, int[]> lists;

  private TopSources(int sources, int length, Map<String, int[]> lists) {
    this.sources = sources;
    this.length = length;
    this.lists = Collections.unmodifiableMap(lists);
  }

  /**
   * The first sources by each attribution.
   *
   * @param attributions attributions of one sample by their names, at least one; tables keep the
   *     order that the map has
   * @param k how many sources of each, from 1 to their number N
   * @return the lists
   * @throws IllegalArgumentException if there is no attribution, two are of different numbers of
   *     sources, or {@code k} is out of range
   */
  public static TopSources of(Map<String, ? extends Attribution> attributions, int k) {
    Map<String, int[]> lists = new LinkedHashMap<>();
    int sources = 0;
    String first = null;
    for (Map.Entry<String, ? extends Attribution> entry : attributions.entrySet()) {
      Attribution attribution = entry.getValue();
      if (first == null) {
        first = entry.getKey();
        sources = attribution.sources();
        requireLength(k, sources);
      } else if (attribution.sources() != sources) {
        throw new IllegalArgumentException(
            "attributions of one sample are to the same sources, found "
                + sources
                + " by "
                + first
                + " and "
                + attribution.sources()
                + " by "
                + entry.getKey());
      }
      lists.put(entry.getKey(), attribution.top(k));
    }
    return ofLists(sources, lists);
  }

  /**
   * Lists that were found before.
   *
   * @param sources N, at least 1
   * @param lists for each name different sources from 0 to N − 1, the most attributed first, as
   *     many for each
   * @return the lists
   * @throws IllegalArgumentException if there is no list, their lengths differ, or one is empty,
   *     names a source twice or one that is none
   */
  public static TopSources ofLists(int sources, Map<String, int[]> lists) {
    if (lists.isEmpty()) {
      throw new IllegalArgumentException("a sample has at least 1 list of sources, found none");
    }
    Map<String, int[]> own = new LinkedHashMap<>();
    int length = -1;
    for (Map.Entry<String, int[]> entry : lists.entrySet()) {
      int[] list = entry.getValue().clone();
      if (length < 0) {
        length = list.length;
        requireLength(length, sources);
      }
      requireSources(entry.getKey(), list, sources, length);
      own.put(entry.getKey(), list);
    }
    return new TopSources(sources, length, own);
  }

  private static void requireLength(int k, int sources) {
    if (k < 1 || k > sources) {
      throw new IllegalArgumentException(
          "lists have from 1 to all of " + sources + " sources, found " + k);
    }
  }

  private static void requireSources(String name, int[] list, int sources, int length) {
    if (list.length != length) {
      throw new IllegalArgumentException(
          "lists of one sample have the same length, found "
              + length
              + " and "
              + list.length
              + " by "
              + name);
    }
    boolean[] seen = new boolean[sources];
    for (int source : list) {
      if (source < 0 || source >= sources) {
        throw new IllegalArgumentException(
            "sources are numbered 0 to " + (sources - 1) + ", " + name + " names " + source);
      }
      if (seen[source]) {
        throw new IllegalArgumentException(
            "a list names each source once, " + name + " names " + source + " twice");
      }
      seen[source] = true;
    }
  }

  /**
   * Number of sources.
   *
   * @return N, at least 1
   */
  public int sources() {
    return sources;
  }

  /**
   * Length of the lists.
   *
   * @return from 1 to N
   */
  public int length() {
    return length;
  }

  /**
   * Names of the attributions.
   *
   * @return at least one, in the order that they were given in
   */
  public List<String> names() {
    return List.copyOf(lists.keySet());
  }

  /**
   * The first sources by an attribution.
   *
   * @param name its name
   * @param k how many, from 1 to {@link #length()}
   * @return their indices, the most attributed first
   * @throws IllegalArgumentException if there is no such attribution, or {@code k} is out of range
   */
  public int[] top(String name, int k) {
    int[] list = lists.get(name);
    if (list == null) {
      throw new IllegalArgumentException(
          "this sample has lists by " + names() + ", found no \"" + name + "\"");
    }
    if (k < 1 || k > length) {
      throw new IllegalArgumentException(
          "this sample has lists of " + length + " sources, found " + k + " asked for");
    }
    return Arrays.copyOf(list, k);
  }

  @Override
  public String toString() {
    return "TopSources[" + length + " of " + sources + " sources by " + names() + "]";
  }
}
