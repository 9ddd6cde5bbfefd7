package org.abc4j.samediff;

import org.abc4j.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Images in NCHW order outside, NHWC inside. */
final class Nhwc {
  private Nhwc() {}

  /** Images of a shape, NCHW, as an array [rows, height, width, channels]. */
  static INDArray toArray(float[] images, Shape shape) {
    int rows = images.length / shape.size();
    return Nd4j.create(
        exchanged(images, shape.channels(), shape.height() * shape.width()),
        new long[] {rows, shape.height(), shape.width(), shape.channels()},
        'c');
  }

  /** An array [rows, height, width, channels] as images, NCHW. */
  static float[] toImages(INDArray array) {
    float[] values = array.data().asFloat();
    return exchanged(
        values, Math.toIntExact(array.size(1) * array.size(2)), Math.toIntExact(array.size(3)));
  }

  /** Rows of [outer, inner] values as rows of [inner, outer]. */
  private static float[] exchanged(float[] values, int outer, int inner) {
    int size = outer * inner;
    float[] exchanged = new float[values.length];
    for (int row = 0; row < values.length; row += size) {
      for (int a = 0; a < outer; a++) {
        for (int b = 0; b < inner; b++) {
          exchanged[row + b * outer + a] = values[row + a * inner + b];
        }
      }
    }
    return exchanged;
  }
}
