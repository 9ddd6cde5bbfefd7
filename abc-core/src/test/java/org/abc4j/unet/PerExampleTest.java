package org.abc4j.unet;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.AdamConfig;
import org.abc4j.model.TrainingBatch;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.Purpose;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Networks;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.ExampleGradient;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.NetworkPass;
import org.abc4j.unet.layer.Parameter;
import org.junit.jupiter.api.Test;

/** Gradients of each example's own loss. */
class PerExampleTest {
  private static final Shape SHAPE = TinyNetworks.SHAPE;
  private static final int M = SHAPE.size();
  private static final UNetConfig CONFIG = TinyNetworks.config();
  private static final UNetConfig WITH_DROPOUT = CONFIG.withDropout(0.3);
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();

  /** What a visitor saw, kept. */
  private record Seen(int row, double loss, float[] input, Map<String, float[]> weights) {}

  private static TrainingBatch batch(int rows) {
    int[] timesteps = new int[rows];
    Arrays.setAll(timesteps, row -> Draws.below(1000, 4, 0, row));
    return TrainingBatch.of(
        Draws.batch(1, 0, SHAPE, rows),
        timesteps,
        Draws.batch(1, 1, SHAPE, rows),
        CounterRandom.of(5, Purpose.DROPOUT),
        0,
        0);
  }

  private static TrainingBatch row(TrainingBatch batch, int row) {
    return TrainingBatch.of(
        batch.noisy().select(row),
        new int[] {batch.timesteps()[row]},
        batch.noise().select(row),
        CounterRandom.of(5, Purpose.DROPOUT),
        0,
        0);
  }

  private static UNetModel model(Network network) {
    return UNetModel.of(network, SCHEDULE);
  }

  private static TrainableUNet inTraining(UNetConfig config, Kernels kernels) {
    return TrainableUNet.of(
        Networks.random(config, 1), AdamConfig.pytorch(1e-3), 0, SCHEDULE, kernels);
  }

  private static ExampleGradient.Visitor keepingIn(List<Seen> seen, Network network) {
    return gradient -> {
      Map<String, float[]> weights = new LinkedHashMap<>();
      network.parameters().keySet().forEach(n -> weights.put(n, gradient.ofWeight(n)));
      seen.add(new Seen(gradient.row(), gradient.loss(), gradient.ofInput(), weights));
    };
  }

  private static List<Seen> seen(Network network, TrainingBatch batch) {
    List<Seen> seen = new ArrayList<>();
    model(network).perExample(batch, keepingIn(seen, network));
    return seen;
  }

  private static List<Seen> seen(UNetConfig config, TrainingBatch batch, Kernels kernels) {
    List<Seen> seen = new ArrayList<>();
    inTraining(config, kernels).perExample(batch, keepingIn(seen, Network.of(config)));
    return seen;
  }

  private static void assertSame(Seen expected, Seen found) {
    assertEquals(expected.loss(), found.loss());
    assertArrayEquals(expected.input(), found.input());
    assertEquals(expected.weights().keySet(), found.weights().keySet());
    expected
        .weights()
        .forEach((name, values) -> assertArrayEquals(values, found.weights().get(name), name));
  }

  @Test
  void perExample_rowsOfABatch_areThoseOfBatchesOfOneRow() {
    Network network = Networks.random(CONFIG, 1);
    TrainingBatch batch = batch(11);
    List<Seen> together = seen(network, batch);
    assertEquals(11, together.size());
    for (int row = 0; row < 11; row++) {
      assertEquals(row, together.get(row).row());
      assertSame(seen(network, row(batch, row)).get(0), together.get(row));
    }
    assertFalse(Arrays.equals(together.get(0).input(), together.get(1).input()));
  }

  /** By hand, with the passes that everything else is made of. */
  @Test
  void perExample_oneRow_isForwardAndBackward() {
    Network network = Networks.random(CONFIG, 1);
    TrainingBatch batch = batch(1);
    NetworkPass pass = network.newPass(Kernels.get(), DerivedWeights.shared());
    float[] adjoint = pass.forward(1, batch.noisy().toArray(), batch.timesteps());
    double squares = 0;
    for (int i = 0; i < M; i++) {
      double error = (double) adjoint[i] - batch.noise().get(0, i);
      squares += error * error;
      adjoint[i] = (float) (2 * error / M);
    }
    float[] input = pass.backward(adjoint);
    Seen seen = seen(network, batch).get(0);
    assertEquals(squares / M, seen.loss());
    assertArrayEquals(input, seen.input());
    for (Parameter parameter : network.parameters().values()) {
      assertArrayEquals(pass.gradient(parameter), seen.weights().get(parameter.name()));
    }
  }

  /** The gradient of the mean loss, in one pass over all rows under the same masks. */
  @Test
  void perExample_meanOverTheRows_isTheBatchsGradient() {
    int rows = 13;
    TrainingBatch batch = batch(rows);
    Network network = Networks.random(WITH_DROPOUT, 1);
    NetworkPass pass = network.newPass(Kernels.get(), DerivedWeights.shared());
    float[] adjoint =
        pass.forward(rows, batch.noisy().toArray(), batch.timesteps(), batch::dropout);
    float[] noise = batch.noise().toArray();
    for (int i = 0; i < adjoint.length; i++) {
      adjoint[i] = (float) (2 * ((double) adjoint[i] - noise[i]) / adjoint.length);
    }
    float[] input = pass.backward(adjoint);
    List<Seen> seen = seen(WITH_DROPOUT, batch, Kernels.get());
    for (Parameter parameter : network.parameters().values()) {
      double[] mean = new double[parameter.toArray().length];
      for (Seen one : seen) {
        float[] gradient = one.weights().get(parameter.name());
        for (int i = 0; i < mean.length; i++) {
          mean[i] += (double) gradient[i] / rows;
        }
      }
      assertClose(parameter.name(), mean, pass.gradient(parameter));
    }
    for (int row = 0; row < rows; row++) {
      double[] own = new double[M];
      for (int i = 0; i < M; i++) {
        own[i] = (double) seen.get(row).input()[i] / rows;
      }
      assertClose("row " + row, own, Arrays.copyOfRange(input, row * M, (row + 1) * M));
    }
  }

  private static void assertClose(String what, double[] expected, float[] found) {
    double size = 0;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      size = Math.max(size, Math.abs(expected[i]));
      error = Math.max(error, Math.abs(expected[i] - found[i]));
    }
    // A key's bias shifts all logits alike, so its gradient is rounding alone.
    double bound = what.endsWith("to_k.bias") ? 1e-6 : 2e-5 * size;
    assertTrue(error <= bound, what + " differs by " + error + " of " + size);
  }

  @Test
  void perExample_meanOfTheLosses_isTheTrainingStepsLoss() {
    TrainingBatch batch = batch(9);
    double mean = 0;
    for (Seen one : seen(WITH_DROPOUT, batch, Kernels.get())) {
      mean += one.loss() / 9;
    }
    assertEquals(inTraining(WITH_DROPOUT, Kernels.get()).train(batch), mean, 1e-12);
  }

  private static double loss(Network network, Batch noisy, TrainingBatch batch, int row) {
    Batch predicted = model(network).predict(noisy, batch.timesteps()[row]);
    double squares = 0;
    for (int i = 0; i < M; i++) {
      squares += Math.pow((double) predicted.get(0, i) - batch.noise().get(row, i), 2);
    }
    return squares / M;
  }

  /** Along each weight's own gradient, where a wrong value anywhere makes the slope another. */
  @Test
  void perExample_weights_areCentralDifferences() {
    Network network = Networks.random(CONFIG, 1);
    TrainingBatch batch = batch(2);
    Seen seen = seen(network, batch).get(1);
    Batch noisy = batch.noisy().select(1);
    for (Parameter parameter : network.parameters().values()) {
      float[] at = parameter.toArray();
      float[] gradient = seen.weights().get(parameter.name());
      double norm = norm(gradient);
      if (parameter.name().endsWith("to_k.bias")) {
        assertTrue(norm < 1e-6, parameter.name() + " has no effect, found " + norm);
        continue;
      }
      double h = 1e-2;
      parameter.set(moved(at, gradient, h / norm));
      double above = loss(network, noisy, batch, 1);
      parameter.set(moved(at, gradient, -h / norm));
      double below = loss(network, noisy, batch, 1);
      parameter.set(at);
      double slope = (above - below) / (2 * h);
      assertEquals(norm, slope, 2e-3 * norm + 1e-4, parameter.name());
    }
  }

  @Test
  void perExample_input_isCentralDifferences() {
    Network network = Networks.random(CONFIG, 1);
    TrainingBatch batch = batch(2);
    float[] gradient = seen(network, batch).get(1).input();
    double norm = norm(gradient);
    double h = 1e-2;
    float[] at = batch.noisy().row(1);
    double above = loss(network, Batch.of(SHAPE, moved(at, gradient, h / norm)), batch, 1);
    double below = loss(network, Batch.of(SHAPE, moved(at, gradient, -h / norm)), batch, 1);
    assertEquals(norm, (above - below) / (2 * h), 2e-3 * norm);
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  private static float[] moved(float[] at, float[] direction, double by) {
    float[] moved = new float[at.length];
    for (int i = 0; i < at.length; i++) {
      moved[i] = (float) (at[i] + by * direction[i]);
    }
    return moved;
  }

  @Test
  void perExample_scalarAndVectorKernels_giveTheSameBits() {
    TrainingBatch batch = batch(2);
    List<Seen> scalar = seen(WITH_DROPOUT, batch, Kernels.scalar());
    List<Seen> vector = seen(WITH_DROPOUT, batch, Kernels.get());
    for (int row = 0; row < 2; row++) {
      assertSame(scalar.get(row), vector.get(row));
    }
  }

  @Test
  void perExample_dropout_isOnInTrainingOnly() {
    TrainingBatch batch = batch(3);
    List<Seen> with = seen(WITH_DROPOUT, batch, Kernels.get());
    List<Seen> without = seen(Networks.random(WITH_DROPOUT, 1), batch);
    List<Seen> plain = seen(Networks.random(CONFIG, 1), batch);
    for (int row = 0; row < 3; row++) {
      assertSame(plain.get(row), without.get(row));
      assertFalse(Arrays.equals(plain.get(row).input(), with.get(row).input()), "row " + row);
    }
  }

  @Test
  void perExample_betweenSteps_changesNothing() {
    TrainableUNet with = inTraining(WITH_DROPOUT, Kernels.get());
    TrainableUNet without = inTraining(WITH_DROPOUT, Kernels.get());
    for (int step = 0; step < 2; step++) {
      with.perExample(batch(3), gradient -> {});
      assertEquals(without.train(batch(5)), with.train(batch(5)));
    }
    without.state().forEach((name, values) -> assertArrayEquals(values, with.state().get(name)));
  }

  @Test
  void gradient_afterItsVisit_isGone() {
    Network network = Networks.random(CONFIG, 1);
    List<ExampleGradient> kept = new ArrayList<>();
    model(network).perExample(batch(2), kept::add);
    assertEquals(2, kept.size());
    String message = "the gradient of example 1 was asked for after its visit";
    assertFails(IllegalStateException.class, message, kept.get(1)::ofInput);
    assertFails(IllegalStateException.class, message, () -> kept.get(1).ofWeight("conv_in.weight"));
    assertEquals(1, kept.get(1).row());
    assertEquals("ExampleGradient[row 1, loss " + kept.get(1).loss() + "]", kept.get(1).toString());
    ExampleGradient[] failed = new ExampleGradient[1];
    assertThrows(
        ArithmeticException.class,
        () ->
            model(network)
                .perExample(
                    batch(1),
                    gradient -> {
                      failed[0] = gradient;
                      throw new ArithmeticException();
                    }));
    assertThrows(IllegalStateException.class, failed[0]::ofInput);
  }

  @Test
  void gradient_changedCopies_changeNothing() {
    model(Networks.random(CONFIG, 1))
        .perExample(
            batch(1),
            gradient -> {
              float[] input = gradient.ofInput();
              float[] weight = gradient.ofWeight("conv_in.weight");
              Arrays.fill(gradient.ofInput(), 7);
              Arrays.fill(gradient.ofWeight("conv_in.weight"), 7);
              assertArrayEquals(input, gradient.ofInput());
              assertArrayEquals(weight, gradient.ofWeight("conv_in.weight"));
            });
  }

  @Test
  void perExample_whatDoesNotFit_isRefused() {
    Network network = Networks.random(CONFIG, 1);
    assertIllegal(
        "this network has no weight conv",
        () -> model(network).perExample(batch(1), gradient -> gradient.ofWeight("conv")));
    Shape other = new Shape(1, 8, 16);
    TrainingBatch wide =
        TrainingBatch.of(
            Draws.batch(1, 0, other, 1),
            new int[1],
            Draws.batch(1, 1, other, 1),
            CounterRandom.of(5, Purpose.DROPOUT),
            0,
            0);
    String message = "this model denoises samples of shape 1×8×8, found 1×8×16";
    assertIllegal(message, () -> model(network).perExample(wide, gradient -> {}));
    assertIllegal(
        message, () -> inTraining(CONFIG, Kernels.get()).perExample(wide, gradient -> {}));
    NetworkPass pass = network.newPass(Kernels.get(), DerivedWeights.shared());
    assertIllegal(
        "2 images of 64 values have as many in all, found 64",
        () -> pass.perExample(new float[M], new int[2], new float[2 * M], null, gradient -> {}));
    assertIllegal(
        "2 noises of 64 values have as many in all, found 64",
        () -> pass.perExample(new float[2 * M], new int[2], new float[M], null, gradient -> {}));
  }
}
