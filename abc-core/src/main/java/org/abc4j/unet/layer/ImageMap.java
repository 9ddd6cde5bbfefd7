package org.abc4j.unet.layer;

/** The extents of a convolution: from what image, to what image, with what side and stride. */
record ImageMap(Node from, Node to, int side, int stride) {
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
