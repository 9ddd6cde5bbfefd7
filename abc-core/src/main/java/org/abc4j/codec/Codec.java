package org.abc4j.codec;

import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;

/**
 * An encoder from images to latents, and a decoder back.
 *
 * <p>Images have values from −1 to 1, black to white, as {@code Normalisation.plusMinusOne} makes
 * them; what is decoded may lie beyond. A row's result does not depend on the rows beside it: it is
 * the same bits in any batch, or an implementation says what it promises instead. Implementations
 * are immutable and thread-safe.
 */
public interface Codec {

  /**
   * The shape of an image.
   *
   * @return the shape that {@link #encode} takes and {@link #decode} gives
   */
  Shape imageShape();

  /**
   * The shape of a latent.
   *
   * @return the shape that {@link #decode} takes and {@link #encode} gives
   */
  Shape latentShape();

  /**
   * The digest of all that latents and decoded images depend on: who has another codec has another
   * digest.
   *
   * @return 64 hexadecimal digits
   */
  String sha256();

  /**
   * Encodes images.
   *
   * @param images any number of rows of {@link #imageShape}
   * @return a latent for each
   * @throws IllegalArgumentException if the images have another shape
   */
  Batch encode(Batch images);

  /**
   * Decodes latents.
   *
   * @param latents any number of rows of {@link #latentShape}
   * @return an image for each
   * @throws IllegalArgumentException if the latents have another shape
   */
  Batch decode(Batch latents);

  /**
   * The decoder's derivatives at a latent.
   *
   * @param latent one row
   * @param directions any number of rows of {@link #latentShape}
   * @param execution whose threads compute, and whether to go on
   * @return the image and its derivative along each direction: exact but for rounding where forward
   *     mode is implemented, else by central differences with a stated error
   * @throws IllegalArgumentException if there is not one latent, or a shape is another
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  default DecoderTangents tangents(Batch latent, Batch directions, Execution execution) {
    return DecoderTangents.byDifferences(this, latent, directions, execution);
  }

  /**
   * Rows that are best encoded or decoded together.
   *
   * @return at least 1
   */
  default int preferredRows() {
    return 8;
  }

  /**
   * Encodes images a few at a time, on several threads.
   *
   * @param images any number of rows of {@link #imageShape}
   * @param execution whose threads encode, and whether to go on
   * @return a latent for each, as {@link #encode(Batch)} gives it
   * @throws IllegalArgumentException if the images have another shape
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  default Batch encode(Batch images, Execution execution) {
    return Blocks.map(this::encode, images, latentShape(), preferredRows(), execution);
  }

  /**
   * Decodes latents a few at a time, on several threads.
   *
   * @param latents any number of rows of {@link #latentShape}
   * @param execution whose threads decode, and whether to go on
   * @return an image for each, as {@link #decode(Batch)} gives it
   * @throws IllegalArgumentException if the latents have another shape
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  default Batch decode(Batch latents, Execution execution) {
    return Blocks.map(this::decode, latents, imageShape(), preferredRows(), execution);
  }

  /**
   * Fails unless rows have a shape.
   *
   * @param what what they are, for the error
   * @param shape the shape
   * @param rows the rows
   * @throws IllegalArgumentException if they have another
   */
  static void requireShape(String what, Shape shape, Batch rows) {
    if (!rows.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "the " + what + " of this codec have shape " + shape + ", found " + rows.shape());
    }
  }
}
