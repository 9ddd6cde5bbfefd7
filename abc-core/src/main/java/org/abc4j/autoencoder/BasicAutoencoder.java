package org.abc4j.autoencoder;

import java.util.Arrays;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codec.Codec;
import org.abc4j.codec.DecoderTangents;
import org.abc4j.epochs.NetworkValues;
import org.abc4j.epochs.UnitImages;
import org.abc4j.unet.layer.ImageNetwork;

/**
 * The basic autoencoder of appendix B.4 as a codec, on the pure-JVM engine. Batch normalisation
 * goes by what was learnt in training, so that images do not meet; the decoder has tangents by
 * forward mode.
 *
 * <p>The networks take values from 0 to 1, which images from −1 to 1 are brought to and back.
 * Results are the same bits in any batch, on any machine. Immutable and thread-safe.
 */
public final class BasicAutoencoder implements Codec {
  private final AutoencoderConfig config;
  private final ImageNetwork encoder;
  private final ImageNetwork decoder;
  private final String sha256;

  private BasicAutoencoder(
      AutoencoderConfig config, ImageNetwork encoder, ImageNetwork decoder, String sha256) {
    this.config = config;
    this.encoder = encoder;
    this.decoder = decoder;
    this.sha256 = sha256;
  }

  /**
   * An autoencoder of given weights.
   *
   * @param config its architecture
   * @param weights weights and statistics under PyTorch's names, {@code encoder.0.weight} …, {@code
   *     encoder.4.running_var}, in PyTorch's order; others are refused
   * @return the codec
   * @throws IllegalArgumentException if one is missing, has another number of values or one that
   *     cannot be, or there are others
   */
  public static BasicAutoencoder of(AutoencoderConfig config, Map<String, float[]> weights) {
    ImageNetwork encoder = config.encoder();
    ImageNetwork decoder = config.decoder();
    NetworkValues values = NetworkValues.of(encoder, decoder);
    String sha256 = values.checked(AutoencoderFolder.FILES, config, weights, name -> false);
    values.set(weights);
    return new BasicAutoencoder(config, encoder, decoder, sha256);
  }

  /** The shape of each weight, by name. */
  Map<String, int[]> shapes() {
    return NetworkValues.of(encoder, decoder).shapes();
  }

  /**
   * Its architecture.
   *
   * @return the configuration
   */
  public AutoencoderConfig config() {
    return config;
  }

  /**
   * Its weights and statistics, as {@link #of} takes them.
   *
   * @return copies, by name
   */
  public Map<String, float[]> weights() {
    return NetworkValues.of(encoder, decoder).toArrays();
  }

  @Override
  public Shape imageShape() {
    return config.images();
  }

  @Override
  public Shape latentShape() {
    return config.latents();
  }

  @Override
  public String sha256() {
    return sha256;
  }

  @Override
  public Batch encode(Batch images) {
    Codec.requireShape("images", imageShape(), images);
    return mapped(encoder, images.rows(), UnitImages.toUnit(images.toArray()), latentShape());
  }

  @Override
  public Batch decode(Batch latents) {
    Codec.requireShape("latents", latentShape(), latents);
    float[] images = mapped(decoder, latents.rows(), latents.toArray(), imageShape()).toArray();
    return Batch.of(imageShape(), fromUnit(images));
  }

  /** Few rows at a time, so that memory does not grow with the batch. */
  private Batch mapped(ImageNetwork network, int rows, float[] values, Shape shape) {
    int in = rows == 0 ? 0 : values.length / rows;
    float[] mapped = new float[Math.multiplyExact(rows, shape.size())];
    for (int from = 0; from < rows; from += preferredRows()) {
      int count = Math.min(preferredRows(), rows - from);
      float[] part = Arrays.copyOfRange(values, from * in, (from + count) * in);
      float[] found = network.predict(count, part);
      System.arraycopy(found, 0, mapped, from * shape.size(), found.length);
    }
    return Batch.of(shape, mapped);
  }

  @Override
  public DecoderTangents tangents(Batch latent, Batch directions, Execution execution) {
    DecoderTangents.requireOne(this, latent, directions);
    int size = latentShape().size();
    int m = imageShape().size();
    float[] all = directions.toArray();
    float[] derivatives = new float[Math.multiplyExact(directions.rows(), m)];
    int groups = (directions.rows() + preferredRows() - 1) / preferredRows();
    float[] z = latent.row(0);
    execution.forEach(
        groups,
        g -> {
          execution.checkCancelled();
          int from = g * preferredRows();
          int to = Math.min(directions.rows(), from + preferredRows());
          float[] some = Arrays.copyOfRange(all, from * size, to * size);
          float[] found = decoder.tangents(z, some).derivatives();
          for (int i = 0; i < found.length; i++) {
            derivatives[from * m + i] = 2 * found[i];
          }
        });
    return DecoderTangents.exact(decode(latent), Batch.of(imageShape(), derivatives));
  }

  private static float[] fromUnit(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * values[i] - 1;
    }
    return values;
  }

  /** Equal when the weights are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof BasicAutoencoder that && sha256.equals(that.sha256);
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  @Override
  public String toString() {
    return "BasicAutoencoder[" + config + ", " + sha256.substring(0, 8) + "]";
  }
}
