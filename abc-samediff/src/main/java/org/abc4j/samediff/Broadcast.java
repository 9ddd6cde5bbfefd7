package org.abc4j.samediff;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Values of one row, or one pixel, brought to the shape of larger ones.
 *
 * <p>Operations broadcast by themselves, and forward that is the fastest way. But the gradient of a
 * product by its smaller factor takes 25 times the time of that of equal shapes. So where there
 * will be gradients, small factors are first added to zeros of the large one's shape.
 */
final class Broadcast {
  private Broadcast() {}

  /** large · small, element by element. */
  static SDVariable times(SDVariable large, SDVariable small) {
    return large.mul(large.getSameDiff().zerosLike(large).add(small));
  }

  /** A value of one row repeated to as many rows as another has; ranks and other extents differ. */
  static SDVariable rows(SDVariable single, SDVariable many) {
    SDVariable zeros = many.getSameDiff().zerosLike(many).sum(true, 1, 2, 3);
    return zeros.add(single);
  }
}
