package org.abc4j.samediff;

import static org.abc4j.samediff.UNetFixture.assertNear;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.AdamConfig;
import org.abc4j.model.TrainingBatch;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.Purpose;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.testing.Fixtures;
import org.abc4j.testing.Masks;
import org.abc4j.testing.Reference;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** U-Nets in SameDiff against diffusers' own numbers. */
@RequiresBackend
class SameDiffUNetParityTest {
  private static final double OUTPUT = 1e-5;
  private static final double JVP = 2e-5;
  private static final double GRADIENT = 2e-5;
  private static final double TRAINED = 3e-5;

  /** Gradients of to_k.bias are 0 in truth: softmax does not see what is added to all scores. */
  private static final double ZERO_GRADIENT = 1e-7;

  @TestFactory
  Stream<DynamicTest> unet_eachFixture_isDiffusers() {
    return Fixtures.unets().stream().flatMap(folder -> new Case(folder).tests().stream());
  }

  /** One folder. */
  private static final class Case {
    private final Path folder;
    private final SafetensorsFile tensors;
    private final Network network;
    private final Shape shape;
    private final int[] timesteps;
    private final Batch x;
    private SameDiffNoiseModel model;

    Case(Path folder) {
      this.folder = folder;
      try {
        tensors = Fixtures.tensors(folder, "tensors");
        network = UNetFixture.network(folder);
        shape = network.config().inputShape();
        timesteps = UNetFixture.timesteps(tensors);
        x = Batch.of(shape, tensors.floats("x"));
      } catch (IOException cause) {
        throw new UncheckedIOException("cannot read fixture " + folder, cause);
      }
    }

    List<DynamicTest> tests() {
      List<DynamicTest> tests = new ArrayList<>();
      String of = " of " + folder.getFileName();
      tests.add(dynamicTest("output" + of, this::output));
      if (tensors.names().contains("jvp_outputs_f64")) {
        tests.add(dynamicTest("tangents" + of, this::tangents));
      }
      if (tensors.names().contains("output_train_mask_mod10")) {
        tests.add(dynamicTest("dropout" + of, this::dropout));
      }
      if (has("train") && has("gradients")) {
        tests.add(dynamicTest("loss and gradients" + of, this::gradients));
      }
      if (has("train") && has("adam3-params")) {
        tests.add(dynamicTest("three steps of Adam" + of, this::adam));
      }
      return tests;
    }

    private boolean has(String file) {
      return Files.isRegularFile(folder.resolve(file + ".safetensors"));
    }

    private SameDiffNoiseModel model() {
      if (model == null) {
        model = SameDiffNoiseModel.of(network, NoiseSchedule.linear());
      }
      return model;
    }

    /** Values of one row among those of all. */
    private double[] row(double[] all, int row) {
      int size = all.length / timesteps.length;
      return Arrays.copyOfRange(all, row * size, (row + 1) * size);
    }

    void output() throws IOException {
      for (int row = 0; row < timesteps.length; row++) {
        float[] found = model().predict(x.select(row), timesteps[row]).toArray();
        assertNear(row(tensors.doubles("output"), row), found, OUTPUT, "output");
        assertNear(row(tensors.doubles("output_f64"), row), found, OUTPUT, "output in double");
      }
    }

    void tangents() throws IOException {
      int rows = timesteps.length;
      int count = Math.toIntExact(tensors.entry("jvp_tangents").shape()[0]);
      float[] directions = tensors.floats("jvp_tangents");
      Batch all = Batch.of(shape, UNetFixture.regrouped(directions, count, rows));
      double[] expected = tensors.doubles("jvp_outputs_f64");
      float[] found = new float[expected.length];
      for (int row = 0; row < rows; row++) {
        int first = row * count;
        int[] mine = java.util.stream.IntStream.range(first, first + count).toArray();
        Batch tangents =
            model().linearize(x.select(row), timesteps[row], all.select(mine)).tangents();
        System.arraycopy(tangents.toArray(), 0, found, first * shape.size(), count * shape.size());
      }
      found = UNetFixture.regrouped(found, rows, count);
      assertNear(expected, found, JVP * Reference.largest(expected), "tangents");
    }

    /** The graph in training gives no output, but its distance from one. */
    void dropout() throws IOException {
      assertTrue(network.config().dropout() > 0, "dropout");
      TrainingGraph graph = training(GraphWeights.of(network));
      var mask = Masks.each((layer, position, probability) -> position % 10 != 3);
      float[] expected = tensors.floats("output_train_mask_mod10");
      double squares =
          graph.differentiate(
              new TrainingGraph.Rows(0, x.toArray(), timesteps, expected, mask),
              1,
              (name, gradient) -> {});
      assertEquals(0, Math.sqrt(squares / expected.length), OUTPUT / 5);
    }

    private TrainingGraph training(GraphWeights weights) {
      return TrainingGraph.of(network.config(), weights);
    }

    void gradients() throws IOException {
      SafetensorsFile train = Fixtures.tensors(folder, "train");
      SafetensorsFile gradients = Fixtures.tensors(folder, "gradients");
      float[] noise = train.floats("noise");
      GraphWeights weights = GraphWeights.of(network);
      GraphWeights found = weights.zeros();
      double squares =
          training(weights)
              .differentiate(
                  new TrainingGraph.Rows(
                      0, train.floats("x"), UNetFixture.timesteps(train), noise, Masks.keepAll()),
                  1.0 / noise.length,
                  (name, gradient) -> found.arrays().get(name).assign(gradient));
      double loss = train.doubles("loss_f64")[0];
      assertEquals(loss, squares / noise.length, 2e-6 * loss, "loss");
      Map<String, float[]> arrays = found.toArrays("");
      assertEquals(arrays.keySet(), gradients.names(), "parameters");
      for (String name : arrays.keySet()) {
        double[] expected = gradients.doubles(name);
        double tolerance =
            name.endsWith(".to_k.bias") ? ZERO_GRADIENT : GRADIENT * Reference.largest(expected);
        assertNear(expected, arrays.get(name), tolerance, name);
      }
    }

    void adam() throws IOException {
      SafetensorsFile train = Fixtures.tensors(folder, "train");
      SafetensorsFile trained = Fixtures.tensors(folder, "adam3-params");
      TrainingBatch batch =
          TrainingBatch.of(
              Batch.of(shape, train.floats("x")),
              UNetFixture.timesteps(train),
              Batch.of(shape, train.floats("noise")),
              CounterRandom.of(1, Purpose.DROPOUT),
              0,
              0);
      double[] losses = train.doubles("adam_losses_f64");
      try (SameDiffTrainableModel copy =
          SameDiffTrainableModel.of(network, AdamConfig.pytorch(1e-4), 0, NoiseSchedule.linear())) {
        for (int step = 0; step < 3; step++) {
          assertEquals(losses[step], copy.train(batch), 5e-6 * losses[step], "loss " + step);
        }
        Map<String, float[]> found = copy.weights();
        assertFalse(trained.names().isEmpty());
        for (String name : trained.names()) {
          assertNear(trained.doubles(name), found.get(name), TRAINED, name);
        }
      }
    }
  }
}
