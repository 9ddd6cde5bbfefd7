package org.abc4j.cli.experiment;

import java.util.List;
import org.abc4j.Shape;
import org.abc4j.unet.UNetConfig;

/**
 * The network of a scale, whatever the experiment.
 *
 * @param channels channels of each block; empty for the experiment's own network
 * @param layers residual layers in each block
 * @param groups groups of each normalisation
 * @param attending which block attends
 */
public record ScaleNetwork(List<Integer> channels, int layers, int groups, int attending) {
  private static final int PAPER_GROUPS = 32;

  /**
   * Copies the list.
   *
   * @param channels channels of each block
   * @param layers residual layers in each block
   * @param groups groups of each normalisation
   * @param attending which block attends
   */
  public ScaleNetwork {
    channels = List.copyOf(channels);
  }

  /**
   * Makes sure that there is such a network; of the experiments' own it depends on them.
   *
   * @throws IllegalArgumentException if there is none for images of that side
   */
  void requirePossible(int side) {
    if (!channels.isEmpty()) {
      of(NetworkSize.SMALL, new Shape(1, side, side));
    }
  }

  /** The network for a shape. */
  UNetConfig of(NetworkSize size, Shape shape) {
    if (!channels.isEmpty()) {
      return UNetConfig.attendingAt(attending, shape, channels, layers, groups);
    }
    List<Integer> own =
        size == NetworkSize.SMALL ? List.of(128, 256, 512, 512) : List.of(192, 384, 768, 768);
    return UNetConfig.attendingOnce(shape, own, 2, PAPER_GROUPS);
  }
}
