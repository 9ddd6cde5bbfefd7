package org.abc4j.unet.layer;

import java.util.Arrays;

/** An image with a border of zeros, as wide as its convolution asks for. */
final class PaddedImage {
  private static final int SLOT = 0;

  private PaddedImage() {}

  static int size(ImageMap map) {
    return map.paddedHeight() * map.paddedWidth() * map.from().channels();
  }

  /** A row's image, in the pass's working space until the next is made. */
  static float[] of(Pass pass, ImageMap map, float[] in, int row) {
    int channels = map.from().channels();
    int before = map.before() * channels;
    int width = map.from().width() * channels;
    int paddedWidth = map.paddedWidth() * channels;
    int size = size(map);
    float[] padded = pass.scratch(SLOT, size);
    int at = map.before() * paddedWidth;
    Arrays.fill(padded, 0, at, 0);
    for (int y = 0; y < map.from().height(); y++) {
      Arrays.fill(padded, at, at + before, 0);
      System.arraycopy(in, row * map.from().size() + y * width, padded, at + before, width);
      Arrays.fill(padded, at + before + width, at + paddedWidth, 0);
      at += paddedWidth;
    }
    Arrays.fill(padded, at, size, 0);
    return padded;
  }
}
