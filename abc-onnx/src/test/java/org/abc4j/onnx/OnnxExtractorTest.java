package org.abc4j.onnx;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.data.Normalisation;
import org.abc4j.evaluation.FrechetDistance;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.perception.ExtractorDescription;
import org.abc4j.perception.ExtractorException;
import org.abc4j.perception.Extractors;
import org.abc4j.perception.FeatureExtractor;
import org.abc4j.perception.FeatureFolder;
import org.abc4j.perception.FrechetScore;
import org.abc4j.perception.PerceptualMetric;
import org.abc4j.perception.SampleFeatures;
import org.abc4j.safetensors.Half;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small graph with the outputs of all metrics, and every number of it computed here anew. */
class OnnxExtractorTest {
  private static final Scenario SCENARIO = Scenario.of(8, Kind.POSTERIOR_MEAN, Walk.DDIM);
  private static final Sample SAMPLE = SCENARIO.sample();
  private static final Shape SHAPE = Scenario.SHAPE;
  private static final Normalisation NORMALISATION = Normalisation.plusMinusOne();
  private static final double[] MEAN = {0.5, 0.25, 0.125};
  private static final double[] DEVIATION = {0.5, 0.25, 1};

  /** Channels of the convolution. */
  private static final int CHANNELS = 4;

  private static final int PIXELS = 16;
  private static final int EMBEDDING = 3;

  private static final double[] KERNEL = Draws.doubles(1, 1, CHANNELS * 3 * 3 * 3);
  private static final double[] BIAS = Draws.doubles(1, 2, CHANNELS);
  private static final double[] PROJECTION = Draws.doubles(1, 3, CHANNELS * PIXELS * EMBEDDING);
  private static final float[] WEIGHTS = {0.5f, 0, 2, 1};

  @TempDir private Path folder;
  private Path file;

  /** relu = Relu(Conv(images)); tokens = its positions; embedding = all of it times a matrix. */
  private static void network(GraphWriter graph) {
    String images = graph.input("images", OnnxType.FLOAT, "n", 3, 4, 4);
    String kernel = graph.constant(Initializer.of("k", OnnxType.FLOAT, KERNEL, CHANNELS, 3, 3, 3));
    String bias = graph.constant(Initializer.of("b", OnnxType.FLOAT, BIAS, CHANNELS));
    String conv =
        graph.node(
            "Conv",
            "conv",
            List.of(images, kernel, bias),
            Attribute.of("pads", new long[] {1, 1, 1, 1}));
    String relu = graph.node("Relu", "relu", List.of(conv));
    graph.output(relu, OnnxType.FLOAT, "n", CHANNELS, 4, 4);
    String flat =
        graph.node("Reshape", "flat", List.of(relu, graph.constant(-1, CHANNELS, PIXELS)));
    graph.node("Transpose", "tokens", List.of(flat), Attribute.of("perm", new long[] {0, 2, 1}));
    graph.output("tokens", OnnxType.FLOAT, "n", PIXELS, CHANNELS);
    String row = graph.node("Reshape", "row", List.of(relu, graph.constant(-1, CHANNELS * PIXELS)));
    String matrix =
        graph.constant(
            Initializer.of("m", OnnxType.FLOAT, PROJECTION, CHANNELS * PIXELS, EMBEDDING));
    graph.node("MatMul", "embedding", List.of(row, matrix));
    graph.output("embedding", OnnxType.FLOAT, "n", EMBEDDING);
  }

  @BeforeEach
  void write() throws IOException {
    file = Graphs.write(folder.resolve("net.onnx"), OnnxExtractorTest::network);
    SafetensorsWriter.create()
        .put("relu", new int[] {CHANNELS}, WEIGHTS)
        .write(folder.resolve("weights.safetensors"));
  }

  private Path description(String features) throws IOException {
    return Files.writeString(
        folder.resolve("net.json"),
        """
        {"format": "abc-extractor", "version": 1, "name": "net", "file": "net.onnx",
         "input": {"name": "images", "mean": [0.5, 0.25, 0.125], "deviation": [0.5, 0.25, 1]},
         "features": FEATURES}
        """
            .replace("FEATURES", features));
  }

  /** Opened as the command does, by whichever provider there is. */
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
          without.loadClass(OnnxExtractors.class.getName()).getConstructor().newInstance();
      Method open =
          provider.getClass().getMethod("open", Path.class, String.class, List.class, int.class);
      InvocationTargetException error =
          assertThrows(
              InvocationTargetException.class,
              () -> open.invoke(provider, file, "images", List.of("tokens"), 1));
      assertEquals(IllegalStateException.class, error.getCause().getClass());
      String message = error.getCause().getMessage();
      assertTrue(message.startsWith("ONNX Runtime is not on the class path; its jar"), message);
      assertEquals(1, message.lines().count());
    }
  }

  private FeatureExtractor open(ExtractorDescription description) throws IOException {
    return Extractors.open(description, file, 2);
  }

  /** The convolution and its rectifier of a gray sample, in double. */
  private static double[] relu(float[] sample) {
    double[] input = new double[3 * PIXELS];
    for (int c = 0; c < 3; c++) {
      for (int p = 0; p < PIXELS; p++) {
        double picture = Math.max(0, Math.min(1, sample[p] / 2.0 + 0.5));
        input[c * PIXELS + p] = (picture - MEAN[c]) / DEVIATION[c];
      }
    }
    double[] found = new double[CHANNELS * PIXELS];
    for (int o = 0; o < CHANNELS; o++) {
      for (int p = 0; p < PIXELS; p++) {
        double sum = BIAS[o];
        for (int c = 0; c < 3; c++) {
          for (int v = 0; v < 3; v++) {
            for (int u = 0; u < 3; u++) {
              int y = p / 4 + v - 1;
              int x = p % 4 + u - 1;
              if (y >= 0 && y < 4 && x >= 0 && x < 4) {
                sum += KERNEL[((o * 3 + c) * 3 + v) * 3 + u] * input[c * PIXELS + y * 4 + x];
              }
            }
          }
        }
        found[o * PIXELS + p] = Math.max(0, sum);
      }
    }
    return found;
  }

  private static double[] embedding(float[] sample) {
    double[] relu = relu(sample);
    double[] found = new double[EMBEDDING];
    for (int i = 0; i < relu.length; i++) {
      for (int e = 0; e < EMBEDDING; e++) {
        found[e] += relu[i] * PROJECTION[i * EMBEDDING + e];
      }
    }
    return found;
  }

  private static double cosine(float[] a, float[] b) {
    double[] ofA = embedding(a);
    double[] ofB = embedding(b);
    double inner = 0;
    double squareA = 0;
    double squareB = 0;
    for (int e = 0; e < EMBEDDING; e++) {
      inner += ofA[e] * ofB[e];
      squareA += ofA[e] * ofA[e];
      squareB += ofB[e] * ofB[e];
    }
    return 1 - inner / Math.sqrt(squareA * squareB);
  }

  private static double largestPatch(float[] a, float[] b) {
    double[] ofA = relu(a);
    double[] ofB = relu(b);
    double largest = 0;
    // The first token is dropped.
    for (int p = 1; p < PIXELS; p++) {
      double sum = 0;
      for (int c = 0; c < CHANNELS; c++) {
        sum += Math.pow(ofA[c * PIXELS + p] - ofB[c * PIXELS + p], 2);
      }
      largest = Math.max(largest, Math.sqrt(sum));
    }
    return largest;
  }

  private static double lpips(float[] a, float[] b) {
    double[] ofA = relu(a);
    double[] ofB = relu(b);
    double total = 0;
    for (int p = 0; p < PIXELS; p++) {
      double squareA = 0;
      double squareB = 0;
      for (int c = 0; c < CHANNELS; c++) {
        squareA += ofA[c * PIXELS + p] * ofA[c * PIXELS + p];
        squareB += ofB[c * PIXELS + p] * ofB[c * PIXELS + p];
      }
      for (int c = 0; c < CHANNELS; c++) {
        double difference =
            ofA[c * PIXELS + p] / (Math.sqrt(squareA) + 1e-10)
                - ofB[c * PIXELS + p] / (Math.sqrt(squareB) + 1e-10);
        total += WEIGHTS[c] * difference * difference;
      }
    }
    return total / PIXELS;
  }

  /** What a metric is by the formula. */
  private interface Formula {
    double between(float[] a, float[] b);
  }

  private void assertIs(Formula formula, String features) throws IOException {
    ExtractorDescription description = ExtractorDescription.read(description(features));
    try (FeatureExtractor extractor = open(description)) {
      PerceptualMetric metric = PerceptualMetric.of(description, extractor, folder, NORMALISATION);
      AblationAttributor attributor = new AblationAttributor().withDistance(metric);
      Landscape landscape = attributor.attribute(SAMPLE);
      float[][] counterfactuals = new float[Scenario.SOURCES][];
      new AblationAttributor()
          .landscapes(
              SAMPLE,
              List.of(Distance.euclidean()),
              (source, ablation, image) -> counterfactuals[(int) source] = image);
      double greatest = 0;
      for (int s = 0; s < Scenario.SOURCES; s++) {
        double expected = formula.between(SAMPLE.image(), counterfactuals[s]);
        greatest = Math.max(greatest, expected);
        assertEquals(expected, landscape.distance(s), 2e-6 * (1 + expected), features);
      }
      assertTrue(greatest > 1e-3, features + ": " + greatest);
      for (int chunk : new int[] {1, 3, 7}) {
        assertArrayEquals(
            landscape.distances(), attributor.withChunk(chunk).attribute(SAMPLE).distances());
      }
      assertEquals(Sha256.of(file), extractor.sha256());
    }
  }

  @Test
  void landscapes_ofEachMetric_areThoseOfTheFormulas() throws IOException {
    assertIs(OnnxExtractorTest::cosine, "{\"kind\": \"cosine\", \"output\": \"embedding\"}");
    assertIs(
        OnnxExtractorTest::largestPatch,
        "{\"kind\": \"largest patch\", \"output\": \"tokens\", \"dropped\": 1}");
    assertIs(
        OnnxExtractorTest::lpips,
        "{\"kind\": \"lpips\", \"layers\": [\"relu\"], \"weights\": \"weights.safetensors\"}");
  }

  @Test
  void visual_byKeptFeatures_isThatOfTheFormula() throws IOException {
    ExtractorDescription description =
        ExtractorDescription.read(description("{\"kind\": \"cosine\", \"output\": \"embedding\"}"));
    try (FeatureExtractor extractor = open(description)) {
      PerceptualMetric metric = PerceptualMetric.of(description, extractor, folder, NORMALISATION);
      String data = Sha256.of(SCENARIO.items().toArray());
      VisualAttribution found =
          VisualAttributor.of(
                  FeatureFolder.of(
                          folder.resolve("kept"), metric.features(), SCENARIO.items(), data)
                      .features(Execution.sequential())
                      .by(metric),
                  SCENARIO.code().sources())
              .attribute(SAMPLE);
      for (int s = 0; s < Scenario.SOURCES; s++) {
        double least = Double.POSITIVE_INFINITY;
        for (long item : SCENARIO.code().sources().itemsOf(s)) {
          least = Math.min(least, cosine(SAMPLE.image(), SCENARIO.items().row((int) item)));
        }
        assertEquals(least, found.distance(s), 2e-6);
      }
    }
  }

  @Test
  void frechet_ofImages_isThatOfTheirFeatures() throws IOException {
    ExtractorDescription description =
        ExtractorDescription.read(
            description("{\"kind\": \"frechet\", \"output\": \"embedding\"}"));
    Batch a = Draws.images(3, 1, SHAPE, 20);
    Batch b = Draws.images(4, 1, SHAPE, 30);
    try (FeatureExtractor extractor = open(description)) {
      SampleFeatures features = SampleFeatures.of(description, extractor, NORMALISATION);
      double[][] ofA = new double[20][];
      double[][] ofB = new double[30][];
      for (int i = 0; i < 20; i++) {
        ofA[i] = embedding(a.row(i));
      }
      for (int i = 0; i < 30; i++) {
        ofB[i] = embedding(b.row(i));
      }
      double expected = FrechetDistance.between(ofA, ofB);
      FrechetScore score = FrechetScore.between(features, a, b, Execution.sequential());
      assertEquals(expected, score.distance(), 1e-5 * (1 + expected));
      assertEquals("net", score.extractor());
    }
  }

  /** Batches are an option: here each image is the same bits in any of them. */
  @Test
  void features_inBatches_areWithinRoundingOfThoseAlone() throws IOException {
    ExtractorDescription description =
        ExtractorDescription.read(description("{\"kind\": \"cosine\", \"output\": \"embedding\"}"));
    Batch images = Draws.images(5, 1, SHAPE, 11);
    try (FeatureExtractor extractor = open(description)) {
      SampleFeatures features = SampleFeatures.of(description, extractor, NORMALISATION);
      float[][] alone = new float[11][];
      features.forEach(
          images, 0, 11, 0, Execution.sequential(), (row, layout, found) -> alone[row] = found);
      for (int batch : new int[] {2, 4, 11}) {
        features
            .withBatch(batch)
            .forEach(
                images,
                0,
                11,
                0,
                Execution.sequential(),
                (row, layout, found) -> assertArrayEquals(alone[row], found, 1e-5f));
      }
    }
  }

  @Test
  void open_graphsThatDoNotFit_areRefusedNamingWhat() throws IOException {
    Path path = folder.resolve("net.onnx");
    assertFails(
        MalformedFileException.class,
        path
            + ": outputs: expected 'logits', found relu float[?, 4, 4, 4], tokens float[?, 16, 4],"
            + " embedding float[?, 3]",
        () -> OnnxExtractor.open(path, "images", List.of("logits"), OnnxSettings.usual()));
    assertFails(
        MalformedFileException.class,
        path + ": inputs: expected 'x', found images float[?, 3, 4, 4]",
        () -> OnnxExtractor.open(path, "x", List.of("relu"), OnnxSettings.usual()));
    Graphs.write(
        path,
        graph -> {
          String x = graph.input("images", OnnxType.FLOAT, "n", 3);
          graph.node("Relu", "y", List.of(x));
          graph.output("y", OnnxType.FLOAT, "n", 3);
        });
    assertFails(
        MalformedFileException.class,
        path
            + ": input 'images': expected float images × channels × height × width, found float[?,"
            + " 3]",
        () -> OnnxExtractor.open(path, "images", List.of("y"), OnnxSettings.usual()));
    Graphs.write(
        path,
        graph -> {
          String x = graph.input("images", OnnxType.FLOAT, "n", 1, 1, 1);
          String y = graph.input("more", OnnxType.FLOAT, "n", 1, 1, 1);
          graph.node("Add", "z", List.of(x, y));
          graph.output("z", OnnxType.FLOAT, "n", 1, 1, 1);
        });
    assertFails(
        MalformedFileException.class,
        path + ": inputs: expected 1 input, 'images', found 2 inputs",
        () -> OnnxExtractor.open(path, "images", List.of("z"), OnnxSettings.usual()));
    Files.write(path, Arrays.copyOf(Files.readAllBytes(path), 60));
    assertThrows(
        MalformedFileException.class,
        () -> OnnxExtractor.open(path, "images", List.of("z"), OnnxSettings.usual()));
  }

  @Test
  void features_thatAreNaN_areRefusedNamingTheImage() throws IOException {
    Graphs.write(
        file,
        graph -> {
          String x = graph.input("images", OnnxType.FLOAT, "n", 3, 4, 4);
          graph.node("Log", "log", List.of(x));
          graph.output("log", OnnxType.FLOAT, "n", 3, 4, 4);
        });
    ExtractorDescription description =
        ExtractorDescription.read(description("{\"kind\": \"cosine\", \"output\": \"log\"}"));
    try (FeatureExtractor extractor = open(description)) {
      PerceptualMetric metric = PerceptualMetric.of(description, extractor, folder, NORMALISATION);
      float[] white = new float[PIXELS];
      Arrays.fill(white, 1);
      float[] black = white.clone();
      black[5] = -1;
      Batch images = Batch.ofRows(SHAPE, List.of(white, black));
      String message =
          assertThrows(
                  ArithmeticException.class,
                  () -> metric.from(white, SHAPE).to(images, 40, Execution.sequential()))
              .getMessage();
      assertEquals(
          "net finds finite features, but of image 41: "
              + file
              + ": output 'log': expected finite values, found NaN at 5 of 48",
          message);
    }
  }

  @Test
  void features_ofAnotherSize_areRefusedNamingBoth() throws IOException {
    ExtractorDescription description =
        ExtractorDescription.read(description("{\"kind\": \"cosine\", \"output\": \"embedding\"}"));
    FeatureExtractor extractor = open(description);
    PerceptualMetric metric = PerceptualMetric.of(description, extractor, folder, NORMALISATION);
    Shape larger = new Shape(3, 5, 4);
    assertFails(
        IllegalArgumentException.class,
        file + ": input 'images': expected float[?, 3, 4, 4], found float[1, 3, 5, 4]",
        () -> metric.from(new float[larger.size()], larger));
    extractor.close();
    extractor.close();
    assertFails(
        ExtractorException.class,
        "net fails: " + file + " was closed, and cannot be run",
        () -> metric.from(SAMPLE.image(), SHAPE));
  }

  /** As large networks are stored: weights in 16 bits, widened inside, all else in 32. */
  @Test
  void extract_weightsOfSixteenBits_areWidened() throws IOException {
    float[] weights = Draws.gaussians(7, 1, 5);
    byte[] halves = new byte[2 * weights.length];
    for (int i = 0; i < weights.length; i++) {
      halves[2 * i] = (byte) Half.of(weights[i]);
      halves[2 * i + 1] = (byte) (Half.of(weights[i]) >> 8);
    }
    ProtoWriter initializer =
        new ProtoWriter().number(1, weights.length).number(2, 10).text(8, "half").bytes(9, halves);
    ProtoWriter to = new ProtoWriter().text(1, "to").number(3, 1).number(20, 2);
    ProtoWriter cast =
        new ProtoWriter().text(1, "half").text(2, "wide").text(4, "Cast").message(5, to);
    ProtoWriter mul = new ProtoWriter().text(1, "images").text(1, "wide").text(2, "y");
    ProtoWriter graph =
        new ProtoWriter()
            .message(1, cast)
            .message(1, mul.text(4, "Mul"))
            .text(2, "halves")
            .message(5, initializer)
            .message(11, images("images", weights.length))
            .message(12, images("y", weights.length));
    Files.write(file, Graphs.model(17, graph));
    float[] values = Draws.gaussians(7, 2, weights.length);
    try (OnnxExtractor extractor =
        OnnxExtractor.open(file, "images", List.of("y"), OnnxSettings.usual())) {
      float[] found = new float[weights.length];
      extractor
          .extract(Batch.of(new Shape(1, 1, weights.length), values))
          .get("y")
          .copyRow(0, found, 0);
      for (int i = 0; i < found.length; i++) {
        assertEquals(values[i] * Half.toFloat(Half.of(weights[i])), found[i]);
      }
    }
  }

  /** A value float[n, 1, 1, width]. */
  private static ProtoWriter images(String name, int width) {
    ProtoWriter shape = new ProtoWriter().message(1, new ProtoWriter().text(2, "n"));
    for (int extent : new int[] {1, 1, width}) {
      shape.message(1, new ProtoWriter().number(1, extent));
    }
    ProtoWriter tensor = new ProtoWriter().number(1, 1).message(2, shape);
    return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensor));
  }

  @Test
  void open_anotherFileThanDescribed_isRefused() throws IOException {
    String sha256 = "0".repeat(64);
    Path described =
        Files.writeString(
            folder.resolve("net.json"),
            Files.readString(description("{\"kind\": \"cosine\", \"output\": \"embedding\"}"))
                .replace("\"version\"", "\"sha256\": \"" + sha256 + "\", \"version\""));
    assertFails(
        MalformedFileException.class,
        file + ": SHA-256: expected " + sha256 + ", found " + Sha256.of(file),
        () -> open(ExtractorDescription.read(described)));
  }
}
