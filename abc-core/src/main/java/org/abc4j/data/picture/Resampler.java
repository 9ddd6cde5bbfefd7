package org.abc4j.data.picture;

import java.util.Arrays;

/**
 * Resizes planes of bytes: rows first, rounded to 8 bit, then columns. A direction whose extent
 * stays is left alone.
 */
final class Resampler {
  private Resampler() {}

  /**
   * @param values planes of {@code height} · {@code width} bytes, one after another
   * @return planes of {@code toHeight} · {@code toWidth} bytes; may be {@code values} itself
   */
  static byte[] resample(
      byte[] values, int height, int width, int toHeight, int toWidth, Resampling filter) {
    int planes = values.length / (height * width);
    byte[] wide = values;
    if (toWidth != width) {
      wide = rows(values, width, toWidth, ResamplingWeights.of(filter, width, toWidth));
    }
    if (toHeight == height) {
      return wide;
    }
    return columns(
        wide, planes, height, toWidth, toHeight, ResamplingWeights.of(filter, height, toHeight));
  }

  private static byte[] rows(byte[] values, int width, int toWidth, ResamplingWeights by) {
    int rows = values.length / width;
    byte[] result = new byte[Math.multiplyExact(rows, toWidth)];
    for (int row = 0; row < rows; row++) {
      for (int x = 0; x < toWidth; x++) {
        int at = row * width + by.first[x];
        int weight = x * by.taps;
        int sum = ResamplingWeights.HALF;
        for (int k = 0; k < by.count[x]; k++) {
          sum += (values[at + k] & 0xff) * by.weights[weight + k];
        }
        result[row * toWidth + x] = ResamplingWeights.pixel(sum);
      }
    }
    return result;
  }

  private static byte[] columns(
      byte[] values, int planes, int height, int width, int toHeight, ResamplingWeights by) {
    byte[] result = new byte[Math.multiplyExact(planes * toHeight, width)];
    int[] sums = new int[width];
    for (int plane = 0; plane < planes; plane++) {
      for (int y = 0; y < toHeight; y++) {
        Arrays.fill(sums, ResamplingWeights.HALF);
        for (int k = 0; k < by.count[y]; k++) {
          add(
              values,
              (plane * height + by.first[y] + k) * width,
              by.weights[y * by.taps + k],
              sums);
        }
        int to = (plane * toHeight + y) * width;
        for (int x = 0; x < width; x++) {
          result[to + x] = ResamplingWeights.pixel(sums[x]);
        }
      }
    }
    return result;
  }

  private static void add(byte[] values, int from, int weight, int[] sums) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] += (values[from + x] & 0xff) * weight;
    }
  }
}
