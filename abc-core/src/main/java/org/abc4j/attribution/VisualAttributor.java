package org.abc4j.attribution;

import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.codebook.DataSources;
import org.abc4j.sampling.Sample;

/**
 * Attributes a sample to the sources whose training items look most like it (sections 2.1 and 3.2).
 *
 * <p>What looks alike need not have mattered: section 3.4. Immutable and thread-safe.
 */
public final class VisualAttributor implements Attributor<VisualAttribution> {
  /** Sources compared between one report of progress and the next. */
  private static final int BLOCK = 256;

  /** The training data; null if only its features are known. */
  private final Rows rows;

  private final ItemDistances items;
  private final DataSources sources;
  private final Execution execution;

  private VisualAttributor(
      Rows rows, ItemDistances items, DataSources sources, Execution execution) {
    this.rows = rows;
    this.items = items;
    this.sources = sources;
    this.execution = Objects.requireNonNull(execution, "execution");
  }

  /**
   * By Euclidean distance to the given training data, on the calling thread.
   *
   * @param items training data, item i in row i; asked for when they are compared, so they may be
   *     more than memory holds
   * @param sources which item comes from which source
   * @return the attributor
   * @throws IllegalArgumentException if the items are not those of the sources
   */
  public static VisualAttributor of(Rows items, DataSources sources) {
    requireItems(sources, items.rows());
    return new VisualAttributor(
        items, ItemDistances.of(items, Distance.euclidean()), sources, Execution.sequential());
  }

  /**
   * By distances to the training data that need not have the data themselves, on the calling
   * thread.
   *
   * @param distances to each item
   * @param sources which item comes from which source
   * @return the attributor
   * @throws IllegalArgumentException if the items are not those of the sources
   */
  public static VisualAttributor of(ItemDistances distances, DataSources sources) {
    requireItems(sources, distances.items());
    return new VisualAttributor(null, distances, sources, Execution.sequential());
  }

  private static void requireItems(DataSources sources, int items) {
    if (items != sources.items()) {
      throw new IllegalArgumentException(
          "the sources have " + sources.items() + " items, found " + items);
    }
  }

  /**
   * By another distance. Of a perceptual one, features of all items are found anew for each image:
   * {@link #of(ItemDistances, DataSources)} takes those that were kept.
   *
   * @param distance the distance
   * @return a copy that uses it
   * @throws IllegalStateException if this attributor was not given the training data
   */
  public VisualAttributor withDistance(Distance distance) {
    if (rows == null) {
      throw new IllegalStateException(
          "another distance needs the training data, but this attributor has only distances to"
              + " them");
    }
    return new VisualAttributor(rows, ItemDistances.of(rows, distance), sources, execution);
  }

  /**
   * With another execution.
   *
   * @param execution where sources are compared, who hears of progress in sources, when it stops
   * @return a copy that uses it
   */
  public VisualAttributor with(Execution execution) {
    return new VisualAttributor(rows, items, sources, execution);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the sample has another shape than the items, or a distance
   *     is not a number
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  @Override
  public VisualAttribution attribute(Sample sample) {
    if (!sample.shape().equals(items.shape())) {
      throw new IllegalArgumentException(
          "items have shape " + items.shape() + ", found a sample of shape " + sample.shape());
    }
    return attribute(sample.image());
  }

  /**
   * Attributes any image of the items' shape, such as a counterfactual.
   *
   * @param image its values
   * @return the attribution
   * @throws IllegalArgumentException if it has another number of values, or a distance is not a
   *     number
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public VisualAttribution attribute(float[] image) {
    if (image.length != items.shape().size()) {
      throw new IllegalArgumentException(
          "items of shape "
              + items.shape()
              + " have "
              + items.shape().size()
              + " values, found an image of "
              + image.length);
    }
    int n = Math.toIntExact(sources.count());
    double[] least = new double[n];
    long[] nearest = new long[n];
    IntToDoubleFunction distances = items.from(image.clone());
    execution.progress(0, n);
    for (int begin = 0, end; begin < n; begin = end) {
      int first = begin;
      end = first + Math.min(BLOCK, n - first);
      execution.forEach(end - first, k -> compare(distances, first + k, least, nearest));
      for (int s = first; s < end; s++) {
        if (Double.isNaN(least[s])) {
          throw new IllegalArgumentException(
              "a visual distance is a number, but that of item " + nearest[s] + " is NaN");
        }
      }
      execution.progress(end, n);
    }
    VisualAttribution attribution = new VisualAttribution(least, nearest);
    execution.checkCancelled();
    return attribution;
  }

  /** Finds the nearest item of a source, or the first whose distance is NaN. */
  private void compare(IntToDoubleFunction distances, int source, double[] least, long[] nearest) {
    long[] own = sources.itemsOf(source);
    least[source] = Double.POSITIVE_INFINITY;
    nearest[source] = own[0];
    for (long item : own) {
      execution.checkCancelled();
      double d = distances.applyAsDouble((int) item);
      if (Double.isNaN(d) || d < least[source]) {
        least[source] = d;
        nearest[source] = item;
      }
      if (Double.isNaN(d)) {
        return;
      }
    }
  }
}
