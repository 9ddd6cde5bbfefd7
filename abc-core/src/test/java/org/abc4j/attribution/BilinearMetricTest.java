package org.abc4j.attribution;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.abc4j.Shape;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

class BilinearMetricTest {

  /** Halfway pixels as PyTorch's interpolate has them with align_corners=False. */
  @Test
  void weights_twiceAndHalfTheSize_areTheseNumbers() {
    assertArrayEquals(
        new double[][] {{1, 0}, {0.75, 0.25}, {0.25, 0.75}, {0, 1}}, BilinearMetric.weights(2, 4));
    assertArrayEquals(
        new double[][] {{0.5, 0.5, 0, 0}, {0, 0, 0.5, 0.5}}, BilinearMetric.weights(4, 2));
    assertArrayEquals(new double[][] {{1}, {1}, {1}}, BilinearMetric.weights(1, 3));
    assertArrayEquals(new double[][] {{0, 1, 0}}, BilinearMetric.weights(3, 1));
  }

  /** vᵀ·apply(v) is the squared norm of the scaled image, here scaled pixel by pixel. */
  @Test
  void apply_productWithItself_isTheSquaredNormOfTheScaledImage() {
    for (int channels = 1; channels <= 3; channels += 2) {
      Shape shape = new Shape(channels, 2, 3);
      double[] v = Draws.doubles(4, channels, shape.size());
      double[][] vertical = BilinearMetric.weights(2, 5);
      double[][] horizontal = BilinearMetric.weights(3, 4);
      double squares = 0;
      for (int target = 0; target < 3; target++) {
        int channel = channels == 1 ? 0 : target;
        for (double[] ys : vertical) {
          for (double[] xs : horizontal) {
            double pixel = 0;
            for (int y = 0; y < 2; y++) {
              for (int x = 0; x < 3; x++) {
                pixel += ys[y] * xs[x] * v[(channel * 2 + y) * 3 + x];
              }
            }
            squares += pixel * pixel;
          }
        }
      }
      double[] applied = BilinearMetric.of(shape, new Shape(3, 5, 4)).apply(v);
      double product = 0;
      for (int j = 0; j < v.length; j++) {
        product += v[j] * applied[j];
      }
      assertEquals(squares, product, 1e-12 * squares, channels + " channels");
    }
  }

  @Test
  void apply_fewerOutputsThanPixels_passesOverThoseThatNoneSees() {
    double[] v = Draws.doubles(5, 1, 9);
    double[][] weights = BilinearMetric.weights(9, 2);
    double[] expected = new double[9];
    for (double[] output : weights) {
      double pixel = 0;
      for (int x = 0; x < 9; x++) {
        pixel += output[x] * v[x];
      }
      for (int x = 0; x < 9; x++) {
        expected[x] += output[x] * pixel;
      }
    }
    double[] applied = BilinearMetric.of(new Shape(1, 1, 9), new Shape(1, 1, 2)).apply(v);
    assertArrayEquals(expected, applied, 1e-12);
    assertEquals(0, applied[0]);
  }

  @Test
  void of_otherNumberOfChannels_isAnErrorNamingBoth() {
    assertIllegal(
        "samples of shape 2×4×4 cannot be scaled to the channels of 3×8×8",
        () -> BilinearMetric.of(new Shape(2, 4, 4), new Shape(3, 8, 8)));
  }
}
