package org.abc4j.autoencoder;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/** In which order an epoch sees the images: a permutation that is a function of seed and epoch. */
final class EpochOrder {
  private EpochOrder() {}

  /** The images of an epoch, each once. */
  static int[] of(long seed, int epoch, int images) {
    long[] keys = new long[images];
    CounterRandom.of(seed, Purpose.AUTOENCODER_ORDER).bits(0, epoch, 0, keys);
    // Equal keys, which hardly occur, leave images in their order.
    return IntStream.range(0, images)
        .boxed()
        .sorted(Comparator.comparingLong((Integer i) -> keys[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
