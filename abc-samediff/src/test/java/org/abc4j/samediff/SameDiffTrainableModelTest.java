package org.abc4j.samediff;

import static org.abc4j.samediff.UNetFixture.assertNear;
import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.AdamConfig;
import org.abc4j.model.Prediction;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Reference;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.TrainingDraws;
import org.abc4j.unet.TrainableUNet;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetVariant;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.Test;

@RequiresBackend
class SameDiffTrainableModelTest {
  private static final int STEPS = 20;
  private static final double RATE = 1e-4;

  /** Dropout, flips and an average: every kind of draw. */
  private static final TrainingConfig TRAINING =
      TrainingConfig.paper(3, STEPS)
          .withBatchSize(8)
          .withLearningRate(RATE)
          .withFlips()
          .withAverage(0.9);

  private static final UNetConfig CONFIG = TinyNetworks.config().withDropout(0.1);

  private static Network network() {
    return TinyNetworks.network(CONFIG, 1, 0);
  }

  private static TrainableUNet pure() {
    return TrainableUNet.of(network(), TRAINING.adam(), TRAINING.emaDecay(), TRAINING.schedule());
  }

  private static SameDiffTrainableModel nd4j() {
    return SameDiffTrainableModel.of(network(), TRAINING);
  }

  private static TrainingDraws draws(TrainingConfig training) {
    return TrainingDraws.of(training, 0, TinyNetworks.images());
  }

  private static void train(TrainableNoiseModel model, int from, int to) {
    TrainingDraws draws = draws(TRAINING);
    for (int step = from; step < to; step++) {
      model.train(draws.batch(step));
    }
  }

  private static double largest(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
    }
    return largest;
  }

  /**
   * Weights move by up to the learning rate a step, 2e-3 in all, and agree to a hundredth of that.
   * Why not to the rounding of a float: Adam divides a gradient by its own size, so where one is a
   * thousandth of its tensor's largest, to 2e-5 of which gradients agree, a step is off by 2 % of
   * the rate. Gradients of to_k.bias are 0 in truth: their steps are rounding alone, and have no
   * effect.
   */
  @Test
  void train_twentySteps_isThePureJvmEngines() {
    TrainableUNet expected = pure();
    SameDiffTrainableModel found = nd4j();
    TrainingDraws draws = draws(TRAINING);
    for (int step = 0; step < STEPS; step++) {
      double loss = expected.train(draws.batch(step));
      assertEquals(loss, found.train(draws.batch(step)), 2e-6 * loss, "loss of step " + step);
    }
    Map<String, float[]> state = found.state();
    expected
        .state()
        .forEach(
            (name, values) -> {
              if (!name.contains("adam.") && !name.endsWith("to_k.bias")) {
                double off = largest(values, state.get(name));
                assertTrue(off <= STEPS * RATE / 100, name + ": " + off);
              }
            });
    Batch x = Draws.batch(1, 0, TinyNetworks.SHAPE, 4);
    assertNear(
        expected.predict(x, 300).toDoubleArray(), found.predict(x, 300).toArray(), 2e-5, "noise");
  }

  @Test
  void train_moreRowsThanABlock_isThePureJvmEngines() {
    TrainingConfig large = TRAINING.withBatchSize(70);
    TrainableUNet expected = pure();
    SameDiffTrainableModel found = nd4j();
    double loss = expected.train(draws(large).batch(0));
    assertEquals(loss, found.train(draws(large).batch(0)), 1e-5 * loss);
    // The first moment after the first step is a tenth of the gradient.
    Map<String, float[]> state = found.state();
    expected
        .state()
        .forEach(
            (name, moment) -> {
              if (name.startsWith("adam.exp_avg.") && !name.endsWith("to_k.bias")) {
                double[] values = Reference.toDouble(moment);
                double size = Reference.largest(values);
                assertNear(values, state.get(name), 2e-5 * size, name);
              }
            });
  }

  /** Padding and time embeddings of others have gradients too. */
  @Test
  void train_networkOfOthers_hasThePureJvmEnginesGradients() {
    UNetConfig config = CONFIG.with(UNetVariant.ddpm());
    TrainableUNet expected =
        TrainableUNet.of(
            TinyNetworks.network(config, 1, 0), TRAINING.adam(), 0.9, TRAINING.schedule());
    SameDiffTrainableModel found =
        SameDiffTrainableModel.of(TinyNetworks.network(config, 1, 0), TRAINING);
    double loss = expected.train(draws(TRAINING).batch(0));
    assertEquals(loss, found.train(draws(TRAINING).batch(0)), 1e-5 * loss);
    Map<String, float[]> state = found.state();
    expected
        .state()
        .forEach(
            (name, moment) -> {
              if (name.startsWith("adam.exp_avg.") && !name.endsWith("to_k.bias")) {
                double[] values = Reference.toDouble(moment);
                assertNear(values, state.get(name), 2e-5 * Reference.largest(values), name);
              }
            });
    assertIllegal(
        "losses are those of predicted noise, found a network whose output is sample",
        () ->
            SameDiffTrainableModel.of(
                Network.of(CONFIG.with(UNetVariant.usual().with(Prediction.SAMPLE))), TRAINING));
  }

  /** What is predicted with is what is kept in the end. */
  @Test
  void predict_whereAnAverageIsKept_isThatOfTheAverage() {
    TrainingConfig warm = TRAINING.withAverageWarmUp();
    SameDiffTrainableModel found = SameDiffTrainableModel.of(network(), warm);
    TrainableUNet expected =
        TrainableUNet.of(network(), warm.adam(), warm.emaDecay(), true, warm.schedule());
    for (int step = 0; step < 3; step++) {
      found.train(draws(warm).batch(step));
      expected.train(draws(warm).batch(step));
    }
    Network averaged = network();
    found.weights().forEach((name, values) -> averaged.parameters().get(name).set(values));
    Batch x = Draws.batch(1, 0, TinyNetworks.SHAPE, 4);
    assertArrayEquals(
        SameDiffNoiseModel.of(averaged, warm.schedule()).predict(x, 300).toArray(),
        found.predict(x, 300).toArray(),
        1e-6f);
    assertNear(
        expected.predict(x, 300).toDoubleArray(), found.predict(x, 300).toArray(), 2e-5, "noise");
  }

  @Test
  void state_ofThePureJvmEngine_goesOnHere() {
    TrainableUNet first = pure();
    train(first, 0, 4);
    SameDiffTrainableModel second = nd4j();
    second.restore(first.state(), 4);
    first.state().forEach((name, values) -> assertArrayEquals(values, second.state().get(name)));
    assertEquals(first.state().keySet(), second.state().keySet());
    double loss = first.train(draws(TRAINING).batch(4));
    assertEquals(loss, second.train(draws(TRAINING).batch(4)), 1e-5 * loss);
    for (String name : List.of("conv_in.weight", "mid_block.attentions.0.to_q.weight")) {
      double off = largest(first.weights().get(name), second.weights().get(name));
      assertTrue(off < RATE / 100, name + ": " + off);
    }
  }

  @Test
  void restore_ownState_goesOnToTheSameBits() {
    SameDiffTrainableModel through = nd4j();
    train(through, 0, 6);
    SameDiffTrainableModel before = nd4j();
    train(before, 0, 3);
    SameDiffTrainableModel after = nd4j();
    after.restore(before.state(), 3);
    train(after, 3, 6);
    through
        .state()
        .forEach((name, values) -> assertArrayEquals(values, after.state().get(name), name));
  }

  @Test
  void weights_withoutAverage_areTheWeights() {
    SameDiffTrainableModel model =
        SameDiffTrainableModel.of(network(), TRAINING.adam(), 0, TRAINING.schedule());
    train(model, 0, 2);
    Map<String, float[]> state = model.state();
    model.weights().forEach((name, w) -> assertArrayEquals(state.get(name), w, name));
    Map<String, float[]> start = nd4j().weights();
    assertFalse(largest(start.get("conv_in.weight"), state.get("conv_in.weight")) == 0);
  }

  @Test
  void network_afterTraining_isUnchanged() {
    Network network = network();
    float[] before = network.parameters().get("conv_in.weight").toArray();
    SameDiffTrainableModel model = SameDiffTrainableModel.of(network, TRAINING);
    train(model, 0, 1);
    assertArrayEquals(before, network.parameters().get("conv_in.weight").toArray());
  }

  @Test
  void model_closed_holdsNothingAndSaysSo() {
    SameDiffTrainableModel model = nd4j();
    train(model, 0, 1);
    model.close();
    model.close();
    assertEquals(0, model.pooledBytes());
    assertFails(IllegalStateException.class, model + " is closed", model::weights);
    assertFails(IllegalStateException.class, model + " is closed", model::state);
    assertFails(IllegalStateException.class, model + " is closed", () -> train(model, 1, 2));
  }

  @Test
  void restore_stateThatDoesNotFit_leavesTheModelAsItWas() {
    SameDiffTrainableModel model = nd4j();
    train(model, 0, 1);
    Map<String, float[]> before = model.state();
    for (String key : before.keySet()) {
      Map<String, float[]> other = model.state();
      other.values().forEach(values -> Arrays.fill(values, 1));
      other.remove(key);
      assertThrows(IllegalArgumentException.class, () -> model.restore(other, 5));
    }
    assertThrows(IllegalArgumentException.class, () -> model.restore(model.state(), -1));
    Map<String, float[]> after = model.state();
    before.forEach((name, values) -> assertArrayEquals(values, after.get(name), name));
  }

  /** One array of the average is gone, so the step fails when the weights have changed already. */
  @Test
  void train_stepThatFailsHalfway_isRefusedFromThenOn() throws ReflectiveOperationException {
    SameDiffTrainableModel model = nd4j();
    train(model, 0, 1);
    Field average = SameDiffTrainableModel.class.getDeclaredField("average");
    average.setAccessible(true);
    ((GraphWeights) average.get(model)).arrays().get("conv_out.bias").close();
    assertThrows(RuntimeException.class, () -> train(model, 1, 2));
    String torn = "a step of " + model + " has failed half-way; restore goes back to a whole one";
    Batch x = Draws.batch(1, 0, TinyNetworks.SHAPE, 1);
    assertFails(IllegalStateException.class, torn, model::weights);
    assertFails(IllegalStateException.class, torn, model::state);
    assertFails(IllegalStateException.class, torn, () -> model.predict(x, 3));
    assertFails(IllegalStateException.class, torn, () -> train(model, 1, 2));
    model.close();
  }

  @Test
  void restore_missingOrOfAnotherSize_isRefused() {
    SameDiffTrainableModel model = nd4j();
    Map<String, float[]> state = model.state();
    state.put("conv_in.bias", new float[7]);
    assertIllegal(
        "the state has 8 values under conv_in.bias, found 7 values", () -> model.restore(state, 1));
    state.put("conv_in.bias", new float[8]);
    state.remove("adam.exp_avg_sq.conv_in.bias");
    assertIllegal(
        "the state has 8 values under adam.exp_avg_sq.conv_in.bias, found nothing",
        () -> model.restore(state, 1));
    assertIllegal("steps taken are at least 0, found -1", () -> model.restore(model.state(), -1));
  }

  @Test
  void of_decayOutOfRange_isRefused() {
    for (double decay : new double[] {1, -0.1, Double.NaN}) {
      assertIllegal(
          "a decay lies in [0, 1), as a float too, found " + decay,
          () ->
              SameDiffTrainableModel.of(
                  network(), AdamConfig.pytorch(1e-4), decay, NoiseSchedule.linear()));
    }
  }

  @Test
  void train_otherShape_isRefused() {
    SameDiffTrainableModel model = nd4j();
    Batch other = TinyNetworks.waves(new Shape(2, 8, 8), 4);
    assertIllegal(
        "this model denoises samples of shape 1×8×8, found 2×8×8",
        () -> model.train(TrainingDraws.of(TRAINING, 0, other).batch(0)));
  }

  /** The long way: {@link MemoryCheck} with 2,000 steps. */
  @Test
  void train_manySteps_memoryIsFlat() throws Exception {
    assumeTrue(MemoryCheck.canMeasure(), "no /proc/self/status");
    String printed = ChildJvm.run(MemoryCheck.class, "240", "60");
    List<Long> kibibytes =
        printed
            .lines()
            .filter(line -> line.contains(" steps: "))
            .map(line -> Long.parseLong(line.replaceAll(".*: (\\d+) KiB.*", "$1")))
            .toList();
    assertEquals(4, kibibytes.size(), printed);
    // A step computes with 18 MiB of arrays: if it lost a hundredth of them, 120 lost 21 MiB.
    assertTrue(kibibytes.get(3) - kibibytes.get(1) < 12 * 1024, printed);
  }

  @Test
  void toString_namesTheNetwork() {
    assertEquals("SameDiffTrainableModel[1×8×8, channels [8, 8]]", nd4j().toString());
  }
}
