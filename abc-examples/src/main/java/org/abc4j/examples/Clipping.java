package org.abc4j.examples;

/**
 * How the predicted clean image is held within a bound.
 *
 * @param bound the bound, positive; infinite for none
 * @param consistent whether the state stays as it is where the bound holds, so that samples
 *     converge as steps are added; otherwise the predicted noise does, as is usual
 */
record Clipping(double bound, boolean consistent) {
  /** The predicted image is taken as it is. */
  static final Clipping NONE = new Clipping(Double.POSITIVE_INFINITY, false);

  /** Within the range of the images, with the noise as predicted. */
  static final Clipping USUAL = new Clipping(1, false);

  /** Within the range of the images, so that samples converge. */
  static final Clipping CONSISTENT = new Clipping(1, true);
}
