package org.abc4j.perception;

import java.util.List;

/** A distance between the features of two images. Implementations are immutable and thread-safe. */
public interface FeatureMetric {

  /**
   * The outputs of an extractor that it reads.
   *
   * @return their names, in the order of the layouts that it is given
   */
  List<String> outputs();

  /**
   * Makes sure that it can measure such features.
   *
   * @param layout extents of the outputs
   * @throws IllegalArgumentException if it cannot, naming the output
   */
  void requireLayout(FeatureLayout layout);

  /**
   * The distance between two images.
   *
   * @param layout how both arrays lie, as {@link #requireLayout} accepts it
   * @param a features of the one, all finite, which stay as they are
   * @param b features of the other, likewise
   * @return at least 0; NaN where it has no value
   */
  double between(FeatureLayout layout, float[] a, float[] b);

  /**
   * All that decides its numbers, beside the features.
   *
   * @return one line
   */
  String text();
}
