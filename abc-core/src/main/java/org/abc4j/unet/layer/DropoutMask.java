package org.abc4j.unet.layer;

/** Which values dropout keeps in a training step. */
@FunctionalInterface
public interface DropoutMask {

  /**
   * Whether a value is kept.
   *
   * @param layer which dropout of the network, in the order of the layers
   * @param position index of the value in the batch, in NCHW order
   * @param probability probability of being dropped
   * @return true if it is kept
   */
  boolean keeps(int layer, long position, double probability);
}
