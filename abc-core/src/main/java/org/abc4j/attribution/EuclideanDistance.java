package org.abc4j.attribution;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.abc4j.Shape;

/**
 * The Euclidean distance, optionally after both samples are scaled bilinearly to a larger shape, as
 * the paper does to make radii of different data sets comparable (Figure 7).
 *
 * <p>Scaling is linear, so the scaled distance is a quadratic form of the difference; it is
 * evaluated without forming the scaled images. Immutable and thread-safe.
 */
public final class EuclideanDistance implements Distance {
  static final EuclideanDistance PLAIN = new EuclideanDistance(null);

  /** The shape that Figure 7 scales to. */
  public static final Shape PAPER_SHAPE = new Shape(3, 256, 256);

  private final Shape target;

  /** The metric of each shape that was asked for: small, and the same whoever computes it. */
  private final ConcurrentMap<Shape, BilinearMetric> metrics = new ConcurrentHashMap<>();

  private EuclideanDistance(Shape target) {
    this.target = target;
  }

  /**
   * The distance between samples that are first scaled bilinearly (half-pixel centres, edges held,
   * as PyTorch's {@code align_corners=False}); one channel is repeated to fill several.
   *
   * @param target shape to scale to
   * @return the scaled distance
   */
  public EuclideanDistance scaledTo(Shape target) {
    return new EuclideanDistance(Objects.requireNonNull(target, "target"));
  }

  @Override
  public double between(float[] a, float[] b, Shape shape) {
    requireLengths(a.length, b.length, shape);
    double[] difference = new double[a.length];
    for (int j = 0; j < a.length; j++) {
      difference[j] = (double) a[j] - b[j];
    }
    return length(difference, shape);
  }

  @Override
  public double between(double[] a, double[] b, Shape shape) {
    requireLengths(a.length, b.length, shape);
    double[] difference = new double[a.length];
    for (int j = 0; j < a.length; j++) {
      difference[j] = a[j] - b[j];
    }
    return length(difference, shape);
  }

  private double length(double[] difference, Shape shape) {
    // M is positive semidefinite; rounding may leave a square just below 0. NaN stays NaN.
    return Math.sqrt(Math.max(0, inner(difference, applyMetric(difference, shape))));
  }

  /**
   * The metric M of the distance: d(a, b)² = (a − b)ᵀM(a − b).
   *
   * @param vector a vector of {@code shape.size()} values
   * @param shape shape of the samples
   * @return M·vector
   * @throws IllegalArgumentException if samples of the shape cannot be scaled to the target's
   *     channels
   */
  double[] applyMetric(double[] vector, Shape shape) {
    return target == null ? vector : metric(shape).apply(vector);
  }

  BilinearMetric metric(Shape shape) {
    return metrics.computeIfAbsent(shape, samples -> BilinearMetric.of(samples, target));
  }

  static void requireLengths(int a, int b, Shape shape) {
    if (a != shape.size() || b != shape.size()) {
      throw new IllegalArgumentException(
          "samples of shape "
              + shape
              + " have "
              + shape.size()
              + " values, found "
              + a
              + " and "
              + b);
    }
  }

  static double inner(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EuclideanDistance that && Objects.equals(target, that.target);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(target);
  }

  @Override
  public String toString() {
    return target == null ? "Euclidean" : "Euclidean at " + target;
  }
}
