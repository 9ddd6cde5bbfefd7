package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.abc4j.Execution;
import org.abc4j.attribution.HybridScenario.Walk;
import org.abc4j.model.Ablation;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Threads;
import org.abc4j.testing.WatchedModel;
import org.abc4j.testing.WatchedModel.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HybridAttributorTest {
  private static final int STEPS = HybridScenario.STEPS;
  private static final HybridScenario UNI_PC = HybridScenario.of(Kind.POSTERIOR_MEAN, Walk.UNI_PC);
  private static final HybridAttributor HYBRID = new HybridAttributor();

  /** The images that a landscape without trials measures, by source. */
  private static List<float[]> images(Sample sample, int handover) {
    List<float[]> images = Collections.synchronizedList(new ArrayList<>());
    Distance recording =
        (a, b, shape) -> {
          images.add(b.clone());
          return 1;
        };
    HYBRID.withTrials(0, 0).withHandover(handover).withDistance(recording).attribute(sample);
    return images;
  }

  private static double distance(float[] a, float[] b) {
    return Distance.euclidean().between(a, b, HybridScenario.SHAPE);
  }

  @ParameterizedTest
  @EnumSource
  void handoverZero_isTheExactLandscape(Walk walk) {
    for (Kind kind : Kind.values()) {
      Sample sample = HybridScenario.of(kind, walk).sample();
      HybridLandscape found = HYBRID.withHandover(0).attribute(sample);
      assertEquals(new AblationAttributor().attribute(sample), found.landscape());
      assertEquals(OptionalDouble.of(0), found.error());
      assertEquals(List.of(), found.trials());
      assertEquals(sample.sampler().steps().get(0).timestep(), found.timestep().orElseThrow());
    }
  }

  @ParameterizedTest
  @EnumSource
  void handoverAtTheEnd_isToFirstOrder(Walk walk) {
    for (Kind kind : Kind.values()) {
      Sample sample = HybridScenario.of(kind, walk).sample();
      EnsembleJacobian jacobian = EnsembleJacobian.of(sample);
      List<float[]> images = images(sample, STEPS);
      for (int s = 0; s < HybridScenario.SOURCES; s++) {
        assertArrayEquals(
            jacobian.counterfactual(Ablation.ofSources(sample.ensemble().code(), s)),
            images.get(s),
            2e-5f);
      }
      HybridLandscape found = HYBRID.withHandover(STEPS).attribute(sample);
      assertArrayEquals(
          jacobian.landscape(Distance.euclidean()).distances(),
          found.landscape().distances(),
          2e-5);
      assertEquals(OptionalInt.empty(), found.timestep());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyHandover_isTheTwins(Walk walk) {
    for (Kind kind : Kind.values()) {
      HybridScenario scenario = HybridScenario.of(kind, walk);
      Sample sample = scenario.sample();
      for (int handover = 1; handover <= STEPS; handover++) {
        List<float[]> images = images(sample, handover);
        assertEquals(HybridScenario.SOURCES, images.size());
        for (int s = 0; s < HybridScenario.SOURCES; s += 7) {
          assertArrayEquals(
              scenario.counterfactual(s, handover), images.get(s), 2e-5f, kind + " " + handover);
        }
      }
    }
  }

  /** After one step a state is affine in the coefficients, unless it clips. */
  @ParameterizedTest
  @EnumSource
  void error_fallsToNothingAsTheHandoverGoesToTheStart(Walk walk) {
    for (Kind kind : Kind.values()) {
      Sample sample = HybridScenario.of(kind, walk).sample();
      double[] errors = new double[STEPS + 1];
      for (int handover = 0; handover <= STEPS; handover++) {
        errors[handover] =
            HYBRID
                .withTrials(HybridScenario.SOURCES, 0)
                .withHandover(handover)
                .attribute(sample)
                .error()
                .orElseThrow();
      }
      String all = kind + " " + Arrays.toString(errors);
      assertEquals(0, errors[0]);
      assertTrue(errors[1] < (walk.clips() ? 0.1 : 1e-4), all);
      assertTrue(errors[2] < errors[STEPS] / 2, all);
      assertTrue(errors[STEPS] > 0.02, all);
    }
  }

  @ParameterizedTest
  @EnumSource
  void measuredError_isThatOfTheTwin(Walk walk) {
    for (Kind kind : Kind.values()) {
      HybridScenario scenario = HybridScenario.of(kind, walk);
      Sample sample = scenario.sample();
      HybridLandscape found = HYBRID.withTrials(3, 5).withHandover(4).attribute(sample);
      assertEquals(3, found.trials().size());
      double largest = 0;
      for (HybridTrial trial : found.trials()) {
        float[] exact = scenario.counterfactual(trial.source(), 0);
        float[] hybrid = scenario.counterfactual(trial.source(), 4);
        double moved = distance(sample.image(), exact);
        double error = distance(hybrid, exact) / moved;
        assertEquals(moved, trial.exactDistance(), 1e-4);
        assertEquals(distance(sample.image(), hybrid), trial.hybridDistance(), 1e-4);
        assertEquals(error, trial.error(), 1e-3);
        assertEquals(trial.hybridDistance(), found.distance(trial.source()));
        assertTrue(
            Math.abs(trial.hybridDistance() - trial.exactDistance())
                <= trial.error() * trial.exactDistance() * (1 + 1e-12));
        largest = Math.max(largest, error);
      }
      assertEquals(largest, found.error().orElseThrow(), 1e-3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tolerance_isObeyedByTheCheapestThatWasTried(Walk walk) {
    for (Kind kind : Kind.values()) {
      Sample sample = HybridScenario.of(kind, walk).sample();
      int before = 0;
      for (double tolerance : new double[] {0, 1e-3, 0.01, 0.03, 0.1, 0.3, 1e9}) {
        HybridLandscape found = HYBRID.withTolerance(tolerance).attribute(sample);
        assertTrue(found.error().orElseThrow() <= tolerance, found.toString());
        LandscapePlan plan = found.plan();
        assertEquals(plan.cheapest(tolerance), plan.chosen().orElseThrow());
        assertEquals(found.handover(), plan.chosen().orElseThrow().handover());
        assertEquals(found.error(), plan.chosen().orElseThrow().error());
        assertTrue(found.handover() >= before);
        before = found.handover();
        assertEquals(4, found.trials().size());
      }
      assertEquals(STEPS, before);
    }
  }

  @Test
  void nothingWithinTheTolerance_isTheExactLandscapeThatSaysSo() {
    Sample sample = UNI_PC.sample();
    HybridLandscape found = HYBRID.withTolerance(0).attribute(sample);
    assertEquals(0, found.handover());
    assertEquals(new AblationAttributor().attribute(sample), found.landscape());
    for (HybridTrial trial : found.trials()) {
      assertEquals(found.distance(trial.source()), trial.exactDistance());
      assertEquals(trial.exactDistance(), trial.hybridDistance());
      assertEquals(0, trial.error());
    }
  }

  /**
   * By the first steps of chunks of 1 or 2 alone, handover 3 would save something with its trials;
   * in chunks of 256 it does not, and is not tried.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000})
  void chunk_atAToleranceThatOnlyTheEarliestHandoverMeets_changesNoChoice(int chunk) {
    Sample sample = UNI_PC.sample();
    double third = HYBRID.withHandover(3).attribute(sample).error().orElseThrow();
    double fourth = HYBRID.withHandover(4).attribute(sample).error().orElseThrow();
    assertTrue(third < fourth, third + " and " + fourth);
    HybridLandscape found = HYBRID.withChunk(chunk).withTolerance(third).attribute(sample);
    assertEquals(HYBRID.withTolerance(third).attribute(sample), found);
    assertEquals(0, found.handover());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 1000})
  void chunk_changesNoBit(int chunk) {
    Sample sample = UNI_PC.sample();
    HybridLandscape expected = HYBRID.withTolerance(0.05).attribute(sample);
    assertTrue(expected.handover() > 0 && expected.handover() < STEPS, expected.toString());
    HybridLandscape found = HYBRID.withChunk(chunk).withTolerance(0.05).attribute(sample);
    assertEquals(expected, found);
  }

  @ParameterizedTest
  @EnumSource
  void threads_changeNothing(Walk walk) {
    Sample sample = HybridScenario.of(Kind.POSTERIOR_MEAN, walk).sample();
    HybridLandscape expected = HYBRID.withTolerance(0.05).attribute(sample);
    for (int threads = 1; threads <= 3; threads++) {
      Threads.with(
          threads,
          execution ->
              assertEquals(expected, HYBRID.withTolerance(0.05).with(execution).attribute(sample)));
    }
  }

  /** What the plan says is what members were asked for. */
  @Test
  void plan_countsTheCallsOfMembers() {
    for (int handover : new int[] {-1, 0, 3, STEPS}) {
      List<WatchedModel> members = WatchedModel.membersOf(UNI_PC.ensemble(), 100, () -> {});
      Sample sample = UNI_PC.sampleOf(Ensemble.of(UNI_PC.code(), members));
      members.forEach(WatchedModel::forget);
      HybridAttributor attributor = HYBRID.withTrials(6, 1).withTolerance(0.05);
      LandscapePlan plan =
          (handover < 0 ? attributor : attributor.withHandover(handover)).attribute(sample).plan();
      MemberEvaluations expected = plan.chosen().orElseThrow().cost().plus(plan.measuring());
      long predictions = 0;
      long tangents = 0;
      for (WatchedModel member : members) {
        predictions += member.calls().stream().mapToInt(Call::rows).sum();
        tangents += member.calls().stream().mapToInt(call -> Math.max(0, call.tangents())).sum();
      }
      assertEquals(expected.predictions().longValueExact(), predictions, plan.toString());
      assertEquals(expected.tangents().longValueExact(), tangents, plan.toString());
    }
  }

  /** Five members and 8 sources: two steps to first order cost more than two exact ones. */
  @Test
  void noHybridCheaperThanExact_isExactAtOnce() {
    Scenario small = Scenario.of(5, Kind.GAUSSIAN, Scenario.Walk.DDIM);
    List<WatchedModel> members = WatchedModel.membersOf(small.ensemble(), 100, () -> {});
    Sample sample = small.sampler().sample(Ensemble.of(small.code(), members), small.noise());
    members.forEach(WatchedModel::forget);
    HybridLandscape found = HYBRID.withTolerance(1e9).attribute(sample);
    assertEquals(0, found.handover());
    assertEquals(List.of(), found.trials());
    assertEquals(MemberEvaluations.NONE, found.plan().measuring());
    assertEquals(new AblationAttributor().attribute(small.sample()), found.landscape());
    for (WatchedModel member : members) {
      assertTrue(member.calls().stream().allMatch(call -> call.tangents() < 0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 3, STEPS})
  void progress_neverFallsAndReachesTheTotal(int handover) {
    List<Long> reported = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    Execution execution =
        Execution.sequential()
            .reportingTo(
                (done, total) -> {
                  reported.add(done);
                  totals.add(total);
                });
    HybridAttributor attributor = HYBRID.withChunk(7).with(execution);
    (handover < 0 ? attributor : attributor.withHandover(handover)).attribute(UNI_PC.sample());
    assertEquals(reported.stream().sorted().toList(), reported);
    assertEquals(0, reported.get(0));
    assertEquals(1, totals.stream().distinct().count());
    assertEquals(totals.get(0), reported.get(reported.size() - 1));
    assertTrue(reported.size() > STEPS);
  }

  /** A step to first order takes 7 + 49 evaluations, as 14 steps of a counterfactual by 4. */
  @Test
  void progress_countsStepsOfCounterfactuals() {
    List<Long> reported = new ArrayList<>();
    Execution execution = Execution.sequential().reportingTo((done, total) -> reported.add(done));
    HYBRID.withTrials(0, 0).withHandover(3).with(execution).attribute(UNI_PC.sample());
    assertEquals(List.of(0L, 14L, 28L, 42L, 132L, 162L, 192L, 222L, 252L, 282L), reported);
  }

  @Test
  void defaults_areThoseStated() {
    Sample sample = UNI_PC.sample();
    assertEquals(
        HYBRID
            .withTolerance(0.1)
            .withTrials(4, 0)
            .withChunk(256)
            .withDistance(Distance.euclidean())
            .attribute(sample),
        HYBRID.attribute(sample));
    assertNotEquals(HYBRID.withTrials(4, 1).attribute(sample), HYBRID.attribute(sample));
  }

  @Test
  void withers_keepTheOtherSettings() {
    Sample sample = UNI_PC.sample();
    HybridLandscape found =
        HYBRID
            .withHandover(2)
            .withTrials(50, 3)
            .withDistance((a, b, shape) -> 7)
            .withChunk(4)
            .with(Execution.sequential())
            .attribute(sample);
    assertEquals(2, found.handover());
    assertEquals(HybridScenario.SOURCES, found.trials().size());
    assertEquals(7, found.landscape().radius());
    assertEquals(1, found.error().orElseThrow());
    assertFalse(HYBRID.withHandover(2).withTolerance(1e9).attribute(sample).handover() == 2);
  }

  @Test
  void radius_isTheGreatestDistance_andAsFarFromTheExactOneAsTheErrorSays() {
    Sample sample = UNI_PC.sample();
    double exact = new AblationAttributor().attribute(sample).radius();
    assertEquals(exact, HYBRID.withHandover(0).attribute(sample).radius());
    for (int handover = 1; handover <= STEPS; handover++) {
      HybridLandscape found =
          HYBRID.withTrials(HybridScenario.SOURCES, 0).withHandover(handover).attribute(sample);
      double radius = found.radius();
      assertEquals(found.distance(found.top(1)[0]), radius);
      double error = found.error().orElseThrow();
      assertTrue(exact >= radius / (1 + error) * (1 - 1e-6), radius + " at " + handover);
      assertTrue(
          error >= 1 || exact <= radius / (1 - error) * (1 + 1e-6), radius + " at " + handover);
    }
  }

  @Test
  void landscape_attributesByItsDistances() {
    HybridLandscape found = HYBRID.withTrials(0, 0).withHandover(5).attribute(UNI_PC.sample());
    assertEquals(OptionalDouble.empty(), found.error());
    assertEquals(HybridScenario.SOURCES, found.sources());
    assertArrayEquals(found.landscape().top(5), found.top(5));
    for (int s = 0; s < found.sources(); s++) {
      assertEquals(found.landscape().distance(s), found.distance(s));
      assertEquals(found.landscape().rank(s), found.rank(s));
    }
    assertEquals(
        "HybridLandscape[30 sources, radius "
            + found.landscape().radius()
            + ", 5 of 8 steps to first order, measured error unknown on 0]",
        found.toString());
  }

  @Test
  void landscapes_areEqualByWhatTheySay() {
    Sample sample = UNI_PC.sample();
    HybridLandscape found = HYBRID.withHandover(5).attribute(sample);
    HybridLandscape again = HYBRID.withHandover(5).attribute(sample);
    assertEquals(found, again);
    assertEquals(found.hashCode(), again.hashCode());
    assertNotEquals(found, HYBRID.withHandover(6).attribute(sample));
    assertNotEquals(found, HYBRID.withTrials(3, 0).withHandover(5).attribute(sample));
    assertNotEquals(found, found.landscape());
  }
}
