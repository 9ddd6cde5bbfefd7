package org.abc4j.data;

import java.util.Objects;
import org.abc4j.Shape;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;

/**
 * How images became latents: by which codec, and how these were normalised (appendix B.2).
 * Immutable and thread-safe.
 *
 * @param codecSha256 the digest of the codec, 64 hexadecimal digits
 * @param shape the shape of a latent
 * @param normalisation how latents became what networks take; their values stand for those from 0
 *     to 1
 */
public record LatentPreparation(String codecSha256, Shape shape, Normalisation normalisation) {
  private static final String NAME = "latents";
  private static final int MOST = 1 << 20;

  /**
   * Checks the digest, and that the normalisation is for the shape.
   *
   * @param codecSha256 the digest of the codec
   * @param shape the shape of a latent
   * @param normalisation how latents became what networks take
   * @throws IllegalArgumentException if the digest is none, or the normalisation is for another
   *     number of channels
   */
  public LatentPreparation {
    Objects.requireNonNull(shape, "shape");
    if (!Sha256.isDigest(codecSha256)) {
      throw new IllegalArgumentException(
          "a SHA-256 digest is 64 hexadecimal digits, found " + Quoted.of(codecSha256));
    }
    normalisation.requireChannels(shape);
  }

  /**
   * Fails unless a codec is the one that latents were made by.
   *
   * @param sha256 the digest of the codec
   * @throws IllegalArgumentException if it is another
   */
  public void requireCodec(String sha256) {
    if (!codecSha256.equals(sha256)) {
      throw new IllegalArgumentException(
          "the ensemble is one of latents by the codec of SHA-256 "
              + codecSha256
              + ", the codec that was given has "
              + sha256);
    }
  }

  /**
   * The digest of codec and normalisation together, which studies of such latents have: that of a
   * {@code NormalisedCodec} of both.
   *
   * @return 64 hexadecimal digits
   */
  public String normalisedSha256() {
    return Sha256.begin().add(codecSha256).add(normalisation.text()).hex();
  }

  /**
   * All of this as one line.
   *
   * @return what {@link #parse} reads, to the same bits
   */
  public String text() {
    return NAME
        + " codec="
        + codecSha256
        + " channels="
        + shape.channels()
        + " height="
        + shape.height()
        + " width="
        + shape.width()
        + " "
        + normalisation.numbers();
  }

  /**
   * The preparation of a line.
   *
   * @param text as {@link #text} gives it
   * @return the preparation
   * @throws IllegalArgumentException if it is none
   */
  public static LatentPreparation parse(String text) {
    String[] fields =
        PreparationText.fields(
            text, NAME, "codec", "channels", "height", "width", "shift", "scale");
    return new LatentPreparation(
        fields[0],
        new Shape(
            PreparationText.index(text, fields[1], MOST),
            PreparationText.index(text, fields[2], MOST),
            PreparationText.index(text, fields[3], MOST)),
        Normalisation.parseNumbers(text, fields[4], fields[5]));
  }
}
