package org.abc4j.attribution;

/**
 * Visual attribution (section 3.2): sources by the least distance of one of their items to the
 * sample.
 *
 * <p>Immutable and thread-safe.
 */
public final class VisualAttribution implements Attribution {
  private final Ranking ranking;
  private final long[] nearest;

  VisualAttribution(double[] distances, long[] nearest) {
    this.ranking = Ranking.of("visual distance", distances);
    this.nearest = nearest.clone();
  }

  /**
   * An attribution of given distances, as a {@link VisualAttributor} found them.
   *
   * @param distances the least distance of each source's items, each at least 0
   * @param nearest for each source the item that lies there, at least 0
   * @return the attribution
   * @throws IllegalArgumentException if there is no source, a distance is negative or NaN, an item
   *     is negative, or there is not one item for each source
   */
  public static VisualAttribution of(double[] distances, long[] nearest) {
    if (nearest.length != distances.length) {
      throw new IllegalArgumentException(
          "each source has one nearest item, found "
              + nearest.length
              + " items for "
              + distances.length
              + " sources");
    }
    for (int s = 0; s < nearest.length; s++) {
      if (nearest[s] < 0) {
        throw new IllegalArgumentException(
            "items are numbered from 0, the nearest of source " + s + " is " + nearest[s]);
      }
    }
    return new VisualAttribution(distances, nearest);
  }

  @Override
  public int sources() {
    return ranking.size();
  }

  @Override
  public double distance(int source) {
    return ranking.score(source);
  }

  /** The sources with the nearest items. */
  @Override
  public int[] top(int k) {
    return ranking.least(k);
  }

  /** The visual similarity rank: 0 for the nearest (a single source has rank 0). */
  @Override
  public double rank(int source) {
    return ranking.rank(source, 0);
  }

  /**
   * The item of a source that is nearest to the sample.
   *
   * @param source index of the source
   * @return index of the item; among equals the least
   * @throws IllegalArgumentException if there is no such source
   */
  public long nearestItem(int source) {
    ranking.score(source);
    return nearest[source];
  }

  @Override
  public String toString() {
    return "VisualAttribution[" + sources() + " sources]";
  }
}
