package org.abc4j.cli.experiment.world;

import java.util.Arrays;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.cli.experiment.Space;
import org.abc4j.codec.Codec;
import org.abc4j.codec.DecoderTangents;
import org.abc4j.io.Sha256;

/**
 * In place of an autoencoder that is not at hand: a linear map of the right shapes. A value of each
 * of four channels becomes a square of pixels of three colours, which an orthogonal matrix mixes of
 * the first three; the fourth is the difference of its halves. Encoding undoes decoding. The two
 * autoencoders of the paper have different matrices. Immutable and thread-safe.
 */
final class StandInCodec implements Codec {
  private static final int LATENT_CHANNELS = 4;
  private static final int COLOURS = 3;

  /** How much the halves of a square differ. */
  private static final float HALVES = 0.25f;

  /** Orthogonal: each colour of all three channels. */
  private static final float[][] BASIC = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

  private static final float[][] STABLE = {
    {2 / 3f, -1 / 3f, 2 / 3f}, {2 / 3f, 2 / 3f, -1 / 3f}, {-1 / 3f, 2 / 3f, 2 / 3f}
  };

  private final Shape images;
  private final Shape latents;
  private final int square;
  private final String name;
  private final float[][] mix;

  private StandInCodec(Space space, Shape images, Shape latents) {
    this.images = images;
    this.latents = latents;
    this.square = images.width() / latents.width();
    this.name = "stand-in for " + space;
    this.mix = space == Space.BASIC_AUTOENCODER ? BASIC : STABLE;
  }

  /**
   * In place of the autoencoder of a space.
   *
   * @param images three colours, sides an even multiple of the latents'
   * @param latents four channels
   */
  static StandInCodec of(Space space, Shape images, Shape latents) {
    boolean fits =
        images.channels() == COLOURS
            && latents.channels() == LATENT_CHANNELS
            && images.height() % (2 * latents.height()) == 0
            && images.height() / latents.height() == images.width() / latents.width()
            && images.width() % latents.width() == 0;
    if (!fits || space == Space.PIXEL) {
      throw new IllegalArgumentException(
          "a stand-in codec makes four channels of three colours, sides an even number of times"
              + " smaller, found "
              + images
              + " to "
              + latents
              + " in "
              + space);
    }
    return new StandInCodec(space, images, latents);
  }

  @Override
  public Shape imageShape() {
    return images;
  }

  @Override
  public Shape latentShape() {
    return latents;
  }

  @Override
  public String sha256() {
    return Sha256.begin().add(name).add(images.toString()).add(latents.toString()).hex();
  }

  @Override
  public Batch decode(Batch batch) {
    Codec.requireShape("latents", latents, batch);
    int area = latents.height() * latents.width();
    float[] pixels = new float[Math.multiplyExact(batch.rows(), images.size())];
    int at = 0;
    for (int row = 0; row < batch.rows(); row++) {
      float[] z = batch.row(row);
      for (int colour = 0; colour < COLOURS; colour++) {
        float[] of = mix[colour];
        for (int y = 0; y < images.height(); y++) {
          for (int column = 0; column < latents.width(); column++) {
            int p = y / square * latents.width() + column;
            float colours = of[0] * z[p] + of[1] * z[area + p] + of[2] * z[2 * area + p];
            float halves = HALVES * z[3 * area + p];
            Arrays.fill(pixels, at, at + square / 2, colours + halves);
            Arrays.fill(pixels, at + square / 2, at + square, colours - halves);
            at += square;
          }
        }
      }
    }
    return Batch.of(images, pixels);
  }

  @Override
  public Batch encode(Batch batch) {
    Codec.requireShape("images", images, batch);
    int area = latents.height() * latents.width();
    float share = 1f / (square * square);
    float[] values = new float[Math.multiplyExact(batch.rows(), latents.size())];
    for (int row = 0; row < batch.rows(); row++) {
      float[] pixels = batch.row(row);
      int to = row * latents.size();
      int at = 0;
      for (int colour = 0; colour < COLOURS; colour++) {
        for (int y = 0; y < images.height(); y++) {
          for (int column = 0; column < latents.width(); column++) {
            int p = to + y / square * latents.width() + column;
            float left = 0;
            float right = 0;
            for (int x = 0; x < square / 2; x++) {
              left += pixels[at + x];
              right += pixels[at + square / 2 + x];
            }
            at += square;
            for (int channel = 0; channel < COLOURS; channel++) {
              values[channel * area + p] += mix[colour][channel] * share * (left + right);
            }
            values[COLOURS * area + p] += share * (left - right) / (COLOURS * HALVES);
          }
        }
      }
    }
    return Batch.of(latents, values);
  }

  /** It is linear: what it does to a latent it does to a direction. */
  @Override
  public DecoderTangents tangents(Batch latent, Batch directions, Execution execution) {
    DecoderTangents.requireOne(this, latent, directions);
    return DecoderTangents.exact(decode(latent, execution), decode(directions, execution));
  }

  @Override
  public String toString() {
    return "StandInCodec[" + name + ", " + images + " to " + latents + "]";
  }
}
