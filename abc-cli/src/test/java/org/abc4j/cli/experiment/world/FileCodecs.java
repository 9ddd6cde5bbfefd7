package org.abc4j.cli.experiment.world;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.cli.experiment.Space;
import org.abc4j.codec.CodecException;
import org.abc4j.codec.CodecProvider;
import org.abc4j.codec.OpenCodec;
import org.abc4j.io.Sha256;

/**
 * In place of the module that runs ONNX files: two texts are a linear codec. An encoder is how many
 * times smaller latents are; a decoder is any text, or one that says that it fails.
 */
public final class FileCodecs implements CodecProvider {
  /** What a decoder that fails says. */
  public static final String FAILING = "fails";

  /** Of an encoder that says nothing of images. */
  public static final String CONSTANT = "constant";

  private static final int LATENT_CHANNELS = 4;
  private static final AtomicInteger OPEN = new AtomicInteger();
  private static final AtomicInteger OPENED = new AtomicInteger();

  /** Codecs that nobody has closed yet. */
  public static int open() {
    return OPEN.get();
  }

  /** Codecs that were opened, in all. */
  public static int opened() {
    return OPENED.get();
  }

  /** Does something where this provider is on the class path, by a folder that it may write to. */
  public static <T> T provided(Path folder, Callable<T> action) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(CodecProvider.class.getName()), FileCodecs.class.getName());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader with =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, FileCodecs.class.getClassLoader())) {
      thread.setContextClassLoader(with);
      return action.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Writes the two files. */
  public static void write(Path place, String encoder, String decoder) throws IOException {
    Files.createDirectories(place);
    Files.writeString(place.resolve("encoder.onnx"), encoder);
    Files.writeString(place.resolve("decoder.onnx"), decoder);
  }

  @Override
  public boolean opens(Path encoder, Path decoder) {
    return encoder.endsWith("encoder.onnx") && decoder.endsWith("decoder.onnx");
  }

  @Override
  public OpenCodec open(Path encoder, Path decoder, Shape images, double scaling)
      throws IOException {
    String in = Files.readString(encoder);
    String out = Files.readString(decoder);
    int times = in.equals(CONSTANT) ? 8 : Integer.parseInt(in);
    Shape latents = new Shape(LATENT_CHANNELS, images.height() / times, images.width() / times);
    String sha256 = Sha256.begin().add(in).add(out).add(images + " " + scaling).hex();
    OPEN.incrementAndGet();
    OPENED.incrementAndGet();
    return new Texts(
        StandInCodec.of(Space.STABLE_DIFFUSION, images, latents),
        sha256,
        in.equals(CONSTANT),
        out.equals(FAILING));
  }

  private record Texts(StandInCodec codec, String sha256, boolean constant, boolean failing)
      implements OpenCodec {
    @Override
    public Shape imageShape() {
      return codec.imageShape();
    }

    @Override
    public Shape latentShape() {
      return codec.latentShape();
    }

    @Override
    public Batch encode(Batch images) {
      return constant
          ? Batch.of(latentShape(), new float[images.rows() * latentShape().size()])
          : codec.encode(images);
    }

    @Override
    public Batch decode(Batch latents) {
      if (failing) {
        throw new CodecException("the decoder " + FAILING);
      }
      return codec.decode(latents);
    }

    @Override
    public void close() {
      OPEN.decrementAndGet();
    }
  }
}
