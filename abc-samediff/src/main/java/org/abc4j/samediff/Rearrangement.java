package org.abc4j.samediff;

import org.nd4j.autodiff.samediff.SDVariable;

/** The channels of an image divided into heads, and back. */
final class Rearrangement implements GraphLayer {
  private final boolean toHeads;
  private final Value image;
  private final int headSize;

  private Rearrangement(boolean toHeads, Value image, int headSize) {
    this.toHeads = toHeads;
    this.image = image;
    this.headSize = headSize;
  }

  /** From [rows, height, width, channels] to [rows, heads, pixels, head size]. */
  static Rearrangement toHeads(Value image, int headSize) {
    return new Rearrangement(true, image, headSize);
  }

  /** The way back. */
  static Rearrangement toImage(Value image, int headSize) {
    return new Rearrangement(false, image, headSize);
  }

  @Override
  public SDVariable value(SDVariable... x) {
    var graph = x[0].getSameDiff();
    int pixels = image.height() * image.width();
    int heads = image.channels() / headSize;
    if (toHeads) {
      SDVariable split = graph.reshape(x[0], -1, pixels, heads, headSize);
      return graph.permute(split, 0, 2, 1, 3);
    }
    SDVariable joined = graph.permute(x[0], 0, 2, 1, 3);
    return graph.reshape(joined, -1, image.height(), image.width(), image.channels());
  }
}
