package org.abc4j.data.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.abc4j.Shape;
import org.abc4j.io.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplingTest {
  @Test
  void resized_manySizes_arePillowsToTheBit() {
    List<String[]> lines = PictureFiles.lines("resampled.txt");
    assertTrue(lines.size() > 40, "lines: " + lines.size());
    for (String[] line : lines) {
      int[] size = new int[5];
      for (int i = 0; i < size.length; i++) {
        size[i] = Integer.parseInt(line[i + 1]);
      }
      Picture from = PictureFiles.formula(size[0], size[1], size[2]);
      Picture to =
          line[0].equals("LUMA")
              ? from.withChannels(1)
              : from.resized(size[3], size[4], Resampling.valueOf(line[0]));
      assertEquals(line[6], Sha256.of(to.toBytes()), String.join(" ", line));
    }
  }

  /** The filter by its definition in double, rows first and rounded to 8 bit between. */
  private static double[] exact(Picture from, int height, int width, Resampling filter) {
    double[][] rows = matrix(filter, from.height(), height);
    double[][] columns = matrix(filter, from.width(), width);
    double[] result = new double[from.channels() * height * width];
    for (int c = 0; c < from.channels(); c++) {
      for (int x = 0; x < width; x++) {
        double[] between = new double[from.height()];
        for (int i = 0; i < between.length; i++) {
          double sum = 0;
          for (int j = 0; j < from.width(); j++) {
            sum += columns[x][j] * from.value(c, i, j);
          }
          between[i] = Math.max(0, Math.min(255, Math.rint(sum)));
        }
        for (int y = 0; y < height; y++) {
          double sum = 0;
          for (int i = 0; i < between.length; i++) {
            sum += rows[y][i] * between[i];
          }
          result[(c * height + y) * width + x] = Math.max(0, Math.min(255, sum));
        }
      }
    }
    return result;
  }

  private static double[][] matrix(Resampling filter, int from, int to) {
    double scale = (double) from / to;
    double[][] matrix = new double[to][from];
    for (int x = 0; x < to; x++) {
      double sum = 0;
      for (int i = 0; i < from; i++) {
        double distance = (i + 0.5 - (x + 0.5) * scale) / Math.max(1, scale);
        matrix[x][i] = kernel(filter, Math.abs(distance));
        sum += matrix[x][i];
      }
      for (int i = 0; i < from; i++) {
        matrix[x][i] /= sum;
      }
    }
    return matrix;
  }

  private static double kernel(Resampling filter, double t) {
    if (filter == Resampling.BILINEAR) {
      return Math.max(0, 1 - t);
    }
    if (t < 1) {
      return 1.5 * t * t * t - 2.5 * t * t + 1;
    }
    return t < 2 ? -0.5 * t * t * t + 2.5 * t * t - 4 * t + 2 : 0;
  }

  @ParameterizedTest
  @EnumSource
  void resized_anySize_isTheFilterByItsDefinition(Resampling filter) {
    Picture from = PictureFiles.formula(3, 23, 37);
    for (int[] to : new int[][] {{16, 16}, {23, 9}, {50, 37}, {1, 1}, {7, 80}}) {
      double[] expected = exact(from, to[0], to[1], filter);
      float[] found = from.resized(to[0], to[1], filter).toFloats();
      double worst = 0;
      for (int i = 0; i < found.length; i++) {
        worst = Math.max(worst, Math.abs(found[i] - expected[i]));
      }
      // Rounded, after weights that are rounded too.
      assertTrue(worst <= 1, to[0] + "×" + to[1] + " is off by " + worst);
    }
  }

  @ParameterizedTest
  @EnumSource
  void resized_oneColour_staysIt(Resampling filter) {
    for (int level : new int[] {0, 1, 127, 254, 255}) {
      Picture plain = Picture.filled(new Shape(1, 9, 31), new Rgb(level, level, level));
      Picture other = plain.resized(4, 57, filter);
      assertEquals(Picture.filled(other.shape(), new Rgb(level, level, level)), other);
    }
  }

  @Test
  void resized_byHandHalved_isTheWeightedMean() {
    Picture line = Picture.of(new Shape(1, 1, 4), (byte) 0, (byte) 100, (byte) 200, (byte) 40);
    // Weights 3, 3, 1 of 7 about 1, and 1, 3, 3 about 3.
    assertArrayEquals(
        new byte[] {(byte) 71, (byte) 117}, line.resized(1, 2, Resampling.BILINEAR).toBytes());
    assertSame(line, line.resized(1, 4, Resampling.BICUBIC));
  }
}
