package org.abc4j.report.figure;

import java.util.List;
import org.abc4j.report.figure.Mark.Point;

/**
 * Pixels, and areas filled into them with smooth edges: each pixel takes as much of a colour as the
 * area covers of it.
 *
 * <p>Java's own graphics differ between its releases in some pixels, and ask for fonts where text
 * is drawn; this gives the same pixels everywhere, by sums and products alone. Coverage is found as
 * in the rasterizer of font-rs: each edge of a contour adds, to the pixels that it crosses, the
 * change of coverage from the pixel at the left, and a sum along each row makes coverages of them.
 * Contours that go around in opposite ways make holes; where contours of one way overlap, their
 * coverages add up to at most 1.
 */
final class Raster {
  private final int width;
  private final int height;
  private final int[] pixels;

  /** Changes of coverage in the box of an area, one more in each row than it has pixels. */
  private double[] changes;

  private int left;
  private int top;
  private int columns;
  private int rows;

  /** White pixels. */
  Raster(int width, int height) {
    this.width = width;
    this.height = height;
    this.pixels = new int[Math.multiplyExact(width, height)];
    java.util.Arrays.fill(pixels, 0xffffff);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** The pixels, row after row, as red, green and blue of 8 bits. */
  int[] pixels() {
    return pixels;
  }

  /** Puts pixels over a part of these. */
  void put(int x, int y, int count, int lines, int[] values) {
    for (int row = Math.max(0, -y); row < Math.min(lines, height - y); row++) {
      for (int column = Math.max(0, -x); column < Math.min(count, width - x); column++) {
        pixels[(y + row) * width + x + column] = values[row * count + column];
      }
    }
  }

  /** Fills closed contours. */
  void fill(List<List<Point>> contours, int colour) {
    if (!box(contours)) {
      return;
    }
    changes = new double[rows * (columns + 2)];
    for (List<Point> contour : contours) {
      Point before = contour.get(contour.size() - 1);
      for (Point point : contour) {
        edge(
            inside(before.x() - left, columns),
            inside(before.y() - top, rows),
            inside(point.x() - left, columns),
            inside(point.y() - top, rows));
        before = point;
      }
    }
    blend(colour);
  }

  /** Finds the pixels that contours may cover; whether there are any. */
  private boolean box(List<List<Point>> contours) {
    double x0 = width;
    double y0 = height;
    double x1 = 0;
    double y1 = 0;
    for (List<Point> contour : contours) {
      for (Point point : contour) {
        x0 = Math.min(x0, point.x());
        y0 = Math.min(y0, point.y());
        x1 = Math.max(x1, point.x());
        y1 = Math.max(y1, point.y());
      }
    }
    left = (int) Math.max(0, Math.floor(x0));
    top = (int) Math.max(0, Math.floor(y0));
    columns = (int) Math.min(width, Math.ceil(x1)) - left;
    rows = (int) Math.min(height, Math.ceil(y1)) - top;
    return columns > 0 && rows > 0;
  }

  private static double inside(double value, int most) {
    return Math.max(0, Math.min(most, value));
  }

  private void edge(double x0, double y0, double x1, double y1) {
    if (y0 > y1) {
      downwards(x1, y1, x0, y0, -1);
    } else if (y0 < y1) {
      downwards(x0, y0, x1, y1, 1);
    }
  }

  private void downwards(double x0, double y0, double x1, double y1, int direction) {
    double slope = (x1 - x0) / (y1 - y0);
    double x = x0;
    int last = (int) Math.ceil(y1);
    for (int row = (int) y0; row < last; row++) {
      double length = Math.min(row + 1.0, y1) - Math.max(row, y0);
      double next = row == last - 1 ? x1 : x + slope * length;
      row(row, Math.min(x, next), Math.max(x, next), direction * length);
      x = next;
    }
  }

  /** What an edge adds to a row in which it goes from one x to another. */
  private void row(int row, double from, double to, double cover) {
    int first = row * (columns + 2) + (int) from;
    double start = from - Math.floor(from);
    int span = (int) Math.ceil(to) - (int) from;
    if (span <= 1) {
      double right = (from + to) / 2 - Math.floor(from);
      changes[first] += cover * (1 - right);
      changes[first + 1] += cover * right;
      return;
    }
    double share = 1 / (to - from);
    double covered = 0.5 * share * (1 - start) * (1 - start);
    changes[first] += cover * covered;
    double before = covered;
    for (int column = 1; column < span - 1; column++) {
      double until = share * (column - start + 0.5);
      changes[first + column] += cover * (until - before);
      before = until;
    }
    double rest = to - (Math.floor(from) + span - 1);
    double until = 1 - 0.5 * share * rest * rest;
    changes[first + span - 1] += cover * (until - before);
    changes[first + span] += cover * (1 - until);
  }

  private void blend(int colour) {
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int column = 0; column < columns; column++) {
        sum += changes[row * (columns + 2) + column];
        double cover = Math.min(1, Math.abs(sum));
        // Sums of many edges leave some rounding where nothing is covered.
        if (cover > 1e-6) {
          int at = (top + row) * width + left + column;
          pixels[at] = mixed(pixels[at], colour, cover);
        }
      }
    }
  }

  private static int mixed(int below, int above, double share) {
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int old = below >> shift & 0xff;
      int fresh = above >> shift & 0xff;
      rgb |= (int) Math.rint(old + share * (fresh - old)) << shift;
    }
    return rgb;
  }
}
