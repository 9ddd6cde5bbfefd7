package org.abc4j.kernel;

import java.util.Arrays;

/**
 * Weighted sums of a picture's bytes, in fixed point: along its rows, and down its columns.
 *
 * <p>A line of the result has a first pixel and a number of weights for each of its pixels: pixel x
 * is the sum of {@code weights[x·taps + k]} times pixel {@code first[x] + k} for k below {@code
 * count[x]}, a half added, shifted and cut to a byte. {@code taps} is a multiple of {@link #TAPS},
 * and weights from {@code count} on are 0. Each sum, on the way too, is less than 2^31.
 *
 * <p>These are the reference. Sums of integers are the same in any order, so lanes may run along
 * them. Stateless and thread-safe.
 */
public class ResizingKernels {
  /** Weights are multiples of 2^-22: 8 bits for the pixel, 2 for weights that are negative. */
  public static final int BITS = 32 - 8 - 2;

  /** What is added before the shift. */
  public static final int HALF = 1 << (BITS - 1);

  /** Weights at a time. */
  public static final int TAPS = 4;

  static final int COLOURS = 3;

  private static final int HIGHEST = 255;
  private static final long BOTH_HALVES = HALF | (long) HALF << 32;

  private static final ResizingKernels REFERENCE = new ResizingKernels();

  ResizingKernels() {}

  /**
   * The reference, which needs no Vector API.
   *
   * @return the kernels
   */
  public static ResizingKernels reference() {
    return REFERENCE;
  }

  /** A sum, with its half, as a byte. */
  static byte pixel(int sum) {
    return (byte) Math.max(0, Math.min(HIGHEST, sum >> BITS));
  }

  /**
   * Along rows: each row of the result is made of one row.
   *
   * <p>Two rows at a time, one in the lower and one in the upper half of a {@code long}: a product
   * and a sum then serve both, and are exact, since each half's sum fits an {@code int}.
   *
   * @param rows number of rows
   * @param width pixels of a row
   * @param channels 1 or 3, one after another in a pixel
   * @param values rows, one after another
   * @param at where they begin
   * @param first by pixel of a row of the result
   * @param count by pixel of a row of the result
   * @param taps weights kept for each
   * @param weights by pixel and weight
   * @param result rows of {@code first.length} pixels
   */
  public void across(
      int rows,
      int width,
      int channels,
      byte[] values,
      int at,
      int[] first,
      int[] count,
      int taps,
      int[] weights,
      byte[] result) {
    int length = width * channels;
    int resultLength = first.length * channels;
    // Weights of 0 may lie behind the last pixel.
    long[] pairs = new long[length + TAPS * channels];
    long[] sums = new long[resultLength];
    for (int y = 0; y < rows; y += 2) {
      int lower = at + y * length;
      int upper = at + Math.min(y + 1, rows - 1) * length;
      pair(values, lower, upper, length, pairs);
      if (channels == 1) {
        grayRow(pairs, first, count, taps, weights, sums);
      } else {
        colourRow(pairs, first, count, taps, weights, sums);
      }
      for (int i = 0; i < resultLength; i++) {
        int sum = (int) sums[i];
        result[y * resultLength + i] = pixel(sum);
        if (y + 1 < rows) {
          result[(y + 1) * resultLength + i] = pixel((int) (sums[i] - sum >> 32));
        }
      }
    }
  }

  private static void pair(byte[] values, int lower, int upper, int length, long[] pairs) {
    for (int i = 0; i < length; i++) {
      pairs[i] = values[lower + i] & 0xff | (values[upper + i] & 0xffL) << 32;
    }
  }

  private static void grayRow(
      long[] pairs, int[] first, int[] count, int taps, int[] weights, long[] sums) {
    for (int x = 0; x < first.length; x++) {
      int at = first[x];
      int end = x * taps + count[x];
      long sum = BOTH_HALVES;
      for (int k = x * taps; k < end; k += TAPS) {
        sum +=
            pairs[at] * weights[k]
                + pairs[at + 1] * weights[k + 1]
                + pairs[at + 2] * weights[k + 2]
                + pairs[at + 3] * weights[k + 3];
        at += TAPS;
      }
      sums[x] = sum;
    }
  }

  private static void colourRow(
      long[] pairs, int[] first, int[] count, int taps, int[] weights, long[] sums) {
    for (int x = 0; x < first.length; x++) {
      int at = COLOURS * first[x];
      int end = x * taps + count[x];
      long blue = BOTH_HALVES;
      long green = BOTH_HALVES;
      long red = BOTH_HALVES;
      for (int k = x * taps; k < end; k += TAPS) {
        long w0 = weights[k];
        long w1 = weights[k + 1];
        long w2 = weights[k + 2];
        long w3 = weights[k + 3];
        blue += pairs[at] * w0 + pairs[at + 3] * w1 + pairs[at + 6] * w2 + pairs[at + 9] * w3;
        green += pairs[at + 1] * w0 + pairs[at + 4] * w1 + pairs[at + 7] * w2 + pairs[at + 10] * w3;
        red += pairs[at + 2] * w0 + pairs[at + 5] * w1 + pairs[at + 8] * w2 + pairs[at + 11] * w3;
        at += COLOURS * TAPS;
      }
      sums[COLOURS * x] = blue;
      sums[COLOURS * x + 1] = green;
      sums[COLOURS * x + 2] = red;
    }
  }

  /**
   * Down columns: each row of the result is made of several rows, pixel by pixel.
   *
   * @param length bytes of a row, here and in the result
   * @param values rows, one after another
   * @param at where row 0 would begin; less than 0 if those before {@code first[0]} are not there
   * @param first by row of the result
   * @param count by row of the result
   * @param taps weights kept for each
   * @param weights by row of the result and weight
   * @param result {@code first.length} rows
   */
  public void down(
      int length,
      byte[] values,
      int at,
      int[] first,
      int[] count,
      int taps,
      int[] weights,
      byte[] result) {
    int[] sums = new int[length];
    for (int y = 0; y < first.length; y++) {
      Arrays.fill(sums, HALF);
      for (int k = 0; k < count[y]; k++) {
        add(values, at + (first[y] + k) * length, weights[y * taps + k], sums);
      }
      for (int i = 0; i < length; i++) {
        result[y * length + i] = pixel(sums[i]);
      }
    }
  }

  private static void add(byte[] values, int from, int weight, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += (values[from + i] & 0xff) * weight;
    }
  }
}
