package org.abc4j.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The pictures of the sources that lie farthest of those seen so far; among equal ones those of
 * least index, as {@link org.abc4j.attribution.Landscape#top} has it. So many are held and no more,
 * whatever the number of sources.
 */
final class FarthestPictures {
  private static final Comparator<Entry> NEAREST_FIRST =
      Comparator.comparingDouble(Entry::distance)
          .thenComparing(Comparator.comparingInt(Entry::source).reversed());

  private final int most;
  private final PriorityQueue<Entry> held = new PriorityQueue<>(NEAREST_FIRST);

  /** A source's picture. */
  static final class Entry {
    private final int source;
    private final double distance;
    private final float[] image;

    Entry(int source, double distance, float[] image) {
      this.source = source;
      this.distance = distance;
      this.image = image;
    }

    int source() {
      return source;
    }

    double distance() {
      return distance;
    }

    float[] image() {
      return image;
    }
  }

  FarthestPictures(int most) {
    this.most = most;
  }

  /** Sees a picture, which is kept if it is among the farthest. */
  void add(int source, double distance, float[] image) {
    held.add(new Entry(source, distance, image));
    if (held.size() > most) {
      held.remove();
    }
  }

  /** Those that are held, the farthest first. */
  List<Entry> farthestFirst() {
    List<Entry> entries = new ArrayList<>(held);
    entries.sort(NEAREST_FIRST.reversed());
    return entries;
  }
}
