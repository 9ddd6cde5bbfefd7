package org.abc4j.unet;

/**
 * The layers that {@link UNet} is written in.
 *
 * <p>The architecture is written once against this interface; each executor, and each interpreter
 * that only counts, is one implementation. Values are images (height × width × channels) or vectors
 * (channels), one for each row of a batch. Names are diffusers' {@code state_dict} prefixes: a
 * layer called {@code x} has the weights {@code x.weight} and {@code x.bias}.
 *
 * @param <T> what stands for a value
 */
public interface NetBuilder<T> {

  /**
   * A convolution with bias and zero padding of {@code kernel / 2}.
   *
   * @param name weights {@code [outputs, inputs, kernel, kernel]} and bias {@code [outputs]}
   * @param x an image
   * @param outputs number of output channels
   * @param kernel side of the kernel, 1 or 3
   * @param stride 1, or 2 to halve an even side
   * @return an image
   */
  T convolution(String name, T x, int outputs, int kernel, int stride);

  /**
   * A convolution with bias of side 3 that halves an even image, its zeros behind the last row and
   * column alone: what is at (y, x) comes of rows 2y to 2y + 2 and columns 2x to 2x + 2. Networks
   * that others have trained may have it, {@link UNetVariant#paddedAfter}. An executor without it
   * leaves this method as it is, and so refuses them.
   *
   * @param name weights {@code [outputs, inputs, 3, 3]} and bias {@code [outputs]}
   * @param x an image
   * @param outputs number of output channels
   * @return an image of half the height and width
   * @throws UnsupportedOperationException if this executor does not have it
   */
  default T halvingPaddedAfter(String name, T x, int outputs) {
    throw new UnsupportedOperationException(
        "this executor pads images on all sides before it halves them, and "
            + name
            + " is padded behind alone (downsample_padding 0)");
  }

  /**
   * A linear map with bias: of a vector, or of each pixel of an image.
   *
   * @param name weights {@code [outputs, inputs]} and bias {@code [outputs]}
   * @param x a vector or an image
   * @param outputs number of output channels
   * @return a value of the same extent
   */
  T linear(String name, T x, int outputs);

  /**
   * Group normalisation (Wu and He 2018) with scale and shift.
   *
   * @param name weight and bias {@code [channels]}
   * @param x an image
   * @param groups number of groups, a divisor of the channels
   * @param epsilon added to the variance
   * @return an image of the same shape
   */
  T groupNorm(String name, T x, int groups, double epsilon);

  /**
   * x·σ(x), element by element.
   *
   * @param x any value
   * @return a value of the same shape
   */
  T silu(T x);

  /**
   * Scaled dot-product attention among the pixels, by heads: softmax(qkᵀ/√d)·v.
   *
   * @param query an image
   * @param key an image of the same shape
   * @param value an image of the same shape
   * @param headSize channels of a head, d, a divisor of the channels
   * @return an image of the same shape
   */
  T attention(T query, T key, T value, int headSize);

  /**
   * The sum of two values of one shape.
   *
   * @param a a value
   * @param b a value
   * @return a + b
   */
  T add(T a, T b);

  /**
   * A vector added to each pixel of an image of as many channels.
   *
   * @param image an image
   * @param vector a vector
   * @return an image
   */
  T addToPixels(T image, T vector);

  /**
   * Two images of one extent as one: the channels of the first, then those of the second.
   *
   * @param first an image
   * @param second an image
   * @return an image
   */
  T concatenate(T first, T second);

  /**
   * An image twice as high and wide, each pixel repeated.
   *
   * @param x an image
   * @return an image
   */
  T upsample(T x);

  /**
   * In training, sets values to 0 with the given probability and scales the others up; otherwise
   * nothing.
   *
   * @param x any value
   * @param probability from 0 to below 1
   * @return a value of the same shape
   */
  T dropout(T x, double probability);

  /**
   * Hears the name that diffusers gives to the module whose output a value is.
   *
   * @param name the module, such as {@code down_blocks.0.resnets.0}
   * @param value its output
   */
  default void named(String name, T value) {}
}
