package org.abc4j.autoencoder;

import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/** In which order an epoch sees the images: a permutation that is a function of seed and epoch. */
final class EpochOrder {
  private EpochOrder() {}

  /** The images of an epoch, each once. */
  static int[] of(long seed, int epoch, int images) {
    return CounterRandom.of(seed, Purpose.AUTOENCODER_ORDER).order(0, epoch, images);
  }
}
