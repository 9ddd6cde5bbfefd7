package org.abc4j.unet;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.io.Sha256;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.AdamConfig;
import org.abc4j.model.TrainingBatch;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.Purpose;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Reference;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.layer.Adam;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.Test;

class TrainableUNetTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
  private static final AdamConfig ADAM = AdamConfig.pytorch(2e-3);
  private static final UNetConfig WITH_DROPOUT = TinyNetworks.config().withDropout(0.1);

  private static TrainableUNet model(UNetConfig config, double decay, Kernels kernels) {
    Network network = TinyNetworks.network(config, 1, 0);
    return TrainableUNet.of(network, ADAM, decay, SCHEDULE, kernels);
  }

  private static TrainingBatch batch(int rows, int step) {
    int m = TinyNetworks.SHAPE.size();
    Batch noise = Draws.batch(3, step, TinyNetworks.SHAPE, rows);
    Batch images = TinyNetworks.waves(TinyNetworks.SHAPE, rows);
    int[] timesteps = new int[rows];
    double[] noisy = new double[rows * m];
    for (int row = 0; row < rows; row++) {
      timesteps[row] = Draws.below(1000, 4, step, row);
      for (int j = 0; j < m; j++) {
        noisy[row * m + j] = SCHEDULE.noisy(images.get(row, j), noise.get(row, j), timesteps[row]);
      }
    }
    return TrainingBatch.of(
        Batch.rounded(TinyNetworks.SHAPE, noisy),
        timesteps,
        noise,
        CounterRandom.of(5, Purpose.DROPOUT),
        0,
        step);
  }

  private static void assertSame(Map<String, float[]> expected, Map<String, float[]> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, found.get(name), name));
  }

  @Test
  void train_manySteps_lowersTheLoss() {
    TrainableUNet model = model(TinyNetworks.config(), 0, Kernels.get());
    double[] losses = new double[150];
    for (int step = 0; step < losses.length; step++) {
      losses[step] = model.train(batch(8, step));
    }
    double after = Arrays.stream(losses, losses.length - 30, losses.length).average().orElseThrow();
    assertTrue(losses[0] > 0.9, "first loss " + losses[0]);
    assertTrue(after < 0.25 * losses[0], "first loss " + losses[0] + ", last ones " + after);
  }

  /** What is predicted with is what is kept in the end: the average, where there is one. */
  @Test
  void predict_inTraining_isThatOfTheWeightsThatItGives() {
    for (double decay : new double[] {0, 0.9}) {
      TrainableUNet model = model(WITH_DROPOUT, decay, Kernels.get());
      Map<String, float[]> state = model.state();
      for (int step = 0; step < 3; step++) {
        model.train(batch(4, step));
        assertPredictsWithItsWeights(model);
      }
      model.restore(state, 1);
      assertPredictsWithItsWeights(model);
    }
  }

  private static void assertPredictsWithItsWeights(TrainableUNet model) {
    Network network = Network.of(WITH_DROPOUT);
    model.weights().forEach((name, values) -> network.parameters().get(name).set(values));
    Batch x = Draws.batch(8, 0, TinyNetworks.SHAPE, 2);
    assertEquals(UNetModel.of(network, SCHEDULE).predict(x, 300), model.predict(x, 300));
  }

  /** Of what is predicted in one pass over all rows, under the same mask. */
  @Test
  void train_moreRowsThanABlock_returnsTheMeanSquaredErrorBeforeTheStep() {
    TrainableUNet model = model(WITH_DROPOUT, 0, Kernels.get());
    TrainingBatch batch = batch(19, 2);
    float[] noise = batch.noise().toArray();
    float[] predicted =
        TinyNetworks.network(WITH_DROPOUT, 1, 0)
            .newPass(Kernels.scalar(), DerivedWeights.shared())
            .forward(19, batch.noisy().toArray(), batch.timesteps(), batch::dropout);
    double squares = 0;
    for (int j = 0; j < predicted.length; j++) {
      squares += Math.pow((double) predicted[j] - noise[j], 2);
    }
    assertEquals(squares / predicted.length, model.train(batch), 1e-12);
  }

  /** Gradients add up block by block, so the block is part of the bits of every trained weight. */
  @Test
  void train_rows_goThroughTheNetworkEightAtATime() {
    TrainingBatch batch = batch(19, 1);
    TrainableUNet model = model(WITH_DROPOUT, 0, Kernels.get());
    model.train(batch);
    for (int block : new int[] {7, 8, 9, 16, 19}) {
      assertEquals(
          block == 8,
          digest(trainedInBlocksOf(block, batch)).equals(digest(model.weights())),
          "blocks of " + block);
    }
  }

  private static Map<String, float[]> trainedInBlocksOf(int block, TrainingBatch batch) {
    Network network = TinyNetworks.network(WITH_DROPOUT, 1, 0);
    network
        .newPass(Kernels.scalar(), DerivedWeights.none())
        .train(
            new Adam(ADAM, network.parameters().values()),
            batch.noisy().rows(),
            block,
            batch.noisy().toArray(),
            batch.timesteps(),
            batch.noise().toArray(),
            batch::dropout);
    Map<String, float[]> weights = new LinkedHashMap<>();
    network.parameters().forEach((name, parameter) -> weights.put(name, parameter.toArray()));
    return weights;
  }

  private static String digest(Map<String, float[]> weights) {
    Sha256 digest = Sha256.begin();
    weights.forEach((name, values) -> digest.add(name).add(values));
    return digest.hex();
  }

  @Test
  void train_scalarAndVectorKernels_giveTheSameBits() {
    assertNotSame(Kernels.scalar(), Kernels.get(), "the tests run with the Vector API");
    TrainableUNet scalar = model(WITH_DROPOUT, 0.9, Kernels.scalar());
    TrainableUNet vector = model(WITH_DROPOUT, 0.9, Kernels.get());
    for (int step = 0; step < 3; step++) {
      TrainingBatch batch = batch(9, step);
      assertEquals(scalar.train(batch), vector.train(batch), "loss of step " + step);
    }
    assertSame(scalar.state(), vector.state());
  }

  @Test
  void train_otherDropout_givesAnotherLoss() {
    TrainingBatch batch = batch(4, 0);
    TrainingBatch other =
        TrainingBatch.of(
            batch.noisy(),
            batch.timesteps(),
            batch.noise(),
            CounterRandom.of(6, Purpose.DROPOUT),
            0,
            0);
    double difference =
        model(WITH_DROPOUT, 0, Kernels.get()).train(batch)
            - model(WITH_DROPOUT, 0, Kernels.get()).train(other);
    assertTrue(Math.abs(difference) > 1e-4, "difference of the losses " + difference);
  }

  @Test
  void restore_state_goesOnToTheSameBits() {
    TrainableUNet uninterrupted = model(WITH_DROPOUT, 0.8, Kernels.get());
    for (int step = 0; step < 2; step++) {
      uninterrupted.train(batch(4, step));
    }
    Map<String, float[]> state = uninterrupted.state();
    TrainableUNet resumed =
        TrainableUNet.of(Network.of(WITH_DROPOUT), ADAM, 0.8, SCHEDULE, Kernels.get());
    resumed.restore(state, 2);
    for (int step = 2; step < 5; step++) {
      assertEquals(uninterrupted.train(batch(4, step)), resumed.train(batch(4, step)));
    }
    assertSame(uninterrupted.state(), resumed.state());
    assertSame(uninterrupted.weights(), resumed.weights());
    Batch x = Draws.batch(1, 1, TinyNetworks.SHAPE, 3);
    assertEquals(uninterrupted.predict(x, 7), resumed.predict(x, 7));
  }

  @Test
  void restore_otherNumberOfSteps_goesOnElsewhere() {
    TrainableUNet model = model(WITH_DROPOUT, 0.8, Kernels.get());
    model.train(batch(4, 0));
    Map<String, float[]> state = model.state();
    model.train(batch(4, 1));
    TrainableUNet resumed = model(WITH_DROPOUT, 0.8, Kernels.get());
    resumed.restore(state, 9);
    resumed.train(batch(4, 1));
    String name = "conv_in.weight";
    assertFalse(Arrays.equals(model.state().get(name), resumed.state().get(name)));
  }

  @Test
  void restore_wrongState_isAnErrorNamingTheKey() {
    TrainableUNet model = model(TinyNetworks.config(), 0.5, Kernels.get());
    Map<String, float[]> state = model.state();
    String bias = "conv_in.bias";
    for (String prefix : new String[] {"", "adam.exp_avg.", "adam.exp_avg_sq.", "ema."}) {
      assertIllegal(
          "the state has 8 values under " + prefix + bias + ", found nothing",
          () -> model.restore(without(state, prefix + bias), 1));
      assertIllegal(
          "the state has 8 values under " + prefix + bias + ", found 7 values",
          () -> model.restore(with(state, prefix + bias, 7), 1));
    }
    assertIllegal("steps taken are at least 0, found -1", () -> model.restore(state, -1));
  }

  @Test
  void restore_stateThatDoesNotFit_leavesTheModelAsItWas() {
    TrainableUNet model = model(TinyNetworks.config(), 0.5, Kernels.get());
    TrainableUNet other = model(TinyNetworks.config(), 0.5, Kernels.get());
    model.train(batch(4, 0));
    other.train(batch(4, 0));
    Map<String, float[]> before = model.state();
    Map<String, float[]> later = later(before);
    for (String key : before.keySet()) {
      assertThrows(IllegalArgumentException.class, () -> model.restore(without(later, key), 7));
      assertThrows(IllegalArgumentException.class, () -> model.restore(with(later, key, 3), 7));
    }
    assertThrows(IllegalArgumentException.class, () -> model.restore(later, -1));
    assertSame(before, model.state());
    // Nor has the number of steps changed.
    assertEquals(other.train(batch(4, 1)), model.train(batch(4, 1)));
    assertSame(other.state(), model.state());
  }

  private static Map<String, float[]> later(Map<String, float[]> state) {
    Map<String, float[]> later = new LinkedHashMap<>();
    state.forEach((key, values) -> later.put(key, new float[values.length]));
    return later;
  }

  private static Map<String, float[]> without(Map<String, float[]> state, String key) {
    Map<String, float[]> copy = new LinkedHashMap<>(state);
    copy.remove(key);
    return copy;
  }

  private static Map<String, float[]> with(Map<String, float[]> state, String key, int size) {
    Map<String, float[]> copy = new LinkedHashMap<>(state);
    copy.put(key, new float[size]);
    return copy;
  }

  @Test
  void weights_areTheAverageOfTheStepsWeights() {
    double decay = 0.75;
    TrainableUNet model = model(TinyNetworks.config(), decay, Kernels.get());
    String name = "down_blocks.0.resnets.0.conv1.weight";
    double[] average = Reference.toDouble(model.state().get(name));
    for (int step = 0; step < 6; step++) {
      model.train(batch(4, step));
      float[] weights = model.state().get(name);
      for (int i = 0; i < average.length; i++) {
        average[i] = decay * average[i] + (1 - decay) * weights[i];
      }
    }
    assertArrayEquals(average, Reference.toDouble(model.weights().get(name)), 1e-7);
    assertEquals(Network.of(TinyNetworks.config()).parameters().keySet(), model.weights().keySet());
  }

  @Test
  void weights_withoutAverage_areTheStepsWeights() {
    TrainableUNet model = model(TinyNetworks.config(), 0, Kernels.get());
    model.train(batch(4, 0));
    Map<String, float[]> state = model.state();
    model.weights().forEach((name, values) -> assertArrayEquals(state.get(name), values, name));
  }

  @Test
  void stateAndWeights_areCopies() {
    TrainableUNet model = model(TinyNetworks.config(), 0.5, Kernels.get());
    Map<String, float[]> before = model.state();
    model.state().values().forEach(values -> Arrays.fill(values, 9));
    model.weights().values().forEach(values -> Arrays.fill(values, 9));
    assertSame(before, model.state());
  }

  @Test
  void train_batchOfAnotherShape_isAnErrorNamingBoth() {
    TrainableUNet model = model(TinyNetworks.config(), 0, Kernels.get());
    Batch other = Batch.of(new Shape(1, 4, 16), new float[64]);
    CounterRandom dropout = CounterRandom.of(1, Purpose.DROPOUT);
    TrainingBatch batch = TrainingBatch.of(other, new int[] {1}, other, dropout, 0, 0);
    assertIllegal(
        "this model denoises samples of shape 1×8×8, found 1×4×16", () -> model.train(batch));
  }

  @Test
  void of_decayOutOfRange_isAnErrorNamingIt() {
    Network network = Network.of(TinyNetworks.config());
    for (double decay : new double[] {1, -0.1, Double.NaN}) {
      assertIllegal(
          "a decay lies in [0, 1), as a float too, found " + decay,
          () -> TrainableUNet.of(network, ADAM, decay, SCHEDULE));
    }
  }

  @Test
  void model_knowsItsShapeAndSchedule() {
    TrainableUNet model =
        TrainableUNet.of(Network.of(TinyNetworks.config()), ADAM, 0, NoiseSchedule.cosine(50));
    assertEquals(TinyNetworks.SHAPE, model.shape());
    assertEquals(Optional.of(NoiseSchedule.cosine(50)), model.schedule());
  }
}
