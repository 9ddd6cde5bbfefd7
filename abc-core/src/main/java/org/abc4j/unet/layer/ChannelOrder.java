package org.abc4j.unet.layer;

/** Images as they go in and out, channel after channel, and as layers have them, pixel by pixel. */
final class ChannelOrder {
  private ChannelOrder() {}

  /** From NCHW to NHWC. */
  static void toPixels(Node node, float[] images, float[] pixels, int rows) {
    toPixels(node, images, 0, pixels, rows);
  }

  /** From NCHW, of which the first begins somewhere, to NHWC. */
  static void toPixels(Node node, float[] images, int at, float[] pixels, int rows) {
    int channels = node.channels();
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < channels; c++) {
        for (int p = 0; p < node.pixels(); p++) {
          pixels[row * node.size() + p * channels + c] =
              images[at + row * node.size() + c * node.pixels() + p];
        }
      }
    }
  }

  /** From NHWC to NCHW. */
  static float[] fromPixels(Node node, float[] pixels, int rows) {
    float[] images = new float[rows * node.size()];
    fromPixels(node, pixels, images, 0, rows);
    return images;
  }

  /** From NHWC to NCHW, of which the first begins somewhere. */
  static void fromPixels(Node node, float[] pixels, float[] images, int at, int rows) {
    int channels = node.channels();
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < channels; c++) {
        for (int p = 0; p < node.pixels(); p++) {
          images[at + row * node.size() + c * node.pixels() + p] =
              pixels[row * node.size() + p * channels + c];
        }
      }
    }
  }
}
