package org.abc4j.unet.layer;

import java.util.Arrays;

/** An image with a border of zeros, half a kernel wide. */
final class PaddedImage {
  private static final int SLOT = 0;

  private PaddedImage() {}

  static int size(ImageMap map) {
    int border = map.side() / 2;
    return (map.from().height() + 2 * border) * map.paddedWidth() * map.from().channels();
  }

  /** A row's image, in the pass's working space until the next is made. */
  static float[] of(Pass pass, ImageMap map, float[] in, int row) {
    int border = map.side() / 2;
    int channels = map.from().channels();
    int width = map.from().width() * channels;
    int paddedWidth = map.paddedWidth() * channels;
    int size = size(map);
    float[] padded = pass.scratch(SLOT, size);
    Arrays.fill(padded, 0, border * paddedWidth, 0);
    for (int y = 0; y < map.from().height(); y++) {
      int at = (y + border) * paddedWidth;
      Arrays.fill(padded, at, at + border * channels, 0);
      System.arraycopy(
          in, row * map.from().size() + y * width, padded, at + border * channels, width);
      Arrays.fill(padded, at + border * channels + width, at + paddedWidth, 0);
    }
    Arrays.fill(padded, size - border * paddedWidth, size, 0);
    return padded;
  }
}
