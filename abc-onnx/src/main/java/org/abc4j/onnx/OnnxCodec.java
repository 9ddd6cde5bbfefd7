package org.abc4j.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codec.Codec;
import org.abc4j.codec.CodecException;
import org.abc4j.codec.Codecs;
import org.abc4j.codec.OpenCodec;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * An autoencoder in two ONNX files, as Stable Diffusion's is exported: an encoder of images from −1
 * to 1, and a decoder back. Latents are what the encoder gives times a scaling factor.
 *
 * <p>An encoder may give latents, or twice as many channels: the mean and the logarithm of the
 * variance of a normal distribution, as Stable Diffusion's does. Then latents are the mean, or
 * {@linkplain #sampling drawn}. A file has one input and one output of single precision and 4
 * extents.
 *
 * <p>Images and latents run one by one, so none depends on the rest of a batch, whatever the graph
 * is. Bits depend on the processor and on {@link OnnxSettings}, as all of ONNX Runtime's do. The
 * decoder's derivatives are differences, with a stated error. What the runtime fails at is a {@link
 * CodecException}. Thread-safe; {@link #close} frees the graphs for all copies.
 */
public final class OnnxCodec implements OpenCodec {
  /** The factor that Stable Diffusion 1 and 2 multiply latents by. */
  public static final double STABLE_DIFFUSION = Codecs.STABLE_DIFFUSION_SCALING;

  private static final int RANK = 4;

  /** What Stable Diffusion holds the logarithm of a variance within. */
  private static final double LEAST_LOG = -30;

  private static final double MOST_LOG = 20;

  private final OnnxSession encoder;
  private final OnnxSession decoder;
  private final Shape images;
  private final Shape encoded;
  private final Shape latents;
  private final double scaling;
  private final OptionalLong seed;

  private OnnxCodec(
      OnnxSession encoder,
      OnnxSession decoder,
      Shape images,
      Shape encoded,
      Shape latents,
      double scaling,
      OptionalLong seed) {
    this.encoder = encoder;
    this.decoder = decoder;
    this.images = images;
    this.encoded = encoded;
    this.latents = latents;
    this.scaling = scaling;
    this.seed = seed;
  }

  /**
   * Opens two files, and runs each once to see that they fit together. Latents are the encoder's
   * mean.
   *
   * @param encoder the ONNX file of the encoder
   * @param decoder the ONNX file of the decoder
   * @param images the shape of images, as files may take several
   * @param scaling what latents are multiplied by, above 0; {@link #STABLE_DIFFUSION}, or 1
   * @param settings how they run
   * @return the codec
   * @throws MalformedFileException if one is no such file, or the decoder does not give images of
   *     that shape from what the encoder gives, or from half of its channels
   * @throws IOException if one cannot be read
   * @throws IllegalArgumentException if the scaling is out of range
   * @throws IllegalStateException if ONNX Runtime cannot be loaded here, or fails
   */
  public static OnnxCodec open(
      Path encoder, Path decoder, Shape images, double scaling, OnnxSettings settings)
      throws IOException {
    if (!(scaling > 0 && scaling < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "latents are multiplied by a factor above 0, found " + scaling);
    }
    OnnxFile encoding = requireImages(OnnxFile.read(encoder));
    OnnxFile decoding = requireImages(OnnxFile.read(decoder));
    OnnxSession in = OnnxSession.open(encoding, settings);
    try {
      OnnxSession out = OnnxSession.open(decoding, settings);
      try {
        Shape encoded = shape(in, images);
        Shape latents = latents(out, encoded, images);
        return new OnnxCodec(in, out, images, encoded, latents, scaling, OptionalLong.empty());
      } catch (IOException | RuntimeException refusal) {
        out.close();
        throw refusal;
      }
    } catch (IOException | RuntimeException refusal) {
      in.close();
      throw refusal;
    }
  }

  private static OnnxFile requireImages(OnnxFile file) throws MalformedFileException {
    List<OnnxValue> inputs = file.inputs();
    List<OnnxValue> outputs = file.outputs();
    if (inputs.size() != 1
        || outputs.size() != 1
        || !isImages(inputs.get(0))
        || !isImages(outputs.get(0))) {
      throw new MalformedFileException(
          file.path().toString(),
          "inputs and outputs",
          "one float input and one output of rows × channels × height × width",
          inputs + " and " + outputs);
    }
    file.requireNoDraws("none that draw at random: export mean and logarithm of the variance");
    return file;
  }

  private static boolean isImages(OnnxValue value) {
    return value.type() == OnnxType.FLOAT
        && value.dimensions().map(List::size).orElse(RANK) == RANK;
  }

  /** What a graph makes of an image of a shape. */
  private static Shape shape(OnnxSession graph, Shape images) throws MalformedFileException {
    OnnxArray found;
    try {
      found = run(graph, images, new float[images.size()]);
    } catch (IllegalArgumentException | ArithmeticException | IllegalStateException refusal) {
      throw new MalformedFileException(
          graph.file().path().toString(),
          "graph",
          "one that takes rows of " + images,
          refusal.getMessage(),
          refusal);
    }
    long[] extents = found.shape();
    if (extents.length != RANK || extents[0] != 1 || Arrays.stream(extents).anyMatch(n -> n < 1)) {
      throw new MalformedFileException(
          graph.file().path().toString(),
          "output",
          "1 row of channels × height × width, each at least 1",
          found.toString());
    }
    // They fit: their product is the length of an array.
    return new Shape((int) extents[1], (int) extents[2], (int) extents[3]);
  }

  /**
   * What is encoded, or half of its channels: whichever the decoder takes. Where it says of both
   * that it does, as one whose channels are open, whichever it makes images of.
   */
  private static Shape latents(OnnxSession decoder, Shape encoded, Shape images)
      throws MalformedFileException {
    if (encoded.channels() % 2 != 0) {
      return requireDecoded(decoder, encoded, images);
    }
    Shape half = new Shape(encoded.channels() / 2, encoded.height(), encoded.width());
    OnnxValue declared = decoder.file().inputs().get(0);
    if (!declared.admits(extents(encoded))) {
      return requireDecoded(decoder, half, images);
    }
    try {
      return requireDecoded(decoder, encoded, images);
    } catch (MalformedFileException whole) {
      if (!declared.admits(extents(half))) {
        throw whole;
      }
      try {
        return requireDecoded(decoder, half, images);
      } catch (MalformedFileException refusal) {
        refusal.addSuppressed(whole);
        throw refusal;
      }
    }
  }

  private static Shape requireDecoded(OnnxSession decoder, Shape latents, Shape images)
      throws MalformedFileException {
    Shape decoded = shape(decoder, latents);
    if (!decoded.equals(images)) {
      throw new MalformedFileException(
          decoder.file().path().toString(),
          "output",
          "images of " + images + " from latents of " + latents,
          decoded.toString());
    }
    return latents;
  }

  private static long[] extents(Shape shape) {
    return new long[] {1, shape.channels(), shape.height(), shape.width()};
  }

  private static OnnxArray run(OnnxSession graph, Shape shape, float[] values) {
    try {
      return graph.run(OnnxArray.owning(values, extents(shape)));
    } catch (IllegalStateException failure) {
      throw new CodecException(failure.getMessage(), failure);
    }
  }

  /**
   * With latents drawn from the distribution that the encoder gives, mean + deviation · ε, as
   * Stable Diffusion is trained with. The draw of an image is a function of its values and the
   * seed, whatever batch it is in.
   *
   * @param seed seed of the draws
   * @return a copy, of the same graphs
   * @throws UnsupportedOperationException if the encoder gives no distribution
   */
  public OnnxCodec sampling(long seed) {
    if (encoded.equals(latents)) {
      throw new UnsupportedOperationException(
          encoder.file().path()
              + " gives latents of "
              + latents
              + ", and no distribution to draw them from, which has twice the channels");
    }
    return new OnnxCodec(
        encoder, decoder, images, encoded, latents, scaling, OptionalLong.of(seed));
  }

  @Override
  public Shape imageShape() {
    return images;
  }

  @Override
  public Shape latentShape() {
    return latents;
  }

  /** The digest of both files, the shape of images, the scaling, and how latents are drawn. */
  @Override
  public String sha256() {
    return Sha256.begin()
        .add(encoder.file().sha256())
        .add(decoder.file().sha256())
        .add(images.toString())
        .add(Double.toHexString(scaling))
        .add(seed.isPresent() ? "drawn by " + seed.getAsLong() : "mean")
        .hex();
  }

  @Override
  public int preferredRows() {
    return 1;
  }

  @Override
  public Batch encode(Batch batch) {
    Codec.requireShape("images", images, batch);
    int m = latents.size();
    float[] all = new float[Math.multiplyExact(batch.rows(), m)];
    for (int row = 0; row < batch.rows(); row++) {
      float[] image = batch.row(row);
      float[] found = run(encoder, images, image.clone()).floats();
      float[] drawn = seed.isPresent() ? noise(image) : new float[0];
      for (int i = 0; i < m; i++) {
        double value = found[i];
        if (seed.isPresent()) {
          double log = Math.max(LEAST_LOG, Math.min(MOST_LOG, found[m + i]));
          value += StrictMath.exp(log / 2) * drawn[i];
        }
        all[row * m + i] = (float) (scaling * value);
      }
    }
    return Batch.of(latents, all);
  }

  /** Of an address that is the image's own. */
  private float[] noise(float[] image) {
    long stream = Long.parseUnsignedLong(Sha256.of(image).substring(0, 16), 16);
    return CounterRandom.of(seed.getAsLong(), Purpose.LATENT_SAMPLE)
        .gaussians(stream, 0, latents.size());
  }

  @Override
  public Batch decode(Batch batch) {
    Codec.requireShape("latents", latents, batch);
    int m = images.size();
    float[] all = new float[Math.multiplyExact(batch.rows(), m)];
    for (int row = 0; row < batch.rows(); row++) {
      float[] latent = batch.row(row);
      for (int i = 0; i < latent.length; i++) {
        latent[i] = (float) (latent[i] / scaling);
      }
      System.arraycopy(run(decoder, latents, latent).floats(), 0, all, row * m, m);
    }
    return Batch.of(images, all);
  }

  /** Frees both graphs; no copy of this codec can be asked any more. */
  @Override
  public void close() {
    encoder.close();
    decoder.close();
  }

  /** Equal when the digests are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof OnnxCodec that && sha256().equals(that.sha256());
  }

  @Override
  public int hashCode() {
    return Objects.hash(sha256());
  }

  @Override
  public String toString() {
    return "OnnxCodec["
        + images
        + " to "
        + latents
        + ", "
        + Arrays.asList(encoder.file().path(), decoder.file().path())
        + "]";
  }
}
