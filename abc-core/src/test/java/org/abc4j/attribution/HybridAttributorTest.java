package org.abc4j.attribution;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.HybridScenario.Walk;
import org.abc4j.model.Ablation;
import org.abc4j.model.Ensemble;
import org.abc4j.model.Linearization;
import org.abc4j.model.NoiseModel;
import org.abc4j.model.PreciseLinearization;
import org.abc4j.model.PreciseNoiseModel;
import org.abc4j.sampling.LinearizedState;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.SwitchedEnsemble;
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

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 1000})
  void chunk_changesNoBit(int chunk) {
    Sample sample = UNI_PC.sample();
    HybridLandscape expected = HYBRID.withTolerance(0.05).attribute(sample);
    assertTrue(expected.handover() > 0 && expected.handover() < STEPS, expected.toString());
    HybridLandscape found = HYBRID.withChunk(chunk).withTolerance(0.05).attribute(sample);
    assertEquals(expected.landscape(), found.landscape());
    assertEquals(expected.trials(), found.trials());
    assertEquals(expected.handover(), found.handover());
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

  /** A member that answers NaN at some timesteps. */
  private record Faulty(PreciseNoiseModel model, int first, int last) implements PreciseNoiseModel {
    private double factor(int timestep) {
      return timestep >= first && timestep <= last ? Double.NaN : 1;
    }

    @Override
    public Shape shape() {
      return model.shape();
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      double[] values = model.predict(x, timestep).toDoubleArray();
      Arrays.setAll(values, p -> values[p] * factor(timestep));
      return Batch.rounded(shape(), values);
    }

    @Override
    public Linearization linearize(Batch x, int timestep, Batch tangents) {
      throw new AssertionError("asked in float");
    }

    @Override
    public PreciseLinearization linearize(double[] x, int timestep, double[] tangents) {
      PreciseLinearization found = model.linearize(x, timestep, tangents);
      double[] values = found.value();
      Arrays.setAll(values, p -> values[p] * factor(timestep));
      return PreciseLinearization.of(values, found.tangents());
    }
  }

  /** A sample one of whose members then answers NaN at some of the steps. */
  private static Sample withFaulty(int member, int fromStep, int toStep) {
    SwitchedEnsemble ensemble = new SwitchedEnsemble(UNI_PC.ensemble());
    Sample sample = UNI_PC.sampleOf(ensemble);
    int first = sample.sampler().steps().get(toStep - 1).timestep();
    int last = sample.sampler().steps().get(fromStep).timestep();
    List<NoiseModel> members = new ArrayList<>();
    for (int i = 0; i < HybridScenario.MEMBERS; i++) {
      PreciseNoiseModel own = (PreciseNoiseModel) UNI_PC.ensemble().member(i);
      members.add(i == member ? new Faulty(own, first, last) : own);
    }
    ensemble.switchTo(Ensemble.of(UNI_PC.code(), members));
    return sample;
  }

  @Test
  void memberThatAnswersNaNBeforeTheHandover_isNamedThoughItIsAblated() {
    Sample sample = withFaulty(2, 1, 2);
    String timestep = String.valueOf(sample.sampler().steps().get(1).timestep());
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class,
            () -> HYBRID.withTrials(0, 0).withHandover(3).attribute(sample));
    assertTrue(error.getMessage().startsWith("member 2 "), error.getMessage());
    assertTrue(error.getMessage().contains("NaN at timestep " + timestep), error.getMessage());
  }

  @Test
  void memberThatAnswersNaNAfterTheHandover_isNotAskedWhereItIsAblated() {
    Sample sample = withFaulty(2, 3, STEPS);
    FirstOrderStates states = new FirstOrderStates(sample, sample.ensemble(), Set.of(3));
    states.reach(3, Execution.sequential());
    CounterfactualWalk walk = new CounterfactualWalk(sample, Execution.sequential(), 100);
    int visited = 0;
    for (int s = 0; s < HybridScenario.SOURCES; s++) {
      Ablation without = Ablation.ofSources(UNI_PC.code(), s);
      List<float[]> found = new ArrayList<>();
      Runnable going =
          () ->
              walk.forEach(
                  "counterfactual",
                  3,
                  group -> states.at(3).states(group, Execution.sequential()),
                  1,
                  index -> without,
                  (index, ablation, image) -> found.add(image));
      if (UNI_PC.code().word(s).contains(2)) {
        going.run();
        for (float value : found.get(0)) {
          assertTrue(Float.isFinite(value));
        }
        visited++;
      } else {
        assertTrue(
            assertThrows(ArithmeticException.class, going::run)
                .getMessage()
                .startsWith("member 2 predicted NaN at timestep "));
      }
    }
    assertTrue(visited > 0);
  }

  @Test
  void errorOfATrial_saysWhichOneRowZeroIs() {
    int member = UNI_PC.code().word(0).members()[0];
    int source = 0;
    while (UNI_PC.code().word(source).contains(member)) {
      source++;
    }
    Sample sample = withFaulty(member, 3, STEPS);
    int timestep = sample.sampler().steps().get(3).timestep();
    assertFails(
        ArithmeticException.class,
        "member "
            + member
            + " predicted NaN at timestep "
            + timestep
            + " for row 0, value 0 of 16 (row 0 is trial "
            + source
            + ")",
        () -> HYBRID.withTrials(30, 0).withChunk(1).withHandover(3).attribute(sample));
  }

  @Test
  void stateBeyondFloat_isAnErrorNamingIt() {
    Batch start = Batch.of(HybridScenario.SHAPE, HybridScenario.NOISE.start(HybridScenario.SHAPE));
    double[] huge = start.toDoubleArray();
    huge[5] = 1e39;
    Handover handover =
        new Handover(
            3,
            LinearizedState.start(huge, HybridScenario.MEMBERS),
            HybridScenario.MEMBERS,
            HybridScenario.SHAPE);
    Ablation one = Ablation.ofSources(UNI_PC.code(), 1);
    assertFails(
        ArithmeticException.class,
        "after 3 steps to first order the state of row 0 is 1.0E39 at value 5",
        () -> handover.states(List.of(one), Execution.sequential()));
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
  void distanceThatIsNaN_isAnErrorNamingTheSource() {
    Sample sample = UNI_PC.sample();
    int source = TrialSources.draw(HybridScenario.SOURCES, 1, 9)[0];
    float[] factual = sample.image();
    HybridAttributor attributor = HYBRID.withTrials(1, 9).withHandover(4);
    assertIllegal(
        "a distance is at least 0, but that between hybrid and exact counterfactual of source "
            + source
            + " is NaN",
        () ->
            attributor
                .withDistance((a, b, shape) -> Arrays.equals(a, factual) ? 1 : Double.NaN)
                .attribute(sample));
  }

  @Test
  void arguments_outOfRange_areErrorsNamingThem() {
    Sample sample = UNI_PC.sample();
    assertIllegal("a handover is after at least 0 steps, found -1", () -> HYBRID.withHandover(-1));
    assertIllegal(
        "a handover is after at most all 8 steps of the sampler, found 9",
        () -> HYBRID.withHandover(9).attribute(sample));
    assertIllegal("there are at least 0 trial sources, found -1", () -> HYBRID.withTrials(-1, 0));
    assertIllegal(
        "a handover is chosen by at least 1 trial source, found 0; give one, or trials",
        () -> HYBRID.withTrials(0, 0).attribute(sample));
    assertIllegal("a tolerance is at least 0, found NaN", () -> HYBRID.withTolerance(Double.NaN));
    assertIllegal("a tolerance is at least 0, found -0.1", () -> HYBRID.withTolerance(-0.1));
    assertIllegal("a chunk has at least 1 counterfactual, found 0", () -> HYBRID.withChunk(0));
    assertFails(NullPointerException.class, "distance", () -> HYBRID.withDistance(null));
    assertFails(NullPointerException.class, "execution", () -> HYBRID.with(null));
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
