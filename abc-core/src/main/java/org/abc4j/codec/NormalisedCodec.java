package org.abc4j.codec;

import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.LatentPreparation;
import org.abc4j.data.Normalisation;

/**
 * A codec whose latents are normalised (appendix B.2): between images and what an ensemble of that
 * latent space is trained on, and samples. Immutable and thread-safe.
 */
public final class NormalisedCodec implements Codec {
  private final Codec codec;
  private final Normalisation normalisation;

  private NormalisedCodec(Codec codec, Normalisation normalisation) {
    this.codec = codec;
    this.normalisation = normalisation;
    normalisation.undo(Batch.of(codec.latentShape(), new float[codec.latentShape().size()]));
  }

  /**
   * A codec with a normalisation of its latents.
   *
   * @param codec the codec
   * @param normalisation how its latents become those that networks take; their own values stand
   *     for those from 0 to 1, as {@code Normalisation.standardisingChannels(latents, 0, 1)} takes
   *     them
   * @return the codec of normalised latents
   * @throws IllegalArgumentException if the normalisation is for another number of channels
   */
  public static NormalisedCodec of(Codec codec, Normalisation normalisation) {
    return new NormalisedCodec(codec, normalisation);
  }

  /**
   * The codec without the normalisation.
   *
   * @return the codec
   */
  public Codec codec() {
    return codec;
  }

  /**
   * How its latents become those that networks take.
   *
   * @return the normalisation
   */
  public Normalisation normalisation() {
    return normalisation;
  }

  @Override
  public Shape imageShape() {
    return codec.imageShape();
  }

  @Override
  public Shape latentShape() {
    return codec.latentShape();
  }

  @Override
  public String sha256() {
    return new LatentPreparation(codec.sha256(), latentShape(), normalisation).normalisedSha256();
  }

  @Override
  public int preferredRows() {
    return codec.preferredRows();
  }

  @Override
  public Batch encode(Batch images) {
    return Latents.inMemory(normalisation.apply(codec.encode(images), 0, 1));
  }

  @Override
  public Batch decode(Batch latents) {
    Codec.requireShape("latents", latentShape(), latents);
    return codec.decode(normalisation.undo(latents));
  }

  @Override
  public DecoderTangents tangents(Batch latent, Batch directions, Execution execution) {
    DecoderTangents.requireOne(this, latent, directions);
    return codec.tangents(
        normalisation.undo(latent), normalisation.undoChange(directions), execution);
  }

  @Override
  public String toString() {
    return codec + ", latents by " + normalisation;
  }
}
