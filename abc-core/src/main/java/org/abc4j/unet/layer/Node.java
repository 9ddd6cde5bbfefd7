package org.abc4j.unet.layer;

/**
 * A value of a network: an image, or a vector as an image of one pixel. Stored pixel after pixel
 * (NHWC), one row of the batch after another.
 *
 * @param index its place among the network's values
 * @param height rows of pixels
 * @param width columns of pixels
 * @param channels values of a pixel
 * @param dependsOnInput whether it depends on the noisy image, and so has tangents
 */
record Node(int index, int height, int width, int channels, boolean dependsOnInput) {
  int pixels() {
    return height * width;
  }

  int size() {
    return height * width * channels;
  }
}
