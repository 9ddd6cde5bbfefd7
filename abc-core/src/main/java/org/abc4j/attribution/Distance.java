package org.abc4j.attribution;

import org.abc4j.Batch;
import org.abc4j.Shape;

/**
 * A distance between two samples (appendix B.6).
 *
 * <p>Samples and exact counterfactuals are {@code float}. A first-order counterfactual is the
 * sample and a change in {@code double}: the distances of this package take it so, so that a change
 * below 2⁻²⁴ of a value still counts. One that is given as a lambda gets it rounded to {@code
 * float}, and is off by up to √m/2 units in the last place of the largest value; where radii come
 * down to 1e-5, implement {@link #between(double[], double[], Shape)} too.
 *
 * <p>Implementations are immutable and thread-safe. Attributors hand over copies, so it does no
 * harm to write into the arrays.
 */
@FunctionalInterface
public interface Distance {

  /**
   * The distance between two samples.
   *
   * @param a values of one sample
   * @param b values of the other
   * @param shape shape of both
   * @return at least 0, or NaN if a value is NaN
   * @throws IllegalArgumentException if the distances of this package find another number of values
   *     than the shape has
   */
  double between(float[] a, float[] b, Shape shape);

  /**
   * The distance between two samples that are known in {@code double}.
   *
   * @param a values of one sample
   * @param b values of the other
   * @param shape shape of both
   * @return at least 0, or NaN if a value is NaN; if it is not overridden, that of both rounded to
   *     {@code float}
   * @throws IllegalArgumentException if there is another number of values than the shape has
   */
  default double between(double[] a, double[] b, Shape shape) {
    return between(Batch.rounded(shape, a).toArray(), Batch.rounded(shape, b).toArray(), shape);
  }

  /**
   * The Euclidean distance, the paper's default.
   *
   * @return √Σ(aᵢ − bᵢ)²
   */
  static EuclideanDistance euclidean() {
    return EuclideanDistance.PLAIN;
  }

  /**
   * The flip-agnostic Euclidean distance of appendix C.4: the smaller of the distances with and
   * without one of the samples mirrored left to right.
   *
   * @return that distance
   */
  static Distance flipAgnosticEuclidean() {
    return new FlipAgnosticDistance();
  }
}
