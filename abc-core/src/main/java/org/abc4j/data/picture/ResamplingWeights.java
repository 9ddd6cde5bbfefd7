package org.abc4j.data.picture;

import org.abc4j.kernel.ResizingKernels;

/**
 * Which pixels of a line make each pixel of a resized one, and with what weights, in fixed point.
 *
 * <p>Computed and rounded as Pillow does it for 8 bit, so results agree to the bit: weights in
 * {@code double}, divided by their sum, then rounded to multiples of 2^-22.
 */
final class ResamplingWeights {
  /** Weights kept for each pixel, a multiple of four; those behind {@link #count} are 0. */
  final int taps;

  /** First pixel that counts, for each of the result. */
  final int[] first;

  /** How many count. */
  final int[] count;

  /** {@link #taps} for each pixel of the result, times 2^22. */
  final int[] weights;

  private ResamplingWeights(int taps, int size) {
    this.taps = taps;
    this.first = new int[size];
    this.count = new int[size];
    this.weights = new int[Math.multiplyExact(taps, size)];
  }

  /**
   * @param filter weighs the pixels
   * @param from pixels of the line, at least 1
   * @param to pixels of the resized one, at least 1
   * @param begin first pixel of the resized one that is wanted
   * @param size how many are wanted from there
   */
  static ResamplingWeights of(Resampling filter, int from, long to, long begin, int size) {
    double support = support(filter, (double) from / to);
    ResamplingWeights result =
        new ResamplingWeights(padded((int) Math.ceil(support) * 2 + 1), size);
    for (int x = 0; x < size; x++) {
      double[] line = unrounded(filter, from, to, begin + x);
      result.first[x] = low(filter, from, to, begin + x);
      result.count[x] = line.length;
      for (int k = 0; k < line.length; k++) {
        double weight = line[k] * (1 << ResizingKernels.BITS);
        result.weights[x * result.taps + k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
      }
    }
    return result;
  }

  /** Weights of the pixels that count for one of the resized line, before they are rounded. */
  static double[] unrounded(Resampling filter, int from, long to, long x) {
    double scale = (double) from / to;
    double narrowing = 1 / Math.max(scale, 1);
    double centre = (x + 0.5) * scale;
    int low = low(filter, from, to, x);
    double[] line = new double[high(filter, from, to, x) - low];
    double sum = 0;
    for (int k = 0; k < line.length; k++) {
      line[k] = filter.weight((k + low - centre + 0.5) * narrowing);
      sum += line[k];
    }
    for (int k = 0; k < line.length; k++) {
      line[k] = sum == 0 ? line[k] : line[k] / sum;
    }
    return line;
  }

  /** The first pixel that counts for one of the resized line. */
  static int low(Resampling filter, int from, long to, long x) {
    double scale = (double) from / to;
    // Casts cut toward 0, as in C; what is below 0 is raised to it either way.
    return Math.max(0, (int) ((x + 0.5) * scale - support(filter, scale) + 0.5));
  }

  /** Behind the last pixel that counts. */
  static int high(Resampling filter, int from, long to, long x) {
    double scale = (double) from / to;
    return Math.min(from, (int) ((x + 0.5) * scale + support(filter, scale) + 0.5));
  }

  private static double support(Resampling filter, double scale) {
    return filter.support() * Math.max(scale, 1);
  }

  /** The first pixel that counts for any of the line. */
  int begin() {
    return first[0];
  }

  /** Behind the last pixel that counts for any. */
  int end() {
    int last = first.length - 1;
    return first[last] + count[last];
  }

  private static int padded(int taps) {
    return (taps + ResizingKernels.TAPS - 1) / ResizingKernels.TAPS * ResizingKernels.TAPS;
  }
}
