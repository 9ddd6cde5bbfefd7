package org.abc4j.perception;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.abc4j.Shape;
import org.abc4j.attribution.ItemDistances;

/**
 * The features of all items of a training set, kept in files by a {@link FeatureFolder}. Immutable
 * and thread-safe.
 */
public final class KeptFeatures {
  private final FeatureLayout layout;
  private final Shape shape;
  private final int items;
  private final int itemsOfPart;
  private final List<FloatBuffer> parts;
  private final String sha256;

  KeptFeatures(
      FeatureLayout layout,
      Shape shape,
      int items,
      int itemsOfPart,
      List<FloatBuffer> parts,
      String sha256) {
    this.layout = layout;
    this.shape = shape;
    this.items = items;
    this.itemsOfPart = itemsOfPart;
    this.parts = List.copyOf(parts);
    this.sha256 = sha256;
  }

  /**
   * How the features of an item lie.
   *
   * @return the same for all
   */
  public FeatureLayout layout() {
    return layout;
  }

  /**
   * Number of items.
   *
   * @return at least 1
   */
  public int items() {
    return items;
  }

  /**
   * The features of one item.
   *
   * @param item index of the item
   * @return a copy of its {@code layout().size()} features
   * @throws IndexOutOfBoundsException if there is no such item
   */
  public float[] item(int item) {
    Objects.checkIndex(item, items);
    float[] features = new float[layout.size()];
    parts.get(item / itemsOfPart).get(item % itemsOfPart * features.length, features);
    return features;
  }

  /**
   * Distances of images to the items, for a {@link org.abc4j.attribution.VisualAttributor}: the
   * image goes through the extractor once, the items do not.
   *
   * @param metric a metric of these features
   * @return the distances
   * @throws IllegalArgumentException if the metric is of other features, or cannot measure them
   */
  public ItemDistances by(PerceptualMetric metric) {
    if (!metric.features().sha256().equals(sha256)) {
      throw new IllegalArgumentException(
          "features of "
              + sha256
              + " are kept, but "
              + metric
              + " is of "
              + metric.features().sha256());
    }
    return new ItemDistances() {
      @Override
      public Shape shape() {
        return shape;
      }

      @Override
      public int items() {
        return items;
      }

      @Override
      public IntToDoubleFunction from(float[] image) {
        SampleFeatures.Found own = metric.measurable(image, shape);
        return item -> metric.between(own, layout, item(item), item);
      }
    };
  }

  @Override
  public String toString() {
    return "KeptFeatures[" + layout + " of " + items + " items]";
  }
}
