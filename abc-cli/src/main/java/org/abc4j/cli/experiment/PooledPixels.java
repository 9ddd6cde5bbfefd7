package org.abc4j.cli.experiment;

import org.abc4j.Rows;
import org.abc4j.Shape;

/** Means of blocks of pixels, 4 × 4 of each channel: features that need no network. */
final class PooledPixels {
  private static final int SIDE = 4;

  private PooledPixels() {}

  static double[][] of(Rows images) {
    double[][] features = new double[images.rows()][];
    float[] image = new float[images.shape().size()];
    for (int r = 0; r < features.length; r++) {
      images.copyRow(r, image);
      features[r] = of(images.shape(), image);
    }
    return features;
  }

  private static double[] of(Shape shape, float... image) {
    int block = Math.max(1, shape.height() / SIDE);
    int side = shape.height() / block;
    double[] features = new double[shape.channels() * side * side];
    int size = shape.height() * shape.width();
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < side * block; y++) {
        for (int x = 0; x < side * block; x++) {
          features[(c * side + y / block) * side + x / block] +=
              image[c * size + y * shape.width() + x] / (double) (block * block);
        }
      }
    }
    return features;
  }
}
