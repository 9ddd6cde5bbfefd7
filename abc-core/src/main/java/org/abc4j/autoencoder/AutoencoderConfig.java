package org.abc4j.autoencoder;

import java.util.Objects;
import org.abc4j.Shape;
import org.abc4j.unet.layer.ImageNetwork;

/**
 * The architecture of appendix B.4: an encoder of three convolutions of 7×7, 7×7 and 5×5, the first
 * two halving, and a decoder of two transposed convolutions of 7×7 that double and two convolutions
 * of 5×5 and 3×3. A ReLU follows each of the seven, the last of encoder and decoder too, and a
 * batch normalisation the second of the encoder.
 *
 * <p>The paper names the widths of the encoder only; the decoder's are taken to be the same three
 * times. Layers have the names that PyTorch gives those of two {@code Sequential}s, encoder and
 * decoder.
 *
 * @param images the shape of images: 1 to 4 channels, sides multiples of 8, up to 1024
 * @param width channels between, 1 to 1024; the paper's 64
 * @param latentChannels channels of a latent, 1 to 64; the paper's 4
 */
public record AutoencoderConfig(Shape images, int width, int latentChannels) {
  /** What sides are divided by. */
  static final int REDUCTION = 4;

  /** The side of the largest patch of the loss, which sides are multiples of. */
  private static final int SIDE_STEP = 8;

  private static final int MOST_SIDE = 1024;
  private static final int MOST_CHANNELS = 4;
  private static final int MOST_WIDTH = 1024;
  private static final int MOST_LATENT = 64;

  /**
   * Checks the ranges above.
   *
   * @param images the shape of images
   * @param width channels between
   * @param latentChannels channels of a latent
   * @throws IllegalArgumentException if one is out of range, naming it
   */
  public AutoencoderConfig {
    Objects.requireNonNull(images, "images");
    require(images.channels() <= MOST_CHANNELS, "images have 1 to 4 channels", images);
    for (int side : new int[] {images.height(), images.width()}) {
      require(
          side % SIDE_STEP == 0 && side <= MOST_SIDE,
          "sides of images are multiples of " + SIDE_STEP + ", up to " + MOST_SIDE,
          side);
    }
    require(width >= 1 && width <= MOST_WIDTH, "widths lie from 1 to " + MOST_WIDTH, width);
    require(
        latentChannels >= 1 && latentChannels <= MOST_LATENT,
        "latents have 1 to " + MOST_LATENT + " channels",
        latentChannels);
  }

  private static void require(boolean holds, String rule, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", found " + found);
    }
  }

  /**
   * The paper's widths, 64 and 4.
   *
   * @param images the shape of images
   * @return the configuration
   * @throws IllegalArgumentException if the shape is out of range
   */
  public static AutoencoderConfig paper(Shape images) {
    return new AutoencoderConfig(images, 64, 4);
  }

  /**
   * With other channels between.
   *
   * @param channels how many
   * @return a copy
   * @throws IllegalArgumentException if it is out of range
   */
  public AutoencoderConfig withWidth(int channels) {
    return new AutoencoderConfig(images, channels, latentChannels);
  }

  /**
   * The shape of a latent.
   *
   * @return as many channels as said, a quarter of the sides
   */
  public Shape latents() {
    return new Shape(latentChannels, images.height() / REDUCTION, images.width() / REDUCTION);
  }

  ImageNetwork encoder() {
    return ImageNetwork.of(images)
        .convolution("encoder.0", width, 7, 2)
        .relu()
        .convolution("encoder.2", width, 7, 2)
        .relu()
        .batchNorm("encoder.4")
        .convolution("encoder.5", latentChannels, 5, 1)
        .relu()
        .build();
  }

  ImageNetwork decoder() {
    return ImageNetwork.of(latents())
        .transposedConvolution("decoder.0", width, 7, 2)
        .relu()
        .transposedConvolution("decoder.2", width, 7, 2)
        .relu()
        .convolution("decoder.4", width, 5, 1)
        .relu()
        .convolution(LAST, images.channels(), 3, 1)
        .relu()
        .build();
  }

  /** The convolution that gives pixels. */
  static final String LAST = "decoder.6";

  /** Numbers of all weights and statistics, without making them. */
  long weights() {
    long w = width;
    long encoder =
        49L * images.channels() * w + w + 49 * w * w + w + 4 * w + 25 * w * latentChannels;
    long decoder =
        49L * latentChannels * w + w + 49 * w * w + w + 25 * w * w + w + 9 * w * images.channels();
    return encoder + latentChannels + decoder + images.channels();
  }
}
