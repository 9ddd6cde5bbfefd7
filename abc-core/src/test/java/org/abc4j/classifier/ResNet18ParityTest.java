package org.abc4j.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.AdamConfig;
import org.abc4j.unet.layer.ImageTraining;
import org.abc4j.unet.layer.Parameter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The whole ResNet-18 on images of 28×28 against torchvision's, whose numbers {@code
 * classifier/resnet18.py} of the test resources made: weights are a formula, the same there.
 */
class ResNet18ParityTest {
  private static final Shape SHAPE = new Shape(1, 28, 28);
  private static final int ROWS = 4;
  private static final int[] LABELS = {3, 0, 9, 3};
  private static final ResNet CONFIG = ResNet.eighteen(SHAPE, 10);

  private static JsonNode golden;
  private static Map<String, float[]> weights;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in =
        ResNet18ParityTest.class.getResourceAsStream("/classifier/resnet18.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    weights = new LinkedHashMap<>();
    Map<String, int[]> shapes = new LinkedHashMap<>();
    ClassifierNetwork.of(CONFIG).values().forEach(p -> shapes.put(p.name(), p.shape()));
    int stream = 0;
    for (JsonNode name : golden.get("names")) {
      weights.put(name.asText(), weight(stream++, name.asText(), shapes.get(name.asText())));
    }
  }

  private static double[] uniform(int stream, int count) {
    double[] u = new double[count];
    for (int i = 0; i < count; i++) {
      int h = i * (int) 2654435761L + stream * 40503 + 977;
      h ^= h >>> 15;
      h *= 0x2C1B3C6D;
      h ^= h >>> 12;
      h *= 0x297A2D39;
      h ^= h >>> 15;
      u[i] = (h & 0xffffffffL) / 4294967296.0 - 0.5;
    }
    return u;
  }

  private static float[] weight(int stream, String name, int[] shape) {
    int count = 1;
    for (int extent : shape) {
      count *= extent;
    }
    double[] u = uniform(stream, count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      double value;
      if (shape.length == 4) {
        value = u[i] * Math.sqrt(24.0 / (shape[0] * shape[2] * shape[3]));
      } else if (name.startsWith("fc.")) {
        value = 0.1 * u[i];
      } else if (name.endsWith("running_var")) {
        value = 1 + 0.5 * u[i];
      } else if (name.endsWith("weight")) {
        value = 1 + 0.2 * u[i];
      } else {
        value = 0.2 * u[i];
      }
      values[i] = (float) value;
    }
    return values;
  }

  /** Values from 0 to 1. */
  private static float[] unit() {
    double[] u = uniform(1000, ROWS * SHAPE.size());
    float[] values = new float[u.length];
    for (int i = 0; i < u.length; i++) {
      values[i] = (float) (u[i] + 0.5);
    }
    return values;
  }

  private static void assertNear(String what, float[] found, int step, double tolerance) {
    JsonNode expected = golden.get(what);
    assertEquals(expected.size(), (found.length + step - 1) / step, what);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).asDouble(), found[i * step], tolerance, what + " at " + i);
    }
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  @Test
  void predict_isTorchvisions() {
    assertEquals(golden.get("parameters").asLong(), CONFIG.weights());
    ImageClassifier classifier = ImageClassifier.of(CONFIG, weights);
    float[] values = unit();
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * values[i] - 1;
    }
    Batch images = Batch.of(SHAPE, values);
    Execution here = Execution.sequential();
    assertNear("logits", classifier.logits(images, here).toArray(), 1, 5e-6);
    Batch features = classifier.features(images, here);
    float[] some = new float[ROWS * 16];
    for (int row = 0; row < ROWS; row++) {
      System.arraycopy(features.row(row), 0, some, row * 16, 16);
    }
    assertNear("features", some, 1, 1e-5);
    float[] gradient = classifier.network().lossGradient(unit(), LABELS);
    double length = golden.get("gradientNorm").asDouble();
    assertEquals(length, norm(gradient), 1e-4 * length);
    assertNear("gradient", gradient, 49, 1e-4 * length);
  }

  @Test
  void training_isPyTorchs() {
    ClassifierNetwork network = ClassifierNetwork.of(CONFIG);
    network.set(weights);
    ImageTraining trunk = network.trunk().training(AdamConfig.pytorch(1e-3), 2);
    ImageTraining head = network.head().training(AdamConfig.pytorch(1e-3), 2);
    Execution here = Execution.sequential();
    float[] logits = head.forward(ROWS, trunk.forward(ROWS, unit(), here), here);
    assertNear("trainingLogits", logits, 1, 1e-4);
    double loss = CrossEntropy.sum(logits, LABELS, 1.0 / ROWS) / ROWS;
    assertEquals(golden.get("trainingLoss").asDouble(), loss, 2e-5);
    trunk.backward(head.backward(logits, here), here);
    Map<String, Parameter> parameters = new LinkedHashMap<>(network.trunk().parameters());
    parameters.putAll(network.head().parameters());
    for (Iterator<String> names = golden.get("gradients").fieldNames(); names.hasNext(); ) {
      String name = names.next();
      ImageTraining owner = name.startsWith("fc.") ? head : trunk;
      double expected = golden.get("gradients").get(name).asDouble();
      double found = norm(owner.gradient(parameters.get(name)));
      // A batch of four at one pixel is normalised by four numbers, which magnifies rounding.
      assertEquals(expected, found, 2e-3 * expected, name);
    }
    for (Iterator<String> names = golden.get("running").fieldNames(); names.hasNext(); ) {
      String name = names.next();
      double expected = golden.get("running").get(name).asDouble();
      double found = norm(network.trunk().statistics().get(name).toArray());
      assertEquals(expected, found, 1e-5 * expected, name);
    }
    trunk.step();
    head.step();
    assertNear("logitsAfterStep", network.logits(ROWS, unit()), 1, 2e-3);
  }
}
