package org.abc4j.attribution;

import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;

/**
 * A distance between what an extractor finds in two images (appendix B.6), and not between their
 * values. It costs a network's pass for each image, so a landscape asks for many at once; and it
 * has no gradient here, so differential ablation refuses it: there is no first order of it.
 *
 * <p>Implementations are immutable and thread-safe.
 */
public interface PerceptualDistance extends Distance {

  /**
   * Begins with one image, in which features are found once.
   *
   * @param image its values
   * @param shape its shape
   * @return measures others against it
   * @throws IllegalArgumentException if there is another number of values than the shape has, or
   *     the extractor takes no such images
   * @throws ArithmeticException if a value or a feature is not finite
   */
  From from(float[] image, Shape shape);

  /** Distances from one image, safe for use by several threads. */
  @FunctionalInterface
  interface From {

    /**
     * The distances to others.
     *
     * @param images the others
     * @param first what errors call the first of them; the next is one more
     * @param execution when to stop, asked between passes
     * @return a distance for each, at least 0; it does not depend on which images are asked for
     *     together
     * @throws ArithmeticException if a value or a feature of an image is not finite, naming it
     * @throws java.util.concurrent.CancellationException if the execution is cancelled
     */
    double[] to(Batch images, long first, Execution execution);
  }

  @Override
  default double between(float[] a, float[] b, Shape shape) {
    return from(a, shape).to(Batch.of(shape, b), 0, Execution.sequential())[0];
  }

  /**
   * Makes sure that a distance can be taken of first-order counterfactuals.
   *
   * @param distance any distance
   * @return the distance
   * @throws IllegalArgumentException if it is perceptual
   */
  static Distance requireFirstOrder(Distance distance) {
    if (distance instanceof PerceptualDistance) {
      throw new IllegalArgumentException(
          "differential ablation takes distances between values, but "
              + distance
              + " is one between features, which has no gradient: measure exact counterfactuals by"
              + " it");
    }
    return distance;
  }
}
