package org.abc4j.attribution;

import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.PerceptualDistance.From;

/**
 * Distances from one image to others as they come; what a network sees in that one, it sees once.
 */
@FunctionalInterface
interface DistancesFrom {

  /**
   * The distance to an image.
   *
   * @param image its values, which stay as they are
   * @param number what errors call it
   */
  double to(float[] image, long number);

  static DistancesFrom of(Distance distance, float[] image, Shape shape, Execution execution) {
    float[] own = image.clone();
    if (distance instanceof PerceptualDistance perceptual) {
      From from = perceptual.from(own, shape);
      return (other, number) -> from.to(Batch.of(shape, other), number, execution)[0];
    }
    return (other, number) -> distance.between(own.clone(), other.clone(), shape);
  }
}
