package org.abc4j.codec;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.Shape;

/**
 * Opens codecs from an encoder's and a decoder's file of some kind. Modules that can register
 * theirs with {@link java.util.ServiceLoader}, so that nothing else need know them; {@link Codecs}
 * finds them.
 */
public interface CodecProvider {

  /**
   * Whether it opens files of these names.
   *
   * @param encoder the encoder's file, which is not looked into
   * @param decoder the decoder's, likewise
   * @return true if {@link #open} may be asked
   */
  boolean opens(Path encoder, Path decoder);

  /**
   * Opens a codec whose encoding is a function of the image, without draws. Rows are asked for on
   * several threads at once, so each takes one thread, and bits do not depend on how many there
   * are.
   *
   * @param encoder the encoder's file: from images to latents, or to their mean and logarithm of
   *     the variance, of which the mean is taken
   * @param decoder the decoder's file: from latents to images
   * @param images the shape of images, as files may take several
   * @param scaling what latents are multiplied by after encoding and divided by before decoding,
   *     finite and above 0
   * @return the codec, to be closed by the caller; its digest is of both files, the shape and the
   *     scaling
   * @throws org.abc4j.io.MalformedFileException if one is no such file, or they do not map images
   *     of that shape to latents and back
   * @throws IllegalArgumentException if the scaling is out of range
   * @throws IllegalStateException if it cannot run them here
   * @throws IOException if one cannot be read
   */
  OpenCodec open(Path encoder, Path decoder, Shape images, double scaling) throws IOException;
}
