package org.abc4j.onnx;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.Landscape;
import org.abc4j.codec.CodecException;
import org.abc4j.codec.DecoderTangents;
import org.abc4j.io.MalformedFileException;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small graphs of the form of Stable Diffusion's, and every number of them computed here anew. */
class OnnxCodecTest {
  static final Shape IMAGES = new Shape(3, 8, 8);
  private static final Shape LATENTS = new Shape(1, 4, 4);
  private static final double SCALING = 0.5;

  /** Of a square of 2×2 pixels of three channels, for mean and logarithm. */
  private static final double[] KERNEL = Draws.doubles(1, 1, 2 * 3 * 4);

  private static final double[] BACK = Draws.doubles(1, 2, 3 * 4);
  static final Batch PICTURES = Draws.images(1, 3, IMAGES, 5);

  @TempDir private Path folder;
  private Path encoder;
  private Path decoder;
  private OnnxCodec codec;

  @BeforeEach
  void write() throws IOException {
    encoder = Graphs.write(folder.resolve("encoder.onnx"), graph -> encoder(graph, 2));
    decoder = Graphs.write(folder.resolve("decoder.onnx"), OnnxCodecTest::decoder);
    codec = open();
  }

  private OnnxCodec open() throws IOException {
    return OnnxCodec.open(encoder, decoder, IMAGES, SCALING, OnnxSettings.usual());
  }

  @AfterEach
  void close() {
    codec.close();
  }

  static void encoder(GraphWriter graph, int outputs) {
    String images = graph.input("sample", OnnxType.FLOAT, "n", 3, "h", "w");
    double[] kernel = Arrays.copyOf(KERNEL, outputs * 12);
    String weight = graph.constant(Initializer.of("k", OnnxType.FLOAT, kernel, outputs, 3, 2, 2));
    graph.node(
        "Conv", "moments", List.of(images, weight), Attribute.of("strides", new long[] {2, 2}));
    graph.output("moments", OnnxType.FLOAT, "n", outputs, "p", "q");
  }

  /** tanh of a transposed convolution. */
  static void decoder(GraphWriter graph) {
    String latents = graph.input("latent_sample", OnnxType.FLOAT, "n", 1, "p", "q");
    String weight = graph.constant(Initializer.of("b", OnnxType.FLOAT, BACK, 1, 3, 2, 2));
    String up =
        graph.node(
            "ConvTranspose",
            "up",
            List.of(latents, weight),
            Attribute.of("strides", new long[] {2, 2}));
    graph.node("Tanh", "sample", List.of(up));
    graph.output("sample", OnnxType.FLOAT, "n", 3, "h", "w");
  }

  /** Mean, or logarithm of the variance, of a latent of an image. */
  private static double moment(float[] image, int which, int p) {
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      for (int t = 0; t < 4; t++) {
        int at = (c * 8 + p / 4 * 2 + t / 2) * 8 + p % 4 * 2 + t % 2;
        sum += KERNEL[(which * 3 + c) * 4 + t] * image[at];
      }
    }
    return sum;
  }

  /** What a pixel takes of its latent before the tanh. */
  private static double factor(int pixel) {
    int c = pixel / 64;
    int y = pixel % 64 / 8;
    int x = pixel % 8;
    return BACK[c * 4 + y % 2 * 2 + x % 2];
  }

  private static int latentOf(int pixel) {
    return pixel % 64 / 16 * 4 + pixel % 8 / 2;
  }

  @Test
  void encode_images_isTheScaledMean() {
    assertEquals(LATENTS, codec.latentShape());
    Batch latents = codec.encode(PICTURES);
    for (int row = 0; row < PICTURES.rows(); row++) {
      for (int p = 0; p < 16; p++) {
        double expected = SCALING * moment(PICTURES.row(row), 0, p);
        assertEquals(expected, latents.get(row, p), 1e-6 * (1 + Math.abs(expected)));
      }
    }
  }

  @Test
  void decode_latents_isTheDecoderOfTheUnscaled() {
    Batch latents = Draws.batch(1, 4, LATENTS, 3);
    Batch images = codec.decode(latents);
    for (int row = 0; row < 3; row++) {
      for (int p = 0; p < IMAGES.size(); p++) {
        double expected = Math.tanh(factor(p) * latents.get(row, latentOf(p)) / SCALING);
        assertEquals(expected, images.get(row, p), 1e-5);
      }
    }
  }

  @Test
  void sampling_images_drawsFromTheDistributionWhateverTheBatch() {
    OnnxCodec drawn = codec.sampling(7);
    Batch latents = drawn.encode(PICTURES);
    Batch means = codec.encode(PICTURES);
    double squares = 0;
    for (int row = 0; row < PICTURES.rows(); row++) {
      assertArrayEquals(latents.row(row), drawn.encode(PICTURES.select(row)).row(0));
      for (int p = 0; p < 16; p++) {
        double deviation = SCALING * Math.exp(moment(PICTURES.row(row), 1, p) / 2);
        squares += Math.pow((latents.get(row, p) - means.get(row, p)) / deviation, 2);
      }
    }
    // Of 80 standard Gaussian values: 80 within four deviations of 12.6.
    assertEquals(80, squares, 51);
    assertNotEquals(latents, codec.sampling(8).encode(PICTURES));
    assertNotEquals(codec.sha256(), drawn.sha256());
    assertNotEquals(codec.sampling(8).sha256(), drawn.sha256());
    assertEquals(codec.decode(latents), drawn.decode(latents));
  }

  @Test
  void tangents_ofTheDecoder_lieWithinTheErrorThatIsStated() {
    Batch latent = codec.encode(PICTURES.select(1));
    Batch directions = Draws.batch(1, 5, LATENTS, 4);
    DecoderTangents tangents = codec.tangents(latent, directions, Execution.sequential());
    for (int k = 0; k < 4; k++) {
      double apart = 0;
      for (int p = 0; p < IMAGES.size(); p++) {
        double y = Math.tanh(factor(p) * latent.get(0, latentOf(p)) / SCALING);
        double slope = (1 - y * y) * factor(p) / SCALING * directions.get(k, latentOf(p));
        apart += Math.pow(slope - tangents.tangents().get(k, p), 2);
      }
      assertTrue(tangents.error(k) > 0);
      assertTrue(Math.sqrt(apart) <= tangents.error(k), Math.sqrt(apart) + " of " + tangents);
    }
  }

  @Test
  void landscapes_ofALatentEnsemble_areMeasuredInDecodedPixels() {
    Sample sample = Scenario.of(3, Kind.GAUSSIAN, Walk.DDIM).sample();
    Landscape exact = new AblationAttributor().decodedBy(codec).attribute(sample);
    Landscape first = new DifferentialAttributor().decodedBy(codec).attribute(sample);
    assertEquals(Scenario.SOURCES, exact.sources());
    // A tanh bends, and so do counterfactuals: the same order of size.
    assertTrue(first.radius() > 0.3 * exact.radius() && first.radius() < 3 * exact.radius());
  }

  /** As exporters write it that leave all extents open. */
  private static void openDecoder(GraphWriter graph, String channels) {
    String latents = graph.input("latent_sample", OnnxType.FLOAT, "n", channels, "p", "q");
    String weight = graph.constant(Initializer.of("b", OnnxType.FLOAT, BACK, 1, 3, 2, 2));
    graph.node(
        "ConvTranspose",
        "sample",
        List.of(latents, weight),
        Attribute.of("strides", new long[] {2, 2}));
    graph.output("sample", OnnxType.FLOAT, "n", "c", "h", "w");
  }

  @Test
  void open_decoderOfOpenChannels_findsWhichItTakes() throws IOException {
    Path open = Graphs.write(folder.resolve("open.onnx"), graph -> openDecoder(graph, "c"));
    try (OnnxCodec found = OnnxCodec.open(encoder, open, IMAGES, SCALING, OnnxSettings.usual())) {
      assertEquals(LATENTS, found.latentShape());
      assertEquals(codec.encode(PICTURES), found.encode(PICTURES));
      assertNotEquals(found.encode(PICTURES), found.sampling(7).encode(PICTURES));
    }
    // One that takes any number of channels, and gives twice the images of half of them.
    Path any =
        Graphs.write(
            folder.resolve("any.onnx"),
            graph -> {
              String latents = graph.input("z", OnnxType.FLOAT, "n", "c", "p", "q");
              graph.node("Identity", "y", List.of(latents));
              graph.output("y", OnnxType.FLOAT, "n", "c", "p", "q");
            });
    Path same =
        Graphs.write(
            folder.resolve("same.onnx"),
            graph -> {
              String images = graph.input("x", OnnxType.FLOAT, "n", 3, "h", "w");
              graph.node("Concat", "y", List.of(images, images), Attribute.of("axis", 1L));
              graph.output("y", OnnxType.FLOAT, "n", 6, "h", "w");
            });
    try (OnnxCodec found = OnnxCodec.open(same, any, IMAGES, SCALING, OnnxSettings.usual())) {
      assertEquals(IMAGES, found.latentShape());
    }
    // Neither.
    assertRefused(same, open, "one that takes rows of 3×8×8", "");
  }

  @Test
  void open_encoderThatDraws_isTold() throws IOException {
    Path drawing =
        Graphs.write(
            folder.resolve("drawing.onnx"),
            graph -> {
              String images = graph.input("x", OnnxType.FLOAT, "n", 3, "h", "w");
              graph.node("RandomNormalLike", "y", List.of(images));
              graph.output("y", OnnxType.FLOAT, "n", 3, "h", "w");
            });
    assertRefused(
        drawing,
        decoder,
        "none that draw at random: export mean and logarithm of the variance",
        "RandomNormalLike");
  }

  @Test
  void open_encoderOfNothing_isRefusedByItsName() throws IOException {
    Path empty =
        Graphs.write(
            folder.resolve("empty.onnx"),
            graph -> {
              String images = graph.input("x", OnnxType.FLOAT, "n", 3, "h", "w");
              List<String> inputs =
                  List.of(images, graph.constant(0), graph.constant(0), graph.constant(1));
              graph.node("Slice", "y", inputs);
              graph.output("y", OnnxType.FLOAT, "n", "c", "h", "w");
            });
    assertRefused(
        empty, decoder, "1 row of channels × height × width, each at least 1", "float[1, 0, 8, 8]");
  }

  @Test
  void encoder_ofLatentsAlone_hasNothingToDraw() throws IOException {
    Path plain = Graphs.write(folder.resolve("plain.onnx"), graph -> encoder(graph, 1));
    try (OnnxCodec without =
        OnnxCodec.open(plain, decoder, IMAGES, SCALING, OnnxSettings.usual())) {
      assertEquals(LATENTS, without.latentShape());
      assertEquals(codec.encode(PICTURES), without.encode(PICTURES));
      assertFails(
          UnsupportedOperationException.class,
          plain
              + " gives latents of 1×4×4, and no distribution to draw them from, which has twice"
              + " the channels",
          () -> without.sampling(1));
    }
  }

  @Test
  void sha256_ofOtherFilesOrScaling_isAnother() throws IOException {
    try (OnnxCodec again = open();
        OnnxCodec scaled = OnnxCodec.open(encoder, decoder, IMAGES, 1, OnnxSettings.usual())) {
      assertEquals(codec, again);
      assertNotEquals(codec.sha256(), scaled.sha256());
    }
  }

  @Test
  void open_filesThatDoNotFit_areRefusedInOneLine() throws IOException {
    // The decoder makes 16×16 of what an encoder that does not halve gives.
    Path flat =
        Graphs.write(
            folder.resolve("flat.onnx"),
            graph -> {
              String images = graph.input("sample", OnnxType.FLOAT, "n", 3, "h", "w");
              String weight =
                  graph.constant(Initializer.of("k", OnnxType.FLOAT, new double[3], 1, 3, 1, 1));
              graph.node("Conv", "l", List.of(images, weight));
              graph.output("l", OnnxType.FLOAT, "n", 1, "h", "w");
            });
    assertRefused(flat, decoder, "images of 3×8×8 from latents of 1×8×8", "3×16×16");
    assertRefused(
        Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(Graphs.doubling(), 30)),
        decoder,
        "",
        "");
    assertRefused(
        Files.write(folder.resolve("double.onnx"), Graphs.doubling()),
        decoder,
        "one float input and one output of rows × channels × height × width",
        "");
    // Its weights are for another number of channels.
    assertRefused(encoder, encoder, "one that takes rows of 1×4×4", "");
    assertIllegal(
        "latents are multiplied by a factor above 0, found NaN",
        () -> OnnxCodec.open(encoder, decoder, IMAGES, Double.NaN, OnnxSettings.usual()));
  }

  private static void assertRefused(Path encoder, Path decoder, String expected, String found) {
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> OnnxCodec.open(encoder, decoder, IMAGES, SCALING, OnnxSettings.usual()));
    assertTrue(error.expected().contains(expected), error.getMessage());
    assertTrue(error.found().contains(found), error.getMessage());
    assertEquals(1, error.getMessage().lines().count(), error.getMessage());
  }

  @Test
  void closed_codec_isNotAsked() {
    codec.close();
    assertFails(
        CodecException.class,
        encoder + " was closed, and cannot be run",
        () -> codec.encode(PICTURES));
  }
}
