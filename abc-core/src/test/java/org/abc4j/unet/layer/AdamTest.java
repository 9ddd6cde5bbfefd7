package org.abc4j.unet.layer;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.AdamConfig;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdamTest {
  private static final int OUTPUTS = 5;
  private static final int INPUTS = 7;
  private static final int SIZE = OUTPUTS * INPUTS;

  private final Parameter weights = Parameter.matrix("w", OUTPUTS, INPUTS);
  private final Pass pass = new Pass(Kernels.scalar(), 0);

  /** Gradients of sizes from 1e-10 to 1e3, each weight's of one size; those of the last are 0. */
  private static float[] gradient(int step) {
    float[] gradient = Draws.gaussians(8, step, SIZE);
    for (int i = 0; i < SIZE; i++) {
      gradient[i] *= (float) StrictMath.pow(10, i % 14 - 10);
    }
    gradient[SIZE - 1] = 0;
    return gradient;
  }

  private void step(Adam adam, int step) {
    weights.pack(gradient(step), pass.gradient(weights));
    adam.step(pass);
  }

  /** Kingma and Ba's algorithm 1, word by word, in double. */
  private static double[] twin(double[] start, AdamConfig config, int steps) {
    double[] theta = start.clone();
    double[] m = new double[theta.length];
    double[] v = new double[theta.length];
    for (int t = 1; t <= steps; t++) {
      float[] g = gradient(t);
      for (int i = 0; i < theta.length; i++) {
        m[i] = config.beta1() * m[i] + (1 - config.beta1()) * g[i];
        v[i] = config.beta2() * v[i] + (1 - config.beta2()) * g[i] * g[i];
        double unbiasedM = m[i] / (1 - Math.pow(config.beta1(), t));
        double unbiasedV = v[i] / (1 - Math.pow(config.beta2(), t));
        theta[i] -= config.learningRate() * unbiasedM / (Math.sqrt(unbiasedV) + config.epsilon());
      }
    }
    return theta;
  }

  @ParameterizedTest
  @CsvSource({
    "0.01, 0.9, 0.999, 1e-8, 1",
    "0.01, 0.9, 0.999, 1e-8, 2",
    "0.01, 0.9, 0.999, 1e-8, 300",
    "0.001, 0.5, 0.9, 1e-3, 100",
    "0.02, 0, 0, 1e-8, 20",
    "0.01, 0.9, 0, 1e-4, 20",
    "0.01, 0, 0.999, 1e-8, 20"
  })
  void step_anyConfig_meetsTheAlgorithmInDouble(
      double rate, double beta1, double beta2, double epsilon, int steps) {
    AdamConfig config = new AdamConfig(rate, beta1, beta2, epsilon);
    float[] start = Draws.gaussians(9, 0, SIZE);
    weights.set(start);
    Adam adam = new Adam(config, List.of(weights));
    for (int t = 1; t <= steps; t++) {
      step(adam, t);
    }
    double[] expected = twin(Reference.toDouble(start), config, steps);
    // Each step rounds the weight, of size 1, once, and is itself right to a few units of a float.
    double tolerance = steps * (1.2e-7 + 2e-6 * rate);
    assertArrayEquals(expected, Reference.toDouble(weights.toArray()), tolerance);
  }

  @Test
  void step_first_isTheLearningRateAgainstTheSign() {
    weights.set(new float[SIZE]);
    step(new Adam(AdamConfig.pytorch(0.01), List.of(weights)), 1);
    float[] gradient = gradient(1);
    for (int i = 0; i < SIZE - 1; i++) {
      double size = Math.abs(gradient[i]);
      double expected = -0.01 * Math.signum(gradient[i]) * size / (size + 1e-8);
      assertEquals(expected, weights.toArray()[i], 1e-7, "gradient " + gradient[i]);
    }
    assertEquals(0f, weights.toArray()[SIZE - 1]);
  }

  @Test
  void step_paddingOfTheWeights_stays0() {
    weights.set(Draws.gaussians(9, 0, SIZE));
    Adam adam = new Adam(AdamConfig.pytorch(0.01), List.of(weights));
    step(adam, 1);
    step(adam, 2);
    int width = weights.paddedOutputs();
    assertTrue(width > OUTPUTS);
    for (int i = 0; i < weights.values().length; i++) {
      assertTrue(i % width < OUTPUTS || weights.values()[i] == 0, "padding at " + i);
    }
  }

  @Test
  void restore_state_goesOnToTheSameBits() {
    weights.set(Draws.gaussians(9, 0, SIZE));
    Adam adam = new Adam(AdamConfig.pytorch(0.01), List.of(weights));
    step(adam, 1);
    step(adam, 2);
    Map<String, float[]> state = adam.state();
    float[] then = weights.toArray();
    step(adam, 3);
    step(adam, 4);
    float[] uninterrupted = weights.toArray();
    weights.set(then);
    Adam resumed = new Adam(AdamConfig.pytorch(0.01), List.of(weights));
    resumed.restore(state, 2);
    step(resumed, 3);
    step(resumed, 4);
    assertArrayEquals(uninterrupted, weights.toArray());
    adam.state().forEach((name, values) -> assertArrayEquals(values, resumed.state().get(name)));
  }

  @Test
  void state_hasPyTorchsNamesAndTheOrderOfDiffusers() {
    Adam adam = new Adam(new AdamConfig(0.01, 0.5, 0.75, 1e-8), List.of(weights));
    step(adam, 1);
    float[] gradient = gradient(1);
    assertEquals(2, adam.state().size());
    for (int i = 0; i < SIZE; i++) {
      assertEquals(gradient[i] / 2, adam.state().get("adam.exp_avg.w")[i]);
      assertEquals(gradient[i] / 4 * gradient[i], adam.state().get("adam.exp_avg_sq.w")[i]);
    }
  }

  @Test
  void restore_wrongState_isAnErrorNamingTheKey() {
    Adam adam = new Adam(AdamConfig.pytorch(0.01), List.of(weights));
    Map<String, float[]> state = new HashMap<>(adam.state());
    state.remove("adam.exp_avg_sq.w");
    assertIllegal(
        "the state has 35 values under adam.exp_avg_sq.w, found nothing",
        () -> adam.restore(state, 1));
    state.put("adam.exp_avg_sq.w", new float[34]);
    assertIllegal(
        "the state has 35 values under adam.exp_avg_sq.w, found 34 values",
        () -> adam.restore(state, 1));
    assertIllegal("steps taken are at least 0, found -3", () -> adam.restore(adam.state(), -3));
  }
}
