package org.abc4j.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Timesteps.Spacing;
import org.abc4j.testing.ElementwiseModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** DPM-Solver++ and UniPC against numbers of 50 digits; how they were made is beside them. */
class MultistepParityTest {
  private static final String FIXTURE = "/fixtures/multistep/multistep.json";

  /** One solver, its timesteps and the states of four starts. */
  record Case(
      String kind,
      Spacing spacing,
      double clip,
      boolean consistent,
      int[] timesteps,
      double[][] states) {
    Sampler sampler() {
      if (kind.equals("unipc")) {
        UniPcSampler uniPc = UniPcSampler.steps(timesteps.length).withSpacing(spacing);
        return consistent ? uniPc.withConsistentClipping(clip) : uniPc.withClipping(clip);
      }
      DpmSolverSampler solver = DpmSolverSampler.steps(timesteps.length).withSpacing(spacing);
      return consistent ? solver.withConsistentClipping(clip) : solver.withClipping(clip);
    }

    @Override
    public String toString() {
      return kind
          + ", "
          + spacing
          + ", clip "
          + clip
          + (consistent ? " consistent, " : ", ")
          + timesteps.length
          + " steps";
    }
  }

  static Stream<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream in = MultistepParityTest.class.getResourceAsStream(FIXTURE)) {
      for (JsonNode node : new ObjectMapper().readTree(in).get("cases")) {
        JsonNode clip = node.get("clip");
        cases.add(
            new Case(
                node.get("kind").asText(),
                node.get("spacing").asText().equals("log_snr") ? Spacing.LOG_SNR : Spacing.TRAILING,
                clip.isNull() ? Double.POSITIVE_INFINITY : clip.asDouble(),
                node.get("consistent").asBoolean(),
                integers(node.get("timesteps")),
                IntStream.range(0, node.get("states").size())
                    .mapToObj(i -> doubles(node.get("states").get(i)))
                    .toArray(double[][]::new)));
      }
    }
    return cases.stream();
  }

  private static int[] integers(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }

  private static double[] doubles(JsonNode array) {
    return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
  }

  @Test
  void fixture_hasAllItsCases() throws IOException {
    assertEquals(36, cases().distinct().count());
    assertTrue(cases().anyMatch(one -> one.clip() == 1));
  }

  private static double model(double x, int t) {
    return 0.3 * x + 0.1 * StrictMath.sin(3 * x) + 0.0002 * t;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void steps_timesteps_areThoseOfTheFixture(Case one) {
    assertArrayEquals(
        one.timesteps(), one.sampler().steps().stream().mapToInt(SamplingStep::timestep).toArray());
  }

  /** Every state, in double: 14 digits of the largest. */
  @ParameterizedTest
  @MethodSource("cases")
  void next_everyStepInDouble_isTheFixtures(Case one) {
    for (double[] expected : one.states()) {
      double largest = 1;
      LinearizedState state = LinearizedState.start(new double[] {expected[0]}, 0);
      List<SamplingStep> steps = one.sampler().steps();
      for (int k = 0; k < steps.size(); k++) {
        double x = state.x()[0];
        largest = Math.max(largest, Math.abs(expected[k]));
        assertEquals(expected[k], x, 1e-12 * largest, "before step " + k);
        double[] predicted = {model(x, steps.get(k).timestep())};
        state = steps.get(k).next(state, predicted, new double[0], new float[0]);
      }
      assertEquals(expected[steps.size()], state.x()[0], 1e-12 * largest, "the sample");
      assertEquals(0, state.keptCount());
    }
  }

  /** With states rounded to float at each step, as samples are. */
  @ParameterizedTest
  @MethodSource("cases")
  void generate_samples_areTheFixturesWithinFloats(Case one) {
    List<SampleNoise> noises =
        Stream.of(one.states())
            .map(states -> SampleNoise.recorded(new float[] {(float) states[0]}, List.of()))
            .toList();
    ElementwiseModel model = new ElementwiseModel(new Shape(1, 1, 1), MultistepParityTest::model);
    Batch found = one.sampler().generate(model, noises);
    for (int i = 0; i < noises.size(); i++) {
      double[] states = one.states()[i];
      double largest =
          IntStream.range(0, states.length).mapToDouble(k -> Math.abs(states[k])).max().orElse(0);
      assertEquals(states[states.length - 1], found.get(i, 0), 2e-6 * Math.max(1, largest));
    }
  }
}
