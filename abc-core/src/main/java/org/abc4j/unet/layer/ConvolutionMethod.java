package org.abc4j.unet.layer;

import org.abc4j.kernel.Winograd;

/**
 * How convolutions of side 3 and stride 1 are computed.
 *
 * <p>The choice is made by a layer's extents alone, so results do not depend on the batch or the
 * machine.
 */
public enum ConvolutionMethod {
  /** Nine products for each output. Rounds least. */
  DIRECT,

  /**
   * By Winograd's F(4×4, 3×3), two and a quarter products for each output, where sides are
   * multiples of 4 from 8 up and channels multiples of 16; direct elsewhere.
   */
  WINOGRAD;

  private static final int LEAST_SIDE = 8;
  private static final int CHANNEL_GROUP = 16;

  boolean isWinograd(ImageMap map) {
    return this == WINOGRAD
        && map.side() == 3
        && map.stride() == 1
        && map.before() == 1
        && fits(map.to().height())
        && fits(map.to().width())
        && map.from().channels() % CHANNEL_GROUP == 0
        && map.to().channels() % CHANNEL_GROUP == 0;
  }

  private static boolean fits(int side) {
    return side >= LEAST_SIDE && side % Winograd.TILE == 0;
  }
}
