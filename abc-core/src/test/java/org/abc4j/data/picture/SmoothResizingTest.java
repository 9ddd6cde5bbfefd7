package org.abc4j.data.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.abc4j.Shape;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Messages;
import org.junit.jupiter.api.Test;

class SmoothResizingTest {

  /** Each pixel by itself, from the filter's definition. */
  private static double slow(
      Resampling filter, double[] values, Shape shape, int c, int y, int x, int height, int width) {
    double sum = 0;
    double weights = 0;
    double scaleY = Math.max((double) shape.height() / height, 1);
    double scaleX = Math.max((double) shape.width() / width, 1);
    double centreY = (y + 0.5) * shape.height() / height;
    double centreX = (x + 0.5) * shape.width() / width;
    for (int v = 0; v < shape.height(); v++) {
      double down =
          height == shape.height() ? (v == y ? 1 : 0) : filter.weight((v + 0.5 - centreY) / scaleY);
      for (int u = 0; u < shape.width(); u++) {
        double across =
            width == shape.width() ? (u == x ? 1 : 0) : filter.weight((u + 0.5 - centreX) / scaleX);
        sum += down * across * values[(c * shape.height() + v) * shape.width() + u];
        weights += down * across;
      }
    }
    return sum / weights;
  }

  @Test
  void apply_anySizes_isTheWeightedSumOfAllPixels() {
    Shape shape = new Shape(2, 5, 7);
    double[] values = Draws.doubles(4, 1, shape.size());
    for (Resampling filter : Resampling.values()) {
      for (int[] to : new int[][] {{1, 1}, {5, 7}, {3, 7}, {5, 2}, {4, 9}, {13, 16}, {10, 14}}) {
        double[] found = SmoothResizing.to(to[0], to[1], filter).apply(values, shape);
        assertEquals(2 * to[0] * to[1], found.length);
        for (int c = 0; c < 2; c++) {
          for (int y = 0; y < to[0]; y++) {
            for (int x = 0; x < to[1]; x++) {
              assertEquals(
                  slow(filter, values, shape, c, y, x, to[0], to[1]),
                  found[(c * to[0] + y) * to[1] + x],
                  1e-12,
                  filter + " to " + to[0] + "×" + to[1]);
            }
          }
        }
      }
    }
  }

  @Test
  void apply_twiceTheSizeBilinearly_isHalfPixelInterpolation() {
    double[] found =
        SmoothResizing.to(1, 4, Resampling.BILINEAR).apply(new double[] {0, 1}, new Shape(1, 1, 2));
    assertArrayEquals(new double[] {0, 0.25, 0.75, 1}, found, 1e-15);
  }

  @Test
  void apply_wrongArguments_areErrorsNamingThem() {
    Messages.assertIllegal(
        "an image has rows and columns, found 0×3",
        () -> SmoothResizing.to(0, 3, Resampling.BILINEAR));
    Messages.assertIllegal(
        "an image of shape 1×2×2 has 4 values, found 3",
        () ->
            SmoothResizing.to(1, 3, Resampling.BILINEAR).apply(new double[3], new Shape(1, 2, 2)));
  }
}
