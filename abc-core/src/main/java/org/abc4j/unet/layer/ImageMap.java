package org.abc4j.unet.layer;

/**
 * The extents of a convolution: from what image, to what image, with what side and stride, and how
 * many zeros stand before the first row and column. Behind the last ones there are as many as it
 * takes to {@code side − 1}.
 */
record ImageMap(Node from, Node to, int side, int stride, int before) {
  /** With as many zeros before as behind. */
  ImageMap(Node from, Node to, int side, int stride) {
    this(from, to, side, stride, side / 2);
  }

  /** Whether it is a linear map of each pixel. */
  boolean isOfPixels() {
    return side == 1 && stride == 1;
  }

  /** Whether the stride divides both sides. */
  boolean isDivided() {
    return from.height() == stride * to.height() && from.width() == stride * to.width();
  }

  int paddedHeight() {
    return from.height() + side - 1;
  }

  int paddedWidth() {
    return from.width() + side - 1;
  }

  /** Inputs under one row of the kernel. */
  int run() {
    return side * from.channels();
  }

  /** Output channels, filled up. */
  int columns() {
    return Parameter.padded(to.channels());
  }

  /** Numbers of one row's output, its channels filled up. */
  int wideSize() {
    return to.pixels() * columns();
  }
}
