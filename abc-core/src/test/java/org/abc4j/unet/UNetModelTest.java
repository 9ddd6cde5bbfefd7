package org.abc4j.unet;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.attribution.Landscape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.model.Linearization;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Networks;
import org.abc4j.testing.Reference;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UNetModelTest {
  private static final Shape SHAPE = new Shape(2, 8, 8);
  private static final int TIMESTEP = 400;
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
  private static final UNetModel MODEL = model(1);
  private static final CodeAssignment CODE =
      Codebook.allWords(2, 1).assignInOrder(DataSources.oneItemEach(2));
  private static final Ensemble ENSEMBLE = Ensemble.of(CODE, List.of(model(6), model(7)));
  private static final DdimSampler SAMPLER = DdimSampler.steps(3);

  private static UNetModel model(long seed) {
    return UNetModel.of(Networks.random(Networks.tiny(SHAPE), seed), SCHEDULE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 9, 20})
  void predict_rowAlone_isTheSameBits(int rows) {
    Batch x = Draws.batch(1, 0, SHAPE, rows);
    Batch together = MODEL.predict(x, TIMESTEP);
    assertEquals(rows, together.rows());
    for (int row = 0; row < rows; row++) {
      assertEquals(MODEL.predict(x.select(row), TIMESTEP), together.select(row), "row " + row);
    }
  }

  @Test
  void predict_onScalarKernels_isTheSameBits() {
    UNetModel scalar =
        UNetModel.of(Networks.random(Networks.tiny(SHAPE), 1), SCHEDULE, Kernels.scalar());
    Batch x = Draws.batch(1, 0, SHAPE, 3);
    Batch tangents = Draws.batch(1, 1, SHAPE, 6);
    Linearization expected = scalar.linearize(x, TIMESTEP, tangents);
    Linearization found = MODEL.linearize(x, TIMESTEP, tangents);
    assertEquals(expected.value(), found.value());
    assertEquals(expected.tangents(), found.tangents());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 17})
  void linearize_manyTangents_isOneByOneToTheBit(int perRow) {
    int rows = 2;
    Batch x = Draws.batch(2, 0, SHAPE, rows);
    Batch tangents = Draws.batch(2, 1, SHAPE, rows * perRow);
    Linearization all = MODEL.linearize(x, TIMESTEP, tangents);
    assertEquals(MODEL.predict(x, TIMESTEP), all.value());
    assertEquals(rows * perRow, all.tangents().rows());
    for (int row = 0; row < rows; row++) {
      for (int k = row * perRow; k < (row + 1) * perRow; k++) {
        Linearization one = MODEL.linearize(x.select(row), TIMESTEP, tangents.select(k));
        assertEquals(one.value(), all.value().select(row), "value " + row);
        assertEquals(one.tangents(), all.tangents().select(k), "tangent " + k);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 17})
  void linearize_withExecution_asksBeforeEachGroupAndGivesTheSameBits(int perRow) {
    Batch x = Draws.batch(2, 0, SHAPE, 9);
    Batch tangents = Draws.batch(2, 1, SHAPE, 9 * perRow);
    Linearization expected = MODEL.linearize(x, TIMESTEP, tangents);
    AtomicInteger asked = new AtomicInteger();
    Execution counting = Execution.sequential().until(() -> asked.incrementAndGet() < 0);
    Linearization found = MODEL.linearize(x, TIMESTEP, tangents, counting);
    assertEquals(expected.value(), found.value());
    assertEquals(expected.tangents(), found.tangents());
    // Without tangents 8 rows go together; with, each row by itself and then 8 of its tangents, or
    // up to 11 if no more are left.
    int questions = perRow == 0 ? 2 : 9 * (1 + Math.max(1, (perRow + 4) / 8));
    assertEquals(questions, asked.get());
    for (int last = 1; last <= questions; last++) {
      asked.set(0);
      int stop = last;
      assertThrows(
          CancellationException.class,
          () ->
              MODEL.linearize(
                  x,
                  TIMESTEP,
                  tangents,
                  Execution.sequential().until(() -> asked.incrementAndGet() == stop)));
    }
    assertEquals(expected.value(), MODEL.linearize(x, TIMESTEP, tangents).value());
  }

  @Test
  void preferredRows_areThoseThatGoThroughTogether() {
    assertEquals(8, MODEL.preferredRows());
  }

  /** What a Jacobian leaves out at its first step, where tangents are 0. */
  @Test
  void linearize_tangentsOfZero_areZero() {
    Batch zeros = Batch.of(SHAPE, new float[3 * SHAPE.size()]);
    for (float tangent :
        MODEL.linearize(Draws.batch(2, 0, SHAPE, 1), TIMESTEP, zeros).tangents().toArray()) {
      assertEquals(0, Math.abs(tangent));
    }
  }

  @Test
  void linearize_direction_isTheCentralDifference() {
    Batch x = Draws.batch(3, 0, SHAPE, 1);
    Batch direction = Draws.batch(3, 1, SHAPE, 1);
    float h = 0.01f;
    float[] up = x.toArray();
    float[] down = x.toArray();
    for (int i = 0; i < up.length; i++) {
      up[i] += h * direction.get(0, i);
      down[i] -= h * direction.get(0, i);
    }
    float[] above = MODEL.predict(Batch.of(SHAPE, up), TIMESTEP).toArray();
    float[] below = MODEL.predict(Batch.of(SHAPE, down), TIMESTEP).toArray();
    float[] found = MODEL.linearize(x, TIMESTEP, direction).tangents().toArray();
    double largest = Reference.largest(Reference.toDouble(found));
    for (int i = 0; i < found.length; i++) {
      assertEquals((above[i] - below[i]) / (2 * h), found[i], 5e-3 * largest, "value " + i);
    }
  }

  @Test
  void predict_noRows_isNone() {
    assertEquals(0, MODEL.predict(Batch.of(SHAPE), TIMESTEP).rows());
    Linearization none = MODEL.linearize(Batch.of(SHAPE), TIMESTEP, Batch.of(SHAPE));
    assertEquals(0, none.tangents().rows());
  }

  @Test
  void linearize_fromFourThreadsAtOnce_isTheSameBits() throws Exception {
    int calls = 12;
    UNetModel model = model(1);
    List<Batch> inputs = new ArrayList<>();
    List<Linearization> expected = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      inputs.add(Draws.batch(4, i, SHAPE, 1 + i % 3));
      expected.add(MODEL.linearize(inputs.get(i), i, inputs.get(i)));
    }
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Linearization>> work = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        int call = i;
        work.add(() -> model.linearize(inputs.get(call), call, inputs.get(call)));
      }
      List<Future<Linearization>> results = pool.invokeAll(work);
      for (int i = 0; i < calls; i++) {
        assertEquals(expected.get(i).value(), results.get(i).get().value(), "call " + i);
        assertEquals(expected.get(i).tangents(), results.get(i).get().tangents(), "call " + i);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void predict_otherShape_namesBoth() {
    Batch x = Batch.of(new Shape(1, 8, 8), new float[64]);
    String message = "this model denoises samples of shape 2×8×8, found 1×8×8";
    assertIllegal(message, () -> MODEL.predict(x, TIMESTEP));
    assertIllegal(message, () -> MODEL.linearize(Batch.of(SHAPE, new float[128]), TIMESTEP, x));
  }

  @Test
  void linearize_tangentsThatDoNotDivide_areCounted() {
    Batch two = Batch.of(SHAPE, new float[256]);
    assertIllegal(
        "each of 2 rows has as many tangents, found 3 tangents",
        () -> MODEL.linearize(two, TIMESTEP, Batch.of(SHAPE, new float[3 * 128])));
    assertIllegal(
        "each of 0 rows has as many tangents, found 2 tangents",
        () -> MODEL.linearize(Batch.of(SHAPE), TIMESTEP, two));
  }

  @Test
  void predict_negativeTimestep_isNamedAndTheModelGoesOn() {
    Batch x = Draws.batch(1, 0, SHAPE, 1);
    Batch before = MODEL.predict(x, 0);
    assertIllegal("a timestep is at least 0, found -1", () -> MODEL.predict(x, -1));
    assertEquals(before, MODEL.predict(x, 0));
  }

  @Test
  void of_networkOfOtherOutputs_isRefused() {
    UNetConfig config =
        new UNetConfig(
            SHAPE, 3, List.of(8), List.of(false), List.of(false), false, 1, 0, 8, 1e-5, 0);
    assertIllegal(
        "a noise model predicts as many channels as it reads, found 3 for 2",
        () -> UNetModel.of(Network.of(config), SCHEDULE));
  }

  @Test
  void toString_isShapeAndChannels() {
    assertEquals("UNetModel[2×8×8, channels [8, 8]]", MODEL.toString());
    assertEquals(SHAPE, MODEL.shape());
  }

  @Test
  void schedule_isTheOneThatItWasMadeFor() {
    assertEquals(Optional.of(SCHEDULE), MODEL.schedule());
    Network network = Networks.random(Networks.tiny(SHAPE), 1);
    assertThrows(NullPointerException.class, () -> UNetModel.of(network, null));
  }

  private static Sample sample() {
    return SAMPLER.sample(ENSEMBLE, ExogenousNoise.philox(8).of(0));
  }

  /** 𝒢(f·c, ε) step by step. */
  private static float[] generate(double... c) {
    float[] x = ExogenousNoise.philox(8).of(0).start(SHAPE);
    for (SamplingStep step : SAMPLER.steps()) {
      float[] noise =
          ENSEMBLE.with(Coefficients.of(c)).predict(Batch.of(SHAPE, x), step.timestep()).row(0);
      double bar = SAMPLER.schedule().alphaBar(step.timestep());
      int index = SAMPLER.steps().indexOf(step);
      double next =
          index + 1 < SAMPLER.steps().size()
              ? SAMPLER.schedule().alphaBar(SAMPLER.steps().get(index + 1).timestep())
              : 1;
      for (int i = 0; i < x.length; i++) {
        double clean = (x[i] - Math.sqrt(1 - bar) * noise[i]) / Math.sqrt(bar);
        x[i] = (float) (Math.sqrt(next) * clean + Math.sqrt(1 - next) * noise[i]);
      }
    }
    return x;
  }

  @Test
  void ensemble_exactLandscape_isTheDistanceToTheOtherMemberAlone() {
    Landscape landscape = new AblationAttributor().attribute(sample());
    float[] factual = generate(1, 1);
    for (int source = 0; source < 2; source++) {
      // Member i sees source i, and the other one stays.
      float[] alone = source == 0 ? generate(0, 2) : generate(2, 0);
      double[] change = Reference.minus(Reference.toDouble(alone), Reference.toDouble(factual), 1);
      double distance = Reference.norm(change);
      assertTrue(distance > 0.1, "distance " + distance);
      assertEquals(distance, landscape.distance(source), 1e-3 * distance, "source " + source);
    }
  }

  @Test
  void ensemble_jacobian_isTheCentralDifferenceInTheCoefficients() {
    EnsembleJacobian jacobian = new DifferentialAttributor().jacobian(sample());
    // Centred columns of two members are half the derivative along (1, −1), and its opposite.
    double h = 0.01;
    double[] change =
        Reference.minus(
            Reference.toDouble(generate(1 + h, 1 - h)),
            Reference.toDouble(generate(1 - h, 1 + h)),
            1);
    double[] expected = Arrays.stream(change).map(value -> value / (4 * h)).toArray();
    double tolerance = 0.02 * Reference.largest(expected);
    assertArrayEquals(expected, jacobian.column(0), tolerance);
    assertArrayEquals(
        Arrays.stream(expected).map(value -> -value).toArray(), jacobian.column(1), tolerance);
    Landscape landscape = new DifferentialAttributor().attribute(sample());
    double distance = 2 * Reference.norm(expected);
    assertEquals(distance, landscape.distance(0), 0.02 * distance);
    assertEquals(landscape.distance(0), landscape.distance(1), 1e-9 * distance);
  }
}
