package org.abc4j.attribution;

import java.util.Objects;
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

  private final Rows items;
  private final DataSources sources;
  private final Distance distance;

  private final Execution execution;

  private VisualAttributor(
      Rows items, DataSources sources, Distance distance, Execution execution) {
    this.items = items;
    this.sources = sources;
    this.distance = Objects.requireNonNull(distance, "distance");
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
    if (items.rows() != sources.items()) {
      throw new IllegalArgumentException(
          "the sources have " + sources.items() + " items, found " + items.rows());
    }
    return new VisualAttributor(items, sources, Distance.euclidean(), Execution.sequential());
  }

  /**
   * By another distance.
   *
   * @param distance the distance
   * @return a copy that uses it
   */
  public VisualAttributor withDistance(Distance distance) {
    return new VisualAttributor(items, sources, distance, execution);
  }

  /**
   * With another execution.
   *
   * @param execution where sources are compared, who hears of progress in sources, when it stops
   * @return a copy that uses it
   */
  public VisualAttributor with(Execution execution) {
    return new VisualAttributor(items, sources, distance, execution);
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
    execution.progress(0, n);
    for (int begin = 0, end; begin < n; begin = end) {
      int first = begin;
      end = first + Math.min(BLOCK, n - first);
      execution.forEach(end - first, k -> compare(image, first + k, least, nearest));
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
  private void compare(float[] image, int source, double[] least, long[] nearest) {
    long[] own = sources.itemsOf(source);
    least[source] = Double.POSITIVE_INFINITY;
    nearest[source] = own[0];
    float[] values = new float[items.shape().size()];
    for (long item : own) {
      execution.checkCancelled();
      items.copyRow((int) item, values);
      double d = distance.between(image.clone(), values, items.shape());
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
