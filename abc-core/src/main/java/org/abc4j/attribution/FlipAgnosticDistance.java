package org.abc4j.attribution;

import org.abc4j.Shape;

/** min(‖a − b‖, ‖a − flip(b)‖). */
final class FlipAgnosticDistance implements Distance {

  @Override
  public double between(float[] a, float[] b, Shape shape) {
    EuclideanDistance.requireLengths(a, b, shape);
    int width = shape.width();
    double plain = 0;
    double flipped = 0;
    for (int j = 0; j < a.length; j++) {
      int column = j % width;
      double difference = (double) a[j] - b[j];
      double mirrored = (double) a[j] - b[j - column + width - 1 - column];
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
