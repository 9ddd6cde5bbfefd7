package org.abc4j.unet.layer;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExponentialAverageTest {
  private static final int SIZE = 12;

  private final Parameter weights = Parameter.matrix("w", 3, 4);

  /** a_k = dᵏ·w₀ + (1 − d)·Σ dᵏ⁻ʲ·w_j. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9, 0.995, 0.9999})
  void update_manyTimes_meetsTheClosedForm(double decay) {
    weights.set(Draws.gaussians(1, 0, SIZE));
    ExponentialAverage average = new ExponentialAverage(decay, List.of(weights));
    int steps = 60;
    for (int k = 1; k <= steps; k++) {
      weights.set(Draws.gaussians(1, k, SIZE));
      average.update();
    }
    for (int i = 0; i < SIZE; i++) {
      double expected = Math.pow(decay, steps) * Draws.gaussians(1, 0, SIZE)[i];
      for (int k = 1; k <= steps; k++) {
        expected += (1 - decay) * Math.pow(decay, steps - k) * Draws.gaussians(1, k, SIZE)[i];
      }
      assertEquals(expected, average.weights().get("w")[i], 5e-6, "weight " + i);
    }
  }

  @Test
  void weights_beforeTheFirstUpdate_areThoseAtTheStart() {
    weights.set(Draws.gaussians(1, 0, SIZE));
    ExponentialAverage average = new ExponentialAverage(0.9, List.of(weights));
    weights.set(new float[SIZE]);
    assertArrayEquals(Draws.gaussians(1, 0, SIZE), average.weights().get("w"));
  }

  @Test
  void update_decay0_isTheWeightsToTheBit() {
    float[] values = Draws.gaussians(1, 0, SIZE);
    values[0] = -0f;
    values[1] = Float.POSITIVE_INFINITY;
    values[2] = Float.MIN_VALUE;
    weights.set(Draws.gaussians(1, 1, SIZE));
    ExponentialAverage average = new ExponentialAverage(0, List.of(weights));
    for (float[] next : new float[][] {values, Draws.gaussians(1, 2, SIZE), values}) {
      weights.set(next);
      average.update();
      assertArrayEquals(next, average.weights().get("w"));
    }
  }

  /** Step by step from the definition: decays 0, 2/11, 3/12, … and no more than the last. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9999})
  void update_warmingUp_forgetsTheStart(double decay) {
    float[] start = new float[SIZE];
    java.util.Arrays.fill(start, 1e6f);
    weights.set(start);
    ExponentialAverage average = new ExponentialAverage(decay, true, List.of(weights));
    double[] expected = new double[SIZE];
    for (int k = 1; k <= 60; k++) {
      float[] next = Draws.gaussians(1, k, SIZE);
      weights.set(next);
      average.update();
      double share = k == 1 ? 0 : Math.min(decay, k / (k + 9.0));
      for (int i = 0; i < SIZE; i++) {
        expected[i] = share * expected[i] + (1 - share) * next[i];
      }
    }
    for (int i = 0; i < SIZE; i++) {
      assertEquals(expected[i], average.weights().get("w")[i], 5e-6, "weight " + i);
    }
  }

  @Test
  void restore_warmingUp_goesOnFromItsStep() {
    ExponentialAverage whole = new ExponentialAverage(0.9, true, List.of(weights));
    ExponentialAverage resumed = new ExponentialAverage(0.9, true, List.of(weights));
    for (int k = 1; k <= 9; k++) {
      weights.set(Draws.gaussians(1, k, SIZE));
      whole.update();
      if (k == 4) {
        resumed.restore(whole.state(), 4);
      } else if (k > 4) {
        resumed.update();
      }
    }
    assertArrayEquals(whole.weights().get("w"), resumed.weights().get("w"));
  }

  @Test
  void restore_state_goesOnToTheSameBits() {
    weights.set(Draws.gaussians(1, 0, SIZE));
    ExponentialAverage average = new ExponentialAverage(0.9, List.of(weights));
    weights.set(Draws.gaussians(1, 1, SIZE));
    average.update();
    Map<String, float[]> state = average.state();
    assertEquals(List.of("ema.w"), List.copyOf(state.keySet()));
    average.update();
    ExponentialAverage resumed = new ExponentialAverage(0.9, List.of(weights));
    resumed.restore(state, 2);
    resumed.update();
    assertArrayEquals(average.weights().get("w"), resumed.weights().get("w"));
  }

  @Test
  void restore_wrongState_isAnErrorNamingTheKey() {
    ExponentialAverage average = new ExponentialAverage(0.9, List.of(weights));
    assertIllegal(
        "the state has 12 values under ema.w, found nothing", () -> average.restore(Map.of(), 1));
    assertIllegal(
        "the state has 12 values under ema.w, found 11 values",
        () -> average.restore(Map.of("ema.w", new float[11]), 1));
  }

  /** The last is 1 as a float, and would keep the weights of the start for ever. */
  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN, 0.99999999})
  void of_decayOutOfRange_isAnErrorNamingIt(double decay) {
    assertIllegal(
        "a decay lies in [0, 1), as a float too, found " + decay,
        () -> new ExponentialAverage(decay, List.of(weights)));
  }
}
