package org.abc4j.samediff;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.Linearization;
import org.abc4j.model.Prediction;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Networks;
import org.abc4j.unet.TimeEmbedding;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.UNetVariant;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@RequiresBackend
class SameDiffNoiseModelTest {
  private static final Shape SHAPE = new Shape(2, 8, 8);
  private static final int TIMESTEP = 400;
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
  private static final double TOLERANCE = 1e-5;

  private final Network network = Networks.random(Networks.tiny(SHAPE), 1);
  private final UNetModel reference = UNetModel.of(network, SCHEDULE);
  private final SameDiffNoiseModel model = SameDiffNoiseModel.of(network, SCHEDULE);

  /** Within 1e-5, times the largest expected value where that is above 1. */
  private static void assertNear(Batch expected, Batch found) {
    assertEquals(expected.shape(), found.shape());
    double largest = 1;
    for (float value : expected.toArray()) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertArrayEquals(expected.toDoubleArray(), found.toDoubleArray(), TOLERANCE * largest);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64, 70})
  void predict_anyRows_isThePureJvmEngines(int rows) {
    Batch x = Draws.batch(1, 0, SHAPE, rows);
    assertNear(reference.predict(x, TIMESTEP), model.predict(x, TIMESTEP));
  }

  @Test
  void predict_eachTimestep_isThePureJvmEngines() {
    Batch x = Draws.batch(1, 0, SHAPE, 2);
    for (int t : new int[] {0, 37, 999}) {
      assertNear(reference.predict(x, t), model.predict(x, t));
    }
  }

  @Test
  void predict_noRows_isNoRows() {
    assertEquals(Batch.of(SHAPE), model.predict(Batch.of(SHAPE), TIMESTEP));
  }

  /** On one thread of oneDNN's the same bits; the documented bound is that of another executor. */
  @ParameterizedTest
  @ValueSource(ints = {2, 9, 70})
  void predict_rowAlone_isNear(int rows) {
    Batch x = Draws.batch(1, 0, SHAPE, rows);
    Batch together = model.predict(x, TIMESTEP);
    for (int row = 0; row < rows; row += 4) {
      assertNear(model.predict(x.select(row), TIMESTEP), together.select(row));
    }
  }

  @Test
  void linearize_rowsAndTangents_isThePureJvmEngines() {
    Batch x = Draws.batch(1, 0, SHAPE, 3);
    Batch tangents = Draws.batch(1, 1, SHAPE, 12);
    Linearization expected = reference.linearize(x, TIMESTEP, tangents);
    Linearization found = model.linearize(x, TIMESTEP, tangents);
    assertNear(expected.value(), found.value());
    assertNear(expected.tangents(), found.tangents());
  }

  @Test
  void linearize_manyTangents_areThoseOfEach() {
    Batch x = Draws.batch(1, 0, SHAPE, 1);
    Batch tangents = Draws.batch(1, 1, SHAPE, 70);
    Batch found = model.linearize(x, TIMESTEP, tangents).tangents();
    assertEquals(70, found.rows());
    for (int k : new int[] {0, 63, 64, 69}) {
      Batch alone = model.linearize(x, TIMESTEP, tangents.select(k)).tangents();
      assertNear(alone, found.select(k));
    }
  }

  @Test
  void linearize_withExecution_asksBeforeEachGroup() {
    Batch x = Draws.batch(1, 0, SHAPE, 1);
    Batch tangents = Draws.batch(1, 1, SHAPE, 70);
    AtomicInteger asked = new AtomicInteger();
    Execution counting = Execution.sequential().until(() -> asked.incrementAndGet() < 0);
    Linearization found = model.linearize(x, TIMESTEP, tangents, counting);
    assertNear(model.linearize(x, TIMESTEP, tangents).tangents(), found.tangents());
    assertEquals(2, asked.get());
    asked.set(0);
    assertThrows(
        CancellationException.class,
        () ->
            model.linearize(
                x,
                TIMESTEP,
                tangents,
                Execution.sequential().until(() -> asked.incrementAndGet() == 2)));
    assertEquals(64, model.preferredRows());
  }

  @Test
  void linearize_value_isThatOfPredict() {
    Batch x = Draws.batch(1, 0, SHAPE, 1);
    Batch value = model.linearize(x, TIMESTEP, Draws.batch(1, 1, SHAPE, 5)).value();
    assertNear(model.predict(x, TIMESTEP), value);
  }

  @Test
  void linearize_noTangents_isThePrediction() {
    Batch x = Draws.batch(1, 0, SHAPE, 2);
    Linearization found = model.linearize(x, TIMESTEP, Batch.of(SHAPE));
    assertEquals(model.predict(x, TIMESTEP), found.value());
    assertEquals(0, found.tangents().rows());
  }

  @Test
  void linearize_zeroTangent_isZero() {
    Batch x = Draws.batch(1, 0, SHAPE, 1);
    Batch zero = Batch.of(SHAPE, new float[SHAPE.size()]);
    assertEquals(zero, model.linearize(x, TIMESTEP, zero).tangents());
  }

  @Test
  void model_afterTheNetworkChanges_isTheSame() {
    Batch x = Draws.batch(1, 0, SHAPE, 1);
    Batch before = model.predict(x, TIMESTEP);
    for (Parameter parameter : network.parameters().values()) {
      parameter.set(new float[parameter.toArray().length]);
    }
    assertEquals(before, model.predict(x, TIMESTEP));
  }

  @Test
  void model_closed_canBeUsed() {
    Batch x = Draws.batch(1, 0, SHAPE, 2);
    Batch tangents = Draws.batch(1, 1, SHAPE, 2);
    Linearization before = model.linearize(x, TIMESTEP, tangents);
    assertTrue(model.pooledBytes() > 0);
    model.close();
    assertEquals(0, model.pooledBytes());
    assertEquals(before.tangents(), model.linearize(x, TIMESTEP, tangents).tangents());
  }

  @Test
  void model_knowsShapeAndSchedule() {
    assertEquals(SHAPE, model.shape());
    assertEquals(Optional.of(SCHEDULE), model.schedule());
    assertEquals("SameDiffNoiseModel[2×8×8, channels [8, 8]]", model.toString());
  }

  @Test
  void predict_otherShape_isRefused() {
    Batch other = Draws.batch(1, 0, new Shape(1, 8, 8), 1);
    assertIllegal(
        "this model denoises samples of shape 2×8×8, found 1×8×8",
        () -> model.predict(other, TIMESTEP));
    assertIllegal(
        "each of 2 rows has as many tangents, found 3 tangents",
        () -> model.linearize(Draws.batch(1, 0, SHAPE, 2), TIMESTEP, Draws.batch(1, 1, SHAPE, 3)));
    assertIllegal(
        "a timestep is at least 0, found -1", () -> model.predict(Draws.batch(1, 0, SHAPE, 1), -1));
  }

  @Test
  void of_otherOutputChannels_isRefused() {
    UNetConfig c = Networks.tiny(SHAPE);
    UNetConfig one =
        new UNetConfig(
            SHAPE, 1, c.channels(), c.downAttention(), c.upAttention(), true, 1, 8, 4, 1e-5, 0);
    assertIllegal(
        "a noise model predicts as many channels as it reads, found 1 for 2",
        () -> SameDiffNoiseModel.of(Network.of(one), SCHEDULE));
    assertThrows(
        NullPointerException.class, () -> SameDiffNoiseModel.of(network, null), "schedule");
  }

  @Test
  void sharedModel_manyThreads_areRight() throws Exception {
    SharedModelCheck.Result result = SharedModelCheck.run(4, 80);
    assertEquals(List.of(), result.failures());
    assertEquals(80, result.predictions());
    assertTrue(result.pooledBytes() <= 2 * result.largestCallBytes(), result.toString());
  }

  @Test
  void predict_batchesOfManySizes_holdNoMoreThanTwiceTheLargest() {
    model.close();
    model.predict(Draws.batch(1, 0, SHAPE, 40), TIMESTEP);
    long largest = model.pooledBytes();
    for (int rows = 1; rows < 40; rows++) {
      model.predict(Draws.batch(1, 0, SHAPE, rows), TIMESTEP);
      long held = model.pooledBytes();
      assertTrue(held <= 2 * largest, rows + " rows: " + held + " of " + largest);
    }
  }

  /** Each option of networks of others, which the engine's tests hold against plain loops. */
  @ParameterizedTest
  @MethodSource("variants")
  void variants_ofNetworksOfOthers_areThePureJvmEngines(UNetVariant variant) {
    Network other = Networks.random(Networks.tiny(new Shape(2, 8, 12)).with(variant), 4);
    UNetModel expected = UNetModel.of(other, SCHEDULE);
    Batch x = Draws.batch(2, 0, expected.shape(), 2);
    Batch tangents = Draws.batch(2, 1, expected.shape(), 6);
    try (SameDiffNoiseModel found = SameDiffNoiseModel.of(other, SCHEDULE)) {
      assertNear(expected.predict(x, 37), found.predict(x, 37));
      Linearization both = expected.linearize(x, 37, tangents);
      Linearization linearized = found.linearize(x, 37, tangents);
      assertNear(both.value(), linearized.value());
      assertNear(both.tangents(), linearized.tangents());
    }
  }

  static Stream<UNetVariant> variants() {
    UNetVariant usual = UNetVariant.usual();
    return Stream.of(
        usual.withPaddingAfter(true),
        usual.withTimeEmbedding(new TimeEmbedding(false, 0)),
        usual.withTimeEmbedding(new TimeEmbedding(true, 1)),
        usual.with(Prediction.VELOCITY),
        UNetVariant.ddpm().with(Prediction.SAMPLE));
  }

  @Test
  void deepNetworks_oddHeadsAndSides_areThePureJvmEngines() {
    UNetConfig config =
        new UNetConfig(
            new Shape(3, 8, 16),
            3,
            List.of(8, 12, 12),
            List.of(true, false, true),
            List.of(false, true, true),
            false,
            2,
            0,
            2,
            1e-3,
            0.5);
    Network deep = Networks.random(config, 4);
    Batch x = Draws.batch(2, 0, config.inputShape(), 2);
    Batch tangents = Draws.batch(2, 1, config.inputShape(), 6);
    Linearization expected = UNetModel.of(deep, SCHEDULE).linearize(x, 5, tangents);
    try (SameDiffNoiseModel other = SameDiffNoiseModel.of(deep, SCHEDULE)) {
      Linearization found = other.linearize(x, 5, tangents);
      assertNear(expected.value(), found.value());
      assertNear(expected.tangents(), found.tangents());
    }
  }
}
