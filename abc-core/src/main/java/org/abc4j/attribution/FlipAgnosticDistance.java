package org.abc4j.attribution;

import org.abc4j.Batch;
import org.abc4j.Shape;

/** min(‖a − b‖, ‖a − flip(b)‖). */
final class FlipAgnosticDistance implements Distance {

  @Override
  public double between(float[] a, float[] b, Shape shape) {
    EuclideanDistance.requireLengths(a.length, b.length, shape);
    return between(Batch.of(shape, a).toDoubleArray(), Batch.of(shape, b).toDoubleArray(), shape);
  }

  @Override
  public double between(double[] a, double[] b, Shape shape) {
    EuclideanDistance.requireLengths(a.length, b.length, shape);
    int width = shape.width();
    double plain = 0;
    double flipped = 0;
    for (int j = 0; j < a.length; j++) {
      int column = j % width;
      double difference = a[j] - b[j];
      double mirrored = a[j] - b[j - column + width - 1 - column];
      plain += difference * difference;
      flipped += mirrored * mirrored;
    }
    return Math.sqrt(Math.min(plain, flipped));
  }

  @Override
  public String toString() {
    return "flip-agnostic Euclidean";
  }
}
