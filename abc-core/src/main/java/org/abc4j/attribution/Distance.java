package org.abc4j.attribution;

import org.abc4j.Shape;

/**
 * A distance between two samples (appendix B.6).
 *
 * <p>Implementations are immutable and thread-safe.
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
