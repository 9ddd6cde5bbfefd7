package org.abc4j.kernel;

import java.util.Arrays;
import java.util.Random;

/** Lines of a resized picture: any first pixels and weights, as many as there is room for. */
final class ResizingLines {
  final int taps;
  final int[] first;
  final int[] count;
  final int[] weights;

  ResizingLines(Random random, int size, int from, int mostTaps) {
    taps = (mostTaps + 3) / 4 * 4;
    first = new int[size];
    count = new int[size];
    weights = new int[size * taps];
    for (int x = 0; x < size; x++) {
      first[x] = random.nextInt(from);
      count[x] = 1 + random.nextInt(Math.min(mostTaps, from - first[x]));
      for (int k = 0; k < count[x]; k++) {
        // Sums stay within 31 bits: all magnitudes together are below 2^23.
        weights[x * taps + k] = (random.nextInt(1 << 24) - (1 << 23)) / count[x];
      }
    }
  }

  private static byte pixel(long sum) {
    return (byte) Math.max(0, Math.min(255, sum + (1 << 21) >> 22));
  }

  /** By the definition, one value after another. */
  byte[] across(int rows, int width, int channels, byte[] values, int at) {
    byte[] result = new byte[rows * first.length * channels];
    for (int i = 0; i < result.length; i++) {
      int row = i / (first.length * channels);
      int x = i / channels % first.length;
      long sum = 0;
      for (int k = 0; k < count[x]; k++) {
        int pixel = at + (row * width + first[x] + k) * channels + i % channels;
        sum += (long) weights[x * taps + k] * (values[pixel] & 0xff);
      }
      result[i] = pixel(sum);
    }
    return result;
  }

  /** By the definition, one value after another. */
  byte[] down(int length, byte[] values, int at) {
    byte[] result = new byte[length * first.length];
    for (int i = 0; i < result.length; i++) {
      int y = i / length;
      long sum = 0;
      for (int k = 0; k < count[y]; k++) {
        int value = at + (first[y] + k) * length + i % length;
        sum += (long) weights[y * taps + k] * (values[value] & 0xff);
      }
      result[i] = pixel(sum);
    }
    return result;
  }

  /** Whether kernels agree with the definition. */
  boolean across(ResizingKernels kernels, int rows, int width, int channels, byte[] values) {
    byte[] result = new byte[rows * first.length * channels];
    kernels.across(rows, width, channels, values, 0, first, count, taps, weights, result);
    return Arrays.equals(across(rows, width, channels, values, 0), result);
  }

  /** Whether kernels agree with the definition. */
  boolean down(ResizingKernels kernels, int length, byte[] values) {
    byte[] result = new byte[length * first.length];
    kernels.down(length, values, 0, first, count, taps, weights, result);
    return Arrays.equals(down(length, values, 0), result);
  }
}
