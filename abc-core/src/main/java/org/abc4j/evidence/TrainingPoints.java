package org.abc4j.evidence;

import java.util.Arrays;
import java.util.Objects;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;

/**
 * What members were trained on, point by point, and which points came from which source: the items
 * themselves and, where training mirrored them at random, each item's mirror image too.
 *
 * <p>Points are asked for when they are needed, so there may be more than memory holds. Immutable
 * and thread-safe.
 */
public final class TrainingPoints {
  private final Rows rows;
  private final DataSources sources;
  private final int copies;

  private TrainingPoints(Rows rows, DataSources sources, int copies) {
    this.rows = rows;
    this.sources = sources;
    this.copies = copies;
  }

  /**
   * Items as members saw them, normalised.
   *
   * @param items item i of the sources in row i
   * @param sources which item comes from which source, at most 2³¹ − 1 of them
   * @return the points, one an item
   * @throws IllegalArgumentException if there are more or fewer rows than items
   */
  public static TrainingPoints of(Rows items, DataSources sources) {
    Objects.requireNonNull(items, "items");
    if (items.rows() != sources.items()) {
      throw new IllegalArgumentException(
          "the sources have " + sources.items() + " items, found " + items.rows() + " rows");
    }
    return new TrainingPoints(items, sources, 1);
  }

  /**
   * The same items, and the mirror image of each as a further point of its source. Point i + items
   * is item i mirrored left to right.
   *
   * @return twice as many points
   * @throws IllegalStateException if mirror images are among the points already
   */
  public TrainingPoints withFlips() {
    if (copies != 1) {
      throw new IllegalStateException("mirror images are among the points already");
    }
    return new TrainingPoints(new WithMirrored(rows), sources, 2);
  }

  /**
   * The points.
   *
   * @return a row a point
   */
  public Rows rows() {
    return rows;
  }

  /** The points that are no mirror images, item i of the sources in row i. */
  Rows items() {
    return rows instanceof WithMirrored both ? both.plain() : rows;
  }

  /** Whether mirror images are among the points. */
  boolean hasFlips() {
    return copies != 1;
  }

  /**
   * The shape of a point.
   *
   * @return the shape
   */
  public Shape shape() {
    return rows.shape();
  }

  /**
   * Number of points.
   *
   * @return at least {@link #sources()}
   */
  public int count() {
    return rows.rows();
  }

  /**
   * Number of sources.
   *
   * @return N
   */
  public int sources() {
    return Math.toIntExact(sources.count());
  }

  /**
   * The points of a source.
   *
   * @param source index of the source
   * @return at least one index, in increasing order
   * @throws IllegalArgumentException if there is no such source
   */
  public int[] ofSource(int source) {
    int[] items = Arrays.stream(sources.itemsOf(source)).mapToInt(Math::toIntExact).toArray();
    int[] points = Arrays.copyOf(items, items.length * copies);
    for (int k = items.length; k < points.length; k++) {
      points[k] = items[k - items.length] + rows.rows() / copies;
    }
    return points;
  }

  @Override
  public String toString() {
    return count() + " points of " + sources + (copies == 1 ? "" : ", with mirror images");
  }

  /** Rows, and behind them the mirror image of each. */
  private record WithMirrored(Rows plain) implements Rows {
    WithMirrored {
      Math.multiplyExact(plain.rows(), 2);
    }

    @Override
    public Shape shape() {
      return plain.shape();
    }

    @Override
    public int rows() {
      return 2 * plain.rows();
    }

    @Override
    public void copyRow(int row, float[] into) {
      Objects.checkIndex(row, rows());
      plain.copyRow(row % plain.rows(), into);
      if (row < plain.rows()) {
        return;
      }
      int width = shape().width();
      for (int line = 0; line < shape().size(); line += width) {
        for (int left = line, right = line + width - 1; left < right; left++, right--) {
          float value = into[left];
          into[left] = into[right];
          into[right] = value;
        }
      }
    }
  }
}
