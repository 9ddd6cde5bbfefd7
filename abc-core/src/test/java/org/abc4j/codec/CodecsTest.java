package org.abc4j.codec;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.io.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodecsTest {
  private static final Shape IMAGES = new Shape(1, 2, 2);

  @TempDir private Path folder;
  private ClassLoader usual;
  private URLClassLoader withProvider;

  /** Opens texts, unless they say that they cannot be run. */
  public static final class Provider implements CodecProvider {
    @Override
    public boolean opens(Path encoder, Path decoder) {
      return encoder.toString().endsWith(".in") && decoder.toString().endsWith(".out");
    }

    @Override
    public OpenCodec open(Path encoder, Path decoder, Shape images, double scaling)
        throws IOException {
      String text = Files.readString(encoder);
      if (text.equals("too large")) {
        throw new IllegalStateException("it is " + text);
      }
      return new Same(
          images, Sha256.begin().add(text).add(Files.readString(decoder)).add("" + scaling).hex());
    }
  }

  /** Latents are the images. */
  private record Same(Shape imageShape, String sha256) implements OpenCodec {
    @Override
    public Shape latentShape() {
      return imageShape;
    }

    @Override
    public Batch encode(Batch images) {
      return images;
    }

    @Override
    public Batch decode(Batch latents) {
      return latents;
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  @BeforeEach
  void register() throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(CodecProvider.class.getName()), Provider.class.getName());
    usual = Thread.currentThread().getContextClassLoader();
    withProvider = new URLClassLoader(new URL[] {folder.toUri().toURL()}, usual);
    Thread.currentThread().setContextClassLoader(withProvider);
  }

  @AfterEach
  void unregister() throws IOException {
    Thread.currentThread().setContextClassLoader(usual);
    withProvider.close();
  }

  @Test
  void open_filesOfAProvider_areOpenedAsTheyWereNamed() throws IOException {
    Path encoder = Files.writeString(folder.resolve("a.in"), "first");
    Path decoder = Files.writeString(folder.resolve("a.out"), "second");
    try (OpenCodec codec = Codecs.open(encoder, decoder, IMAGES, 0.5)) {
      assertEquals(IMAGES, codec.imageShape());
      assertEquals(
          Sha256.begin().add("first").add("second").add("0.5").hex(), codec.sha256(), "digest");
    }
  }

  @Test
  void open_whatCannotBeRunHere_saysWhichFilesAndWhy() throws IOException {
    Path encoder = Files.writeString(folder.resolve("a.in"), "too large");
    Path decoder = Files.writeString(folder.resolve("a.out"), "second");
    assertFails(
        CodecException.class,
        "'" + encoder + "' and '" + decoder + "' cannot be run here: it is too large",
        () -> Codecs.open(encoder, decoder, IMAGES, 1));
  }

  @Test
  void open_withoutAModuleForThem_saysWhichJarIsMissing() {
    assertFails(
        MissingCodecException.class,
        "'e.onnx' and 'd.ONNX' are run by the module abc-onnx, which is not there: put"
            + " abc-onnx.jar and onnxruntime's jar on the class path",
        () -> Codecs.open(Path.of("e.onnx"), Path.of("d.ONNX"), IMAGES, 1));
    assertFails(
        MissingCodecException.class,
        "no module on the class path opens 'a.in' and 'd.onnx'; abc-onnx opens files that end with"
            + " .onnx",
        () -> Codecs.open(Path.of("a.in"), Path.of("d.onnx"), IMAGES, 1));
  }
}
