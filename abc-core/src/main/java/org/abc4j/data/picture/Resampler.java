package org.abc4j.data.picture;

import java.util.Arrays;
import org.abc4j.Shape;

/**
 * Resizes pictures: rows first, rounded to 8 bit, then columns. A direction whose extent stays is
 * left alone.
 */
final class Resampler {
  /** Weights at a time; {@link ResamplingWeights} fills up with zeros. */
  static final int UNROLLED = 4;

  private static final long BOTH_HALVES =
      ResamplingWeights.HALF | (long) ResamplingWeights.HALF << 32;

  private Resampler() {}

  /**
   * Resizes a picture to {@code toHeight} · {@code toWidth} and keeps a part of that; what is not
   * kept is not computed.
   */
  static Picture part(
      Picture from, long toHeight, long toWidth, long top, long left, Shape part, Resampling by) {
    boolean across = toWidth != from.width() || part.width() != from.width();
    boolean down = toHeight != from.height() || part.height() != from.height();
    ResamplingWeights columns =
        across ? ResamplingWeights.of(by, from.width(), toWidth, left, part.width()) : null;
    if (!down) {
      return across ? rows(from, 0, from.height(), columns) : from;
    }
    ResamplingWeights rows = ResamplingWeights.of(by, from.height(), toHeight, top, part.height());
    if (!across) {
      return columns(from, 0, rows);
    }
    int first = rows.begin();
    return columns(rows(from, first, rows.end() - first, columns), first, rows);
  }

  /** Pixels of the picture between the two passes: only the rows that the second one needs. */
  static long pixelsBetween(
      int height, long toHeight, long top, int partHeight, int partWidth, Resampling by) {
    long begin = ResamplingWeights.low(by, height, toHeight, top);
    long end = ResamplingWeights.high(by, height, toHeight, top + partHeight - 1);
    return (end - begin) * partWidth;
  }

  /**
   * Two rows at a time, one in the lower and one in the upper half of a {@code long}: a product and
   * a sum then serve both, and are exact, since each half's sum fits an {@code int}.
   */
  private static Picture rows(Picture from, int first, int height, ResamplingWeights by) {
    int width = by.first.length;
    Shape shape = new Shape(from.channels(), height, width);
    byte[] result = new byte[shape.size()];
    int fromLength = from.width() * from.channels();
    int toLength = width * from.channels();
    // Weights of 0 may lie behind the last pixel.
    long[] pairs = new long[fromLength + UNROLLED * from.channels()];
    long[] sums = new long[toLength];
    for (int y = 0; y < height; y += 2) {
      int lower = (first + y) * fromLength;
      int upper = (first + Math.min(y + 1, height - 1)) * fromLength;
      pair(from.values(), lower, upper, fromLength, pairs);
      if (from.channels() == 1) {
        grayRow(pairs, by, sums);
      } else {
        colourRow(pairs, by, sums);
      }
      for (int i = 0; i < toLength; i++) {
        int sum = (int) sums[i];
        result[y * toLength + i] = ResamplingWeights.pixel(sum);
        if (y + 1 < height) {
          int other = (int) (sums[i] - sum >> 32);
          result[(y + 1) * toLength + i] = ResamplingWeights.pixel(other);
        }
      }
    }
    return Picture.owning(shape, result);
  }

  private static void pair(byte[] values, int lower, int upper, int length, long[] pairs) {
    for (int i = 0; i < length; i++) {
      pairs[i] = values[lower + i] & 0xff | (values[upper + i] & 0xffL) << 32;
    }
  }

  private static void grayRow(long[] pairs, ResamplingWeights by, long[] sums) {
    int[] weights = by.weights;
    for (int x = 0; x < by.first.length; x++) {
      int at = by.first[x];
      int end = x * by.taps + by.count[x];
      long sum = BOTH_HALVES;
      for (int k = x * by.taps; k < end; k += UNROLLED) {
        sum +=
            pairs[at] * weights[k]
                + pairs[at + 1] * weights[k + 1]
                + pairs[at + 2] * weights[k + 2]
                + pairs[at + 3] * weights[k + 3];
        at += UNROLLED;
      }
      sums[x] = sum;
    }
  }

  private static void colourRow(long[] pairs, ResamplingWeights by, long[] sums) {
    int[] weights = by.weights;
    for (int x = 0; x < by.first.length; x++) {
      int at = 3 * by.first[x];
      int end = x * by.taps + by.count[x];
      long blue = BOTH_HALVES;
      long green = BOTH_HALVES;
      long red = BOTH_HALVES;
      for (int k = x * by.taps; k < end; k += UNROLLED) {
        long w0 = weights[k];
        long w1 = weights[k + 1];
        long w2 = weights[k + 2];
        long w3 = weights[k + 3];
        blue += pairs[at] * w0 + pairs[at + 3] * w1 + pairs[at + 6] * w2 + pairs[at + 9] * w3;
        green += pairs[at + 1] * w0 + pairs[at + 4] * w1 + pairs[at + 7] * w2 + pairs[at + 10] * w3;
        red += pairs[at + 2] * w0 + pairs[at + 5] * w1 + pairs[at + 8] * w2 + pairs[at + 11] * w3;
        at += 3 * UNROLLED;
      }
      sums[3 * x] = blue;
      sums[3 * x + 1] = green;
      sums[3 * x + 2] = red;
    }
  }

  /** Of a picture whose first row is another one's {@code top}. */
  private static Picture columns(Picture from, int top, ResamplingWeights by) {
    int height = by.first.length;
    Shape shape = new Shape(from.channels(), height, from.width());
    byte[] result = new byte[shape.size()];
    int[] sums = new int[from.width() * from.channels()];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, ResamplingWeights.HALF);
      for (int k = 0; k < by.count[y]; k++) {
        int row = (by.first[y] - top + k) * sums.length;
        add(from.values(), row, by.weights[y * by.taps + k], sums);
      }
      for (int i = 0; i < sums.length; i++) {
        result[y * sums.length + i] = ResamplingWeights.pixel(sums[i]);
      }
    }
    return Picture.owning(shape, result);
  }

  private static void add(byte[] values, int from, int weight, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += (values[from + i] & 0xff) * weight;
    }
  }
}
