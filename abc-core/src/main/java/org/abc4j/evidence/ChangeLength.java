package org.abc4j.evidence;

import org.abc4j.Shape;
import org.abc4j.attribution.Distance;

/** How long a small change of a sample is: how far it moves the sample, by a distance. */
record ChangeLength(Distance distance) {
  static final ChangeLength EUCLIDEAN = new ChangeLength(Distance.euclidean());

  /**
   * The length.
   *
   * @param image m values
   * @param change as many, to be added to them
   */
  double of(float[] image, double[] change, Shape shape) {
    if (distance.equals(Distance.euclidean())) {
      // Without the sample, beside which a small change would be rounded.
      return Math.sqrt(Vectors.dot(change, change));
    }
    double[] from = new double[image.length];
    double[] to = new double[image.length];
    for (int p = 0; p < image.length; p++) {
      from[p] = image[p];
      to[p] = image[p] + change[p];
    }
    return distance.between(from, to, shape);
  }
}
