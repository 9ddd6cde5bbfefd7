package org.abc4j.unet.layer;

import java.util.Arrays;

/**
 * Sums over the pixels of one row, by channel: down the pixels, a lane for each channel, blocks of
 * pixels in {@code float} and the blocks in {@code double}.
 */
final class ChannelSums {
  /** Pixels that are summed in float before the sum goes to double. */
  static final int BLOCK = 32;

  private static final int SLOT = 0;

  private ChannelSums() {}

  /** Sums of a row that begins at {@code at}. */
  static void sums(Pass pass, Node node, float[] a, int at, double[] sums) {
    int channels = node.channels();
    int whole = node.pixels() / BLOCK;
    int left = node.pixels() % BLOCK;
    float[] blocks = blocks(pass, node);
    Arrays.fill(sums, 0);
    pass.kernels.columnSums(whole, BLOCK, channels, a, at, blocks);
    add(whole, blocks, sums);
    if (left > 0) {
      pass.kernels.columnSums(1, left, channels, a, at + whole * BLOCK * channels, blocks);
      add(1, blocks, sums);
    }
  }

  /** Sums of squares of a row about a mean. */
  static void squares(Pass pass, Node node, float[] a, int at, float[] mean, double[] sums) {
    int channels = node.channels();
    int whole = node.pixels() / BLOCK;
    int left = node.pixels() % BLOCK;
    float[] blocks = blocks(pass, node);
    Arrays.fill(sums, 0);
    pass.kernels.columnSquares(whole, BLOCK, channels, a, at, mean, blocks);
    add(whole, blocks, sums);
    if (left > 0) {
      int from = whole * BLOCK * channels;
      pass.kernels.columnSquares(1, left, channels, a, at + from, mean, blocks);
      add(1, blocks, sums);
    }
  }

  /** Sums of products of two rows. */
  static void dots(Pass pass, Node node, float[] a, int aAt, float[] b, int bAt, double[] sums) {
    int channels = node.channels();
    int whole = node.pixels() / BLOCK;
    int left = node.pixels() % BLOCK;
    float[] blocks = blocks(pass, node);
    Arrays.fill(sums, 0);
    pass.kernels.columnDots(whole, BLOCK, channels, a, aAt, b, bAt, blocks);
    add(whole, blocks, sums);
    if (left > 0) {
      int from = whole * BLOCK * channels;
      pass.kernels.columnDots(1, left, channels, a, aAt + from, b, bAt + from, blocks);
      add(1, blocks, sums);
    }
  }

  /** Adds sums of blocks, one after another. */
  static void add(int count, float[] blocks, double[] sums) {
    for (int block = 0; block < count; block++) {
      for (int c = 0; c < sums.length; c++) {
        sums[c] += blocks[block * sums.length + c];
      }
    }
  }

  private static float[] blocks(Pass pass, Node node) {
    return pass.scratch(SLOT, Math.max(1, node.pixels() / BLOCK) * node.channels());
  }
}
