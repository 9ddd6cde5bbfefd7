package org.abc4j.attribution;

import java.util.function.IntToDoubleFunction;
import org.abc4j.Rows;
import org.abc4j.Shape;

/**
 * Distances from images to the items of a training set, for a {@link VisualAttributor}: of each
 * item's values, or of features that were found once and kept.
 *
 * <p>Implementations are immutable and thread-safe.
 */
public interface ItemDistances {

  /**
   * Shape of the images.
   *
   * @return the shape
   */
  Shape shape();

  /**
   * Number of items.
   *
   * @return the number of items
   */
  int items();

  /**
   * The distances of one image.
   *
   * @param image its {@code shape().size()} values, which stay as they are
   * @return the distance to an item, by its index; safe for use by several threads
   */
  IntToDoubleFunction from(float[] image);

  /**
   * Distances to items as they are asked for.
   *
   * @param items the items, which may be more than memory holds
   * @param distance how far one is
   * @return those distances
   */
  static ItemDistances of(Rows items, Distance distance) {
    return new DistancesToRows(items, distance);
  }
}
