package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.attribution.HybridScenario.Walk;
import org.abc4j.evaluation.Correlation;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.Purpose;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Threads;
import org.abc4j.testing.WatchedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnchoredAttributorTest {
  private static final int SOURCES = HybridScenario.SOURCES;
  private static final AnchoredAttributor ANCHORED = new AnchoredAttributor();
  private static final Sample SAMPLE = HybridScenario.of(Kind.POSTERIOR_MEAN, Walk.UNI_PC).sample();

  /** The images that a landscape measures, by source. */
  private static List<float[]> images(AnchoredAttributor attributor, Sample sample) {
    List<float[]> images = Collections.synchronizedList(new ArrayList<>());
    Distance recording =
        (a, b, shape) -> {
          images.add(b.clone());
          return 1;
        };
    attributor.withDistance(recording).attribute(sample);
    return images;
  }

  private static double[] coefficients(Sample sample, int source) {
    return sample.ensemble().ablation(source).coefficients().toArray();
  }

  @ParameterizedTest
  @EnumSource
  void images_areTheTwins(Walk walk) {
    for (Kind kind : Kind.values()) {
      Sample sample = HybridScenario.of(kind, walk).sample();
      for (int count : new int[] {1, 2, 3, 9, SOURCES + 1}) {
        List<double[]> anchors =
            new ArrayList<>(List.of(sample.ensemble().factual().coefficients().toArray()));
        for (int source : TrialSources.draw(SOURCES, count - 1, 5, Purpose.ANCHOR_SOURCES)) {
          anchors.add(coefficients(sample, source));
        }
        AnchoredTwin twin = new AnchoredTwin(sample, anchors);
        List<float[]> images = images(ANCHORED.withAnchors(count, 5), sample);
        assertEquals(SOURCES, images.size());
        for (int s = 0; s < SOURCES; s += 7) {
          assertArrayEquals(
              twin.counterfactual(coefficients(sample, s)),
              images.get(s),
              1e-4f,
              kind + ", " + count + " anchors");
        }
      }
    }
  }

  @Test
  void weights_areTheTwinsAndSumToOne() {
    for (int count : new int[] {1, 2, 3, 8, 40}) {
      double[][] states = new double[count][];
      for (int q = 0; q < count; q++) {
        states[q] = Draws.doubles(5, q, 9);
      }
      double[] state = Draws.doubles(6, 0, 9);
      double[] weights = StateInterpolation.among(states).weights(state);
      assertArrayEquals(AnchoredTwin.weights(states, state), weights, 1e-9);
      assertEquals(1, Arrays.stream(weights).sum(), 1e-9);
      // At one of the states that state counts most.
      double[] at = StateInterpolation.among(states).weights(states[count - 1]);
      assertEquals(Arrays.stream(at).max().orElseThrow(), at[count - 1]);
      assertTrue(at[count - 1] > 0.8, at[count - 1] + " of " + count);
    }
  }

  @Test
  void weights_statesThatAreOne_areThoseOfTheFirst() {
    double[] state = {1, 2};
    StateInterpolation between = StateInterpolation.among(new double[][] {state, state, state});
    assertArrayEquals(new double[] {1, 0, 0}, between.weights(new double[] {5, 5}));
  }

  /** Members that are affine in the state are met by more states than there are dimensions. */
  @Test
  void attribute_gaussianMembersAndManyAnchors_isNearlyExact() {
    for (Walk walk : new Walk[] {Walk.DDIM, Walk.UNI_PC}) {
      Sample sample = HybridScenario.of(Kind.GAUSSIAN, walk).sample();
      double[] exact = new AblationAttributor().attribute(sample).distances();
      double[] first = new DifferentialAttributor().attribute(sample).distances();
      double[] found = ANCHORED.withAnchors(20, 1).attribute(sample).distances();
      assertTrue(worst(found, exact) < 0.02, walk + " " + worst(found, exact));
      assertTrue(worst(found, exact) < worst(first, exact) / 2);
    }
  }

  private static double worst(double[] found, double[] exact) {
    return IntStream.range(0, exact.length)
        .mapToDouble(s -> Math.abs(found[s] - exact[s]) / exact[s])
        .max()
        .orElseThrow();
  }

  /** Of a sample that members disagree about, where tangents lead nowhere. */
  @Test
  void attribute_memorisingMembers_isNearerToExactThanFirstOrder() {
    double first = 0;
    double anchored = 0;
    for (Walk walk : Walk.values()) {
      Sample sample = HybridScenario.of(Kind.POSTERIOR_MEAN, walk).sample();
      double[] exact = new AblationAttributor().attribute(sample).distances();
      first += spearman(new DifferentialAttributor().attribute(sample), exact);
      anchored += spearman(ANCHORED.withAnchors(16, 1).attribute(sample), exact);
    }
    assertTrue(anchored > first, anchored + " and " + first);
  }

  private static double spearman(Landscape found, double[] exact) {
    return Correlation.spearman(found.distances(), exact).coefficient();
  }

  /** Members answer at the anchors alone: once at the first step, at each anchor after it. */
  @Test
  void attribute_asksMembersAtAnchorsAlone() {
    HybridScenario scenario = HybridScenario.of(Kind.POSTERIOR_MEAN, Walk.DDIM);
    List<WatchedModel> members = WatchedModel.membersOf(scenario.ensemble(), 100, () -> {});
    Sample sample = scenario.sampleOf(Ensemble.of(scenario.code(), members));
    members.forEach(WatchedModel::forget);
    ANCHORED.withAnchors(6, 2).attribute(sample);
    for (WatchedModel member : members) {
      int rows = member.calls().stream().mapToInt(WatchedModel.Call::rows).sum();
      assertEquals(1 + 6 * (HybridScenario.STEPS - 1), rows);
      assertTrue(member.calls().stream().allMatch(call -> call.tangents() < 0));
    }
  }

  @Test
  void attribute_unlessToldOtherwise_asksWhatThreeJacobiansWould() {
    HybridScenario scenario = HybridScenario.of(Kind.GAUSSIAN, Walk.DDIM);
    assertEquals(
        ANCHORED.withAnchors(3 * (HybridScenario.MEMBERS + 1), 0).attribute(scenario.sample()),
        ANCHORED.attribute(scenario.sample()));
  }

  /** Who was removed is never asked, and ablations come on top. */
  @Test
  void attribute_membersRemoved_isThatOfTheRest() {
    HybridScenario scenario = HybridScenario.of(Kind.GAUSSIAN, Walk.DDIM);
    Ensemble removed = scenario.ensemble().without(4);
    Sample sample = scenario.sampleOf(removed);
    double[] exact = new AblationAttributor().attribute(sample).distances();
    double[] found = ANCHORED.withAnchors(SOURCES, 1).attribute(sample).distances();
    assertTrue(worst(found, exact) < 0.05, "" + worst(found, exact));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 1000})
  void chunkAndThreads_changeNoBit(int chunk) {
    AnchoredAttributor attributor = ANCHORED.withAnchors(9, 3);
    Landscape expected = attributor.attribute(SAMPLE);
    for (int threads = 1; threads <= 3; threads++) {
      Threads.with(
          threads,
          execution ->
              assertEquals(
                  expected, attributor.withChunk(chunk).with(execution).attribute(SAMPLE)));
    }
  }

  @Test
  void progress_neverFallsAndEndsFull() {
    List<Double> shares = new ArrayList<>();
    Execution execution =
        Execution.sequential().reportingTo((done, total) -> shares.add(done / (double) total));
    ANCHORED.withAnchors(5, 0).withChunk(7).with(execution).attribute(SAMPLE);
    assertEquals(shares.stream().sorted().toList(), shares);
    assertEquals(0, shares.get(0));
    assertEquals(1, shares.get(shares.size() - 1));
    assertTrue(shares.size() > HybridScenario.STEPS + SOURCES / 7);
  }

  @Test
  void attribute_cancelled_stops() {
    for (int after : new int[] {0, 5, 40}) {
      int[] asked = {0};
      Execution execution = Execution.sequential().until(() -> asked[0]++ >= after);
      assertThrows(CancellationException.class, () -> ANCHORED.with(execution).attribute(SAMPLE));
    }
  }

  @Test
  void with_valuesOutOfRange_areRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ANCHORED.withAnchors(0, 1)).getMessage();
    assertEquals("there is at least 1 anchor, found 0", message);
    assertThrows(IllegalArgumentException.class, () -> ANCHORED.withChunk(0));
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> ANCHORED.withDistance((a, b, shape) -> Double.NaN).attribute(SAMPLE))
            .getMessage();
    assertTrue(message.contains("source 0"), message);
  }
}
