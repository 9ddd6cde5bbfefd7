package org.abc4j.attribution;

import java.util.Objects;
import org.abc4j.Batch;
import org.abc4j.codebook.DataSources;
import org.abc4j.sampling.Sample;

/**
 * Attributes a sample to the sources whose training items look most like it (sections 2.1 and 3.2).
 *
 * <p>What looks alike need not have mattered: section 3.4. Immutable and thread-safe.
 */
public final class VisualAttributor implements Attributor<VisualAttribution> {
  private final Batch items;
  private final DataSources sources;
  private final Distance distance;

  private VisualAttributor(Batch items, DataSources sources, Distance distance) {
    this.items = items;
    this.sources = sources;
    this.distance = Objects.requireNonNull(distance, "distance");
  }

  /**
   * By Euclidean distance to the given training data.
   *
   * @param items training data, item i in row i
   * @param sources which item comes from which source
   * @return the attributor
   * @throws IllegalArgumentException if the items are not those of the sources
   */
  public static VisualAttributor of(Batch items, DataSources sources) {
    if (items.rows() != sources.items()) {
      throw new IllegalArgumentException(
          "the sources have " + sources.items() + " items, found " + items.rows());
    }
    return new VisualAttributor(items, sources, Distance.euclidean());
  }

  /**
   * By another distance.
   *
   * @param distance the distance
   * @return a copy that uses it
   */
  public VisualAttributor withDistance(Distance distance) {
    return new VisualAttributor(items, sources, distance);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the sample has another shape than the items, or a distance
   *     is not a number
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
    for (int s = 0; s < n; s++) {
      least[s] = Double.POSITIVE_INFINITY;
      long[] own = sources.itemsOf(s);
      nearest[s] = own[0];
      for (long item : own) {
        double d = distance.between(image, items.row((int) item), items.shape());
        if (Double.isNaN(d)) {
          throw new IllegalArgumentException(
              "a visual distance is a number, but that of item " + item + " is NaN");
        }
        if (d < least[s]) {
          least[s] = d;
          nearest[s] = item;
        }
      }
    }
    return new VisualAttribution(least, nearest);
  }
}
