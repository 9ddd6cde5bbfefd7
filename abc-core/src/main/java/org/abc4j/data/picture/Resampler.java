package org.abc4j.data.picture;

import java.util.Arrays;
import org.abc4j.Shape;

/**
 * Resizes planes of bytes: rows first, rounded to 8 bit, then columns. A direction whose extent
 * stays is left alone.
 */
final class Resampler {
  private Resampler() {}

  /**
   * Resizes a picture to {@code toHeight} · {@code toWidth} and keeps a part of that; what is not
   * kept is not computed.
   */
  static Picture part(
      Picture from, long toHeight, long toWidth, long top, long left, Shape part, Resampling by) {
    byte[] values = from.values();
    int planes = from.channels();
    int width = from.width();
    if (toWidth != width || part.width() != width) {
      width = part.width();
      values =
          rows(
              values,
              from.width(),
              width,
              ResamplingWeights.of(by, from.width(), toWidth, left, width));
    }
    if (toHeight != from.height() || part.height() != from.height()) {
      values =
          columns(
              values,
              planes,
              from.height(),
              width,
              part.height(),
              ResamplingWeights.of(by, from.height(), toHeight, top, part.height()));
    }
    return Picture.owning(part, values);
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
