package org.abc4j.bench.peers;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.unet.NetBuilder;
import org.abc4j.unet.UNet;
import org.abc4j.unet.UNetConfig;

/**
 * How often each value of a network is read, in the order in which they are produced: a tensor can
 * go once its last reader had it, as it does in PyTorch, where nobody refers to it any more.
 */
final class Uses implements NetBuilder<int[]> {
  private final List<int[]> counts = new ArrayList<>();

  private Uses() {}

  static int[] of(UNetConfig config) {
    Uses uses = new Uses();
    UNet.build(config, uses, new int[1], new int[1]);
    return uses.counts.stream().mapToInt(count -> count[0]).toArray();
  }

  private int[] produced(int[]... read) {
    for (int[] count : read) {
      count[0]++;
    }
    int[] count = new int[1];
    counts.add(count);
    return count;
  }

  @Override
  public int[] convolution(String name, int[] x, int outputs, int kernel, int stride) {
    return produced(x);
  }

  @Override
  public int[] linear(String name, int[] x, int outputs) {
    return produced(x);
  }

  @Override
  public int[] groupNorm(String name, int[] x, int groups, double epsilon) {
    return produced(x);
  }

  @Override
  public int[] silu(int[] x) {
    return produced(x);
  }

  @Override
  public int[] attention(int[] query, int[] key, int[] value, int headSize) {
    return produced(query, key, value);
  }

  @Override
  public int[] add(int[] a, int[] b) {
    return produced(a, b);
  }

  @Override
  public int[] addToPixels(int[] image, int[] vector) {
    return produced(image, vector);
  }

  @Override
  public int[] concatenate(int[] first, int[] second) {
    return produced(first, second);
  }

  @Override
  public int[] upsample(int[] x) {
    return produced(x);
  }

  @Override
  public int[] dropout(int[] x, double probability) {
    return x;
  }
}
