package org.abc4j.codec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.abc4j.Shape;
import org.abc4j.io.Quoted;

/** Opens the codecs of others, by whichever module can. Stateless and thread-safe. */
public final class Codecs {
  /** What Stable Diffusion 1 and 2 multiply latents by. */
  public static final double STABLE_DIFFUSION_SCALING = 0.18215;

  private Codecs() {}

  /**
   * Opens a codec of an encoder and a decoder.
   *
   * @param encoder the encoder's file, of the user's
   * @param decoder the decoder's file
   * @param images the shape of images, as files may take several
   * @param scaling what latents are multiplied by after encoding and divided by before decoding,
   *     finite and above 0
   * @return the codec, to be closed by the caller
   * @throws MissingCodecException if no module on the class path opens such files
   * @throws CodecException if the module cannot run them here
   * @throws org.abc4j.io.MalformedFileException if one is not what it must be, or they do not map
   *     images of that shape to latents and back
   * @throws IllegalArgumentException if the scaling is out of range
   * @throws IOException if one cannot be read
   */
  public static OpenCodec open(Path encoder, Path decoder, Shape images, double scaling)
      throws IOException {
    CodecProvider provider = provider(encoder, decoder);
    try {
      return provider.open(encoder, decoder, images, scaling);
    } catch (IllegalStateException e) {
      throw new CodecException(
          Quoted.of(encoder.toString())
              + " and "
              + Quoted.of(decoder.toString())
              + " cannot be run here: "
              + e.getMessage(),
          e);
    }
  }

  private static CodecProvider provider(Path encoder, Path decoder) {
    return ServiceLoader.load(CodecProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.opens(encoder, decoder))
        .findFirst()
        .orElseThrow(() -> new MissingCodecException(encoder, decoder));
  }
}
