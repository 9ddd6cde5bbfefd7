package org.abc4j.samediff;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Values of one row, or one pixel, brought to the shape of larger ones.
 *
 * <p>An addition broadcasts at little cost either way. A multiplication does not: its gradient for
 * the smaller factor takes 25 times the time of that of equal shapes, and {@code tile} is as bad
 * forward. So small factors are first added to zeros of the large one's shape.
 */
final class Broadcast {
  private Broadcast() {}

  /** The small value repeated to the shape of the large one. */
  static SDVariable to(SDVariable small, SDVariable large) {
    return large.getSameDiff().zerosLike(large).add(small);
  }

  /** large · small, element by element. */
  static SDVariable times(SDVariable large, SDVariable small) {
    return large.mul(to(small, large));
  }

  /** A value of one row repeated to as many rows as another has; ranks and other extents differ. */
  static SDVariable rows(SDVariable single, SDVariable many) {
    SDVariable zeros = many.getSameDiff().zerosLike(many).sum(true, 1, 2, 3);
    return zeros.add(single);
  }
}
