package org.abc4j.unet.layer;

/** Which values dropout keeps in a training step. */
@FunctionalInterface
public interface DropoutMask {

  /**
   * Draws for values that follow one another.
   *
   * @param layer which dropout of the network, in the order of the layers
   * @param first index of the first value in the batch, in NCHW order
   * @param probability probability of being dropped
   * @param kept to be set to whether the values from {@code first} on are kept
   */
  void draw(int layer, long first, double probability, boolean[] kept);
}
