package org.abc4j.report.figure;

import org.abc4j.Shape;
import org.abc4j.data.picture.Picture;

/** Pictures in another number of pixels, each the mean of what it covers of the picture. */
final class Resampling {
  private Resampling() {}

  /** The picture, made smaller if it has more pixels on its longer side. */
  static Picture atMost(Picture picture, int most) {
    int longer = Math.max(picture.width(), picture.height());
    if (longer <= most) {
      return picture;
    }
    int width = Math.max(1, (int) Math.rint((double) picture.width() * most / longer));
    int height = Math.max(1, (int) Math.rint((double) picture.height() * most / longer));
    int[] pixels = means(picture, width, height);
    byte[] values = new byte[picture.channels() * pixels.length];
    for (int c = 0; c < picture.channels(); c++) {
      for (int p = 0; p < pixels.length; p++) {
        values[c * pixels.length + p] = (byte) (pixels[p] >> 16 - 8 * c);
      }
    }
    return Picture.of(new Shape(picture.channels(), height, width), values);
  }

  /** Pixels row after row, as red, green and blue of 8 bits. */
  static int[] means(Picture picture, int width, int height) {
    double[][] columns = shares(picture.width(), width);
    double[][] rows = shares(picture.height(), height);
    int[] pixels = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          int channel = picture.channels() == 1 ? 0 : c;
          rgb = rgb << 8 | (int) Math.rint(mean(picture, channel, rows[y], columns[x]));
        }
        pixels[y * width + x] = rgb;
      }
    }
    return pixels;
  }

  /** For each new pixel the first old one that it covers, and the shares of it and those after. */
  private static double[][] shares(int from, int to) {
    double[][] shares = new double[to][];
    for (int i = 0; i < to; i++) {
      // In units of 1/to of an old pixel, so that all is exact.
      long start = (long) i * from;
      long end = start + from;
      int first = (int) (start / to);
      int last = (int) ((end - 1) / to);
      double[] found = new double[last - first + 2];
      found[0] = first;
      for (int p = first; p <= last; p++) {
        long overlap = Math.min(end, (p + 1L) * to) - Math.max(start, (long) p * to);
        found[p - first + 1] = (double) overlap / from;
      }
      shares[i] = found;
    }
    return shares;
  }

  private static double mean(Picture picture, int channel, double[] row, double[] column) {
    double sum = 0;
    for (int r = 1; r < row.length; r++) {
      for (int c = 1; c < column.length; c++) {
        int value = picture.value(channel, (int) row[0] + r - 1, (int) column[0] + c - 1);
        sum += row[r] * column[c] * value;
      }
    }
    return sum;
  }
}
