package org.abc4j.onnx;

import static org.abc4j.onnx.OnnxCodecTest.IMAGES;
import static org.abc4j.onnx.OnnxCodecTest.PICTURES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codec.CodecException;
import org.abc4j.codec.Codecs;
import org.abc4j.codec.OpenCodec;
import org.abc4j.io.MalformedFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Codecs of ONNX files as they are found by whoever knows nothing of this module. */
class OnnxCodecsTest {
  private static final double SCALING = 0.18215;

  @TempDir private Path folder;
  private Path encoder;
  private Path decoder;

  @BeforeEach
  void write() throws IOException {
    encoder =
        Graphs.write(folder.resolve("encoder.onnx"), graph -> OnnxCodecTest.encoder(graph, 2));
    decoder = Graphs.write(folder.resolve("decoder.onnx"), OnnxCodecTest::decoder);
  }

  @Test
  void open_twoFiles_isTheCodecOfTheirMeans() throws IOException {
    try (OpenCodec found = Codecs.open(encoder, decoder, IMAGES, SCALING);
        OnnxCodec direct =
            OnnxCodec.open(
                encoder, decoder, IMAGES, OnnxCodec.STABLE_DIFFUSION, OnnxSettings.usual())) {
      assertEquals(direct.sha256(), found.sha256());
      Batch latents = direct.encode(PICTURES);
      assertEquals(latents, found.encode(PICTURES));
      assertEquals(direct.decode(latents), found.decode(latents));
      assertEquals(
          latents, found.encode(PICTURES, Execution.sequential().on(ForkJoinPool.commonPool(), 3)));
    }
  }

  @Test
  void open_imagesOfAnotherShape_areThoseOfTheCall() throws IOException {
    Shape larger = new Shape(3, 16, 16);
    try (OpenCodec found = Codecs.open(encoder, decoder, larger, SCALING)) {
      assertEquals(larger, found.imageShape());
      assertEquals(new Shape(1, 8, 8), found.latentShape());
    }
    MalformedFileException gray =
        assertThrows(
            MalformedFileException.class,
            () -> Codecs.open(encoder, decoder, new Shape(1, 8, 8), SCALING));
    assertEquals(encoder.toString(), gray.file());
    assertTrue(gray.expected().contains("1×8×8"), gray.getMessage());
  }

  @Test
  void closed_codec_isNotAsked() throws IOException {
    OpenCodec found = Codecs.open(encoder, decoder, IMAGES, SCALING);
    found.close();
    found.close();
    assertThrows(CodecException.class, () -> found.encode(PICTURES));
  }

  @Test
  void opens_bothFilesOrNone() {
    OnnxCodecs provider = new OnnxCodecs();
    assertTrue(provider.opens(Path.of("E.ONNX"), Path.of("d.onnx")));
    assertFalse(provider.opens(Path.of("e.onnx"), Path.of("d.pt")));
    assertFalse(provider.opens(Path.of("e.pt"), Path.of("d.onnx")));
  }

  /** As where the module's jar alone was copied into the folder of jars. */
  @Test
  void open_withoutTheRuntimesJar_saysThatItIsMissing() throws Exception {
    List<URL> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!Path.of(entry).getFileName().toString().startsWith("onnxruntime")) {
        jars.add(Path.of(entry).toUri().toURL());
      }
    }
    try (URLClassLoader without =
        new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Object provider =
          without.loadClass(OnnxCodecs.class.getName()).getConstructor().newInstance();
      Class<?> shape = without.loadClass(Shape.class.getName());
      Object images = shape.getConstructor(int.class, int.class, int.class).newInstance(3, 8, 8);
      Method open =
          provider.getClass().getMethod("open", Path.class, Path.class, shape, double.class);
      InvocationTargetException error =
          assertThrows(
              InvocationTargetException.class,
              () -> open.invoke(provider, encoder, decoder, images, SCALING));
      assertEquals(IllegalStateException.class, error.getCause().getClass());
      String message = error.getCause().getMessage();
      assertTrue(message.startsWith("ONNX Runtime is not on the class path; its jar"), message);
      assertEquals(1, message.lines().count());
    }
  }
}
