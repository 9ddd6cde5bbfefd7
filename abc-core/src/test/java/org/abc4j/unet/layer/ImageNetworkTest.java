package org.abc4j.unet.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.AdamConfig;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Threads;
import org.junit.jupiter.api.Test;

class ImageNetworkTest {
  private static final Shape IMAGES = new Shape(2, 12, 8);
  private static final int ROWS = 6;

  /** A step of central differences, and what they may be off by of values of order one. */
  private static final double STEP = 1.0 / 512;

  private static ImageNetwork network() {
    ImageNetwork network =
        ImageNetwork.of(IMAGES)
            .convolution("a", 5, 7, 2)
            .relu()
            .batchNorm("b")
            .convolution("c", 3, 5, 1)
            .relu()
            .transposedConvolution("d", 18, 7, 2)
            .relu()
            .convolution("e", 2, 3, 1)
            .build();
    int index = 0;
    for (Parameter parameter : network.parameters().values()) {
      float[] values = Draws.gaussians(9, 100 + index++, parameter.toArray().length);
      for (int i = 0; i < values.length; i++) {
        values[i] *= (float) (1 / Math.sqrt(parameter.fanIn()));
      }
      parameter.set(values);
    }
    network.statistics().get("b.running_mean").set(new float[] {0.1f, -0.2f, 0, 1, 0.5f});
    network.statistics().get("b.running_var").set(new float[] {1, 2, 0.5f, 1, 4});
    return network;
  }

  private static float[] images(int rows) {
    return Draws.gaussians(9, 1, rows * IMAGES.size());
  }

  @Test
  void shapes_areThoseOfTheLayers() {
    ImageNetwork network = network();
    assertEquals(IMAGES, network.inputShape());
    assertEquals(IMAGES, network.outputShape());
    assertEquals(
        List.of(
            "a.weight",
            "a.bias",
            "b.weight",
            "b.bias",
            "c.weight",
            "c.bias",
            "d.weight",
            "d.bias",
            "e.weight",
            "e.bias"),
        List.copyOf(network.parameters().keySet()));
    assertArrayEquals(
        new int[] {3, 18, 7, 7}, network.parameters().get("d.weight").shape(), "as PyTorch has it");
    assertEquals(
        List.of("b.running_mean", "b.running_var"), List.copyOf(network.statistics().keySet()));
  }

  @Test
  void predict_anyBatchAndKernels_givesTheSameBits() {
    ImageNetwork network = network();
    float[] images = images(ROWS);
    float[] together = network.predict(ROWS, images);
    assertArrayEquals(together, network.on(Kernels.scalar()).predict(ROWS, images));
    int m = IMAGES.size();
    for (int row = 0; row < ROWS; row++) {
      assertArrayEquals(
          Arrays.copyOfRange(together, row * m, (row + 1) * m),
          network.predict(1, Arrays.copyOfRange(images, row * m, (row + 1) * m)));
    }
  }

  @Test
  void tangents_manyDirections_areDifferences() {
    ImageNetwork network = network();
    float[] image = images(1);
    int count = 11;
    int m = IMAGES.size();
    float[] directions = Draws.gaussians(9, 2, count * m);
    ImageNetwork.Tangents tangents = network.tangents(image, directions);
    assertArrayEquals(network.predict(1, image), tangents.value());
    assertArrayEquals(
        tangents.derivatives(),
        network.on(Kernels.scalar()).tangents(image, directions).derivatives());
    for (int k = 0; k < count; k++) {
      float[] up = image.clone();
      float[] down = image.clone();
      for (int i = 0; i < m; i++) {
        up[i] += (float) (STEP * directions[k * m + i]);
        down[i] -= (float) (STEP * directions[k * m + i]);
      }
      float[] high = network.predict(1, up);
      float[] low = network.predict(1, down);
      double apart = 0;
      double length = 0;
      for (int i = 0; i < m; i++) {
        double difference = (high[i] - low[i]) / (2 * STEP);
        apart += Math.pow(difference - tangents.derivatives()[k * m + i], 2);
        length += difference * difference;
      }
      // A few units change sides of a ReLU within the step.
      assertEquals(0, Math.sqrt(apart / length), 0.02, "direction " + k);
    }
  }

  @Test
  void training_anyThreadsAndKernels_givesTheSameBits() throws InterruptedException {
    Map<String, float[]> one = trained(network(), Execution.sequential());
    Map<String, float[]> scalar = trained(network().on(Kernels.scalar()), Execution.sequential());
    one.forEach((name, values) -> assertArrayEquals(values, scalar.get(name), name));
    Threads.with(
        3,
        execution -> {
          Map<String, float[]> many = trained(network(), execution);
          one.forEach((name, values) -> assertArrayEquals(values, many.get(name), name));
        });
  }

  private static Map<String, float[]> trained(ImageNetwork network, Execution execution) {
    ImageTraining training = network.training(AdamConfig.pytorch(1e-2));
    Map<String, float[]> all = new LinkedHashMap<>();
    for (int step = 0; step < 3; step++) {
      int rows = ROWS - step;
      all.put("value " + step, training.forward(rows, images(rows), execution));
      float[] adjoint = Draws.gaussians(9, 30 + step, rows * IMAGES.size());
      all.put("adjoint " + step, training.backward(adjoint, execution));
      training.step();
    }
    all.putAll(training.state());
    return all;
  }

  /** Of a sum of the outputs with random weights, in training: with the statistics of the batch. */
  private static double loss(ImageNetwork network, float[] images, float[] weights) {
    float[] out =
        network.training(AdamConfig.pytorch(1e-3)).forward(ROWS, images, Execution.sequential());
    double sum = 0;
    for (int i = 0; i < out.length; i++) {
      sum += (double) out[i] * weights[i];
    }
    return sum;
  }

  @Test
  void backward_inTraining_isTheGradientThroughTheStatisticsOfTheBatch() {
    float[] images = images(ROWS);
    float[] weights = Draws.gaussians(9, 3, images.length);
    ImageNetwork network = network();
    ImageTraining training = network.training(AdamConfig.pytorch(1e-3));
    training.forward(ROWS, images, Execution.sequential());
    float[] adjoint = training.backward(weights, Execution.sequential());
    float[] direction = Draws.gaussians(9, 4, images.length);
    double expected =
        (loss(network, moved(images, direction, STEP), weights)
                - loss(network, moved(images, direction, -STEP), weights))
            / (2 * STEP);
    assertNear(expected, inner(adjoint, direction), "images");
    for (Parameter parameter : network.parameters().values()) {
      float[] before = parameter.toArray();
      float[] along = Draws.gaussians(9, 5, before.length);
      for (int i = 0; i < along.length; i++) {
        along[i] /= (float) Math.sqrt(before.length);
      }
      parameter.set(moved(before, along, STEP));
      double up = loss(network, images, weights);
      parameter.set(moved(before, along, -STEP));
      double down = loss(network, images, weights);
      parameter.set(before);
      assertNear(
          (up - down) / (2 * STEP), inner(training.gradient(parameter), along), parameter.name());
    }
  }

  private static void assertNear(double expected, double found, String what) {
    // Sums of over a thousand terms of order one; a few units change sides of a ReLU.
    assertEquals(expected, found, 0.01 * Math.abs(expected) + 0.25, what);
  }

  private static float[] moved(float[] values, float[] direction, double step) {
    float[] moved = values.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (step * direction[i]);
    }
    return moved;
  }

  private static double inner(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Test
  void batchNorm_inTraining_normalisesByTheBatchAndMovesItsStatistics() {
    ImageNetwork network = ImageNetwork.of(new Shape(2, 3, 2)).batchNorm("n").build();
    network.parameters().get("n.weight").set(new float[] {2, 1});
    network.parameters().get("n.bias").set(new float[] {0, -3});
    network.statistics().get("n.running_mean").set(new float[] {10, 0});
    network.statistics().get("n.running_var").set(new float[] {1, 5});
    int rows = 5;
    float[] images = Draws.gaussians(3, 0, rows * 12);
    float[] out =
        network.training(AdamConfig.pytorch(1e-3)).forward(rows, images, Execution.sequential());
    for (int c = 0; c < 2; c++) {
      double mean = 0;
      double square = 0;
      double count = rows * 6;
      for (int i = 0; i < images.length; i++) {
        mean += i / 6 % 2 == c ? images[i] / count : 0;
      }
      for (int i = 0; i < images.length; i++) {
        square += i / 6 % 2 == c ? Math.pow(images[i] - mean, 2) / count : 0;
      }
      for (int i = 0; i < images.length; i++) {
        if (i / 6 % 2 == c) {
          double n = (images[i] - mean) / Math.sqrt(square + 1e-5);
          assertEquals(c == 0 ? 2 * n : n - 3, out[i], 1e-5);
        }
      }
      float[] running = network.statistics().get("n.running_mean").toArray();
      float[] variance = network.statistics().get("n.running_var").toArray();
      assertEquals((c == 0 ? 9 : 0) + 0.1 * mean, running[c], 1e-6);
      double ofSample = square * count / (count - 1);
      assertEquals((c == 0 ? 0.9 : 4.5) + 0.1 * ofSample, variance[c], 1e-6);
    }
  }

  @Test
  void relu_allKindsOfNumbers_isTheGreaterOfItAndZero() {
    ImageNetwork network = ImageNetwork.of(new Shape(1, 1, 5)).relu().build();
    float[] x = {-2, 0, 3, Float.NaN, Float.POSITIVE_INFINITY};
    float[] y = {0, 0, 3, Float.NaN, Float.POSITIVE_INFINITY};
    assertArrayEquals(y, network.predict(1, x));
    float[] one = {1, 1, 1, 1, 1};
    assertArrayEquals(
        new float[] {0, 0, 1, 1, 1}, network.tangents(x, one).derivatives(), "tangents");
    ImageTraining training = network.training(AdamConfig.pytorch(1e-3));
    training.forward(1, x, Execution.sequential());
    assertArrayEquals(
        new float[] {0, 0, 7, 7, 7},
        training.backward(new float[] {7, 7, 7, 7, 7}, Execution.sequential()));
  }

  @Test
  void restore_aState_goesOnToTheSameBits() {
    ImageNetwork whole = network();
    ImageTraining all = whole.training(AdamConfig.pytorch(1e-2));
    steps(all, 0, 4);
    ImageNetwork first = network();
    ImageTraining half = first.training(AdamConfig.pytorch(1e-2));
    steps(half, 0, 2);
    ImageTraining second = network().training(AdamConfig.pytorch(1e-2));
    second.restore(half.state(), 2);
    steps(second, 2, 4);
    all.state().forEach((n, values) -> assertArrayEquals(values, second.state().get(n), n));
    Map<String, float[]> without = new LinkedHashMap<>(half.state());
    without.remove("b.running_var");
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> second.restore(without, 2));
    assertEquals("the state has 5 values under b.running_var, found nothing", error.getMessage());
  }

  private static void steps(ImageTraining training, int from, int to) {
    for (int step = from; step < to; step++) {
      training.forward(
          ROWS, Draws.gaussians(step, 1, ROWS * IMAGES.size()), Execution.sequential());
      training.backward(Draws.gaussians(step, 2, ROWS * IMAGES.size()), Execution.sequential());
      training.step();
    }
  }

  @Test
  void builder_whatCannotBe_isRefused() {
    assertRefused(
        "x has at least 1 output, an odd side and a stride of at least 1, found 1, 3 and 0",
        () -> ImageNetwork.of(IMAGES).convolution("x", 1, 3, 0));
    assertRefused(
        "max pooling has at least 1 output, an odd side and a stride of at least 1, found 2, 2"
            + " and 2",
        () -> ImageNetwork.of(IMAGES).maxPooling(2, 2));
    assertRefused(
        "the stride of max pooling is at most its side, 1, found 2",
        () -> ImageNetwork.of(IMAGES).maxPooling(1, 2));
    assertRefused(
        "x maps 1 pixel to at least 1 output, found 96 and 3",
        () -> ImageNetwork.of(IMAGES).linear("x", 3));
    assertRefused(
        "both ways of a residual block end at one shape, found 2×6×4 and 2×12×8",
        () -> ImageNetwork.of(IMAGES).residual(way -> way.maxPooling(3, 2), same -> {}));
    assertRefused(
        "x has at least 1 output, an odd side and a stride of at least 1, found 1, 4 and 2",
        () -> ImageNetwork.of(IMAGES).transposedConvolution("x", 1, 4, 2));
    assertEquals(
        "a network has at least 1 layer, found none",
        assertThrows(IllegalStateException.class, () -> ImageNetwork.of(IMAGES).build())
            .getMessage());
  }

  @Test
  void predict_otherNumbersOfValues_isRefused() {
    ImageNetwork network = network();
    assertRefused(
        "2 images of shape 2×12×8 have 384 values, found 5",
        () -> network.predict(2, new float[5]));
    assertRefused(
        "a batch of at least 1 image of 192 values each, found 0 images and 0 values",
        () ->
            network
                .training(AdamConfig.pytorch(1e-3))
                .forward(0, new float[0], Execution.sequential()));
  }

  private static void assertRefused(
      String message, org.junit.jupiter.api.function.Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
