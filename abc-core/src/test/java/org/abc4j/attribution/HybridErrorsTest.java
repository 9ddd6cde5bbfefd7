package org.abc4j.attribution;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import org.abc4j.noise.Purpose;
import org.abc4j.sampling.LinearizedState;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.SwitchedEnsemble;
import org.abc4j.testing.WatchedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hybrid landscape refuses, and what its errors name. */
class HybridErrorsTest {
  private static final int STEPS = HybridScenario.STEPS;
  private static final HybridScenario UNI_PC = HybridScenario.of(Kind.POSTERIOR_MEAN, Walk.UNI_PC);
  private static final HybridAttributor HYBRID = new HybridAttributor();

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
                  CounterfactualWalk.ROWS,
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

  /** In the first chunk too: a row of the trials is not the source of that number. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 256})
  void errorOfATrial_namesTheSourcesOfTheRows(int chunk) {
    int[] trials = TrialSources.draw(HybridScenario.SOURCES, 3, 2, Purpose.TRIAL_SOURCES);
    assertTrue(trials[0] > 0);
    int member = 0;
    while (UNI_PC.code().word(trials[0]).contains(member)) {
      member++;
    }
    Sample sample = withFaulty(member, 3, STEPS);
    int[] rows = Arrays.copyOf(trials, Math.min(chunk, 3));
    assertFails(
        ArithmeticException.class,
        "member "
            + member
            + " predicted NaN at timestep "
            + sample.sampler().steps().get(3).timestep()
            + " for row 0, value 0 of 16 ("
            + (chunk == 1
                ? "row 0 is the trial of source " + trials[0]
                : "rows are the trials of sources " + Arrays.toString(rows))
            + ")",
        () -> HYBRID.withTrials(3, 2).withChunk(chunk).withHandover(3).attribute(sample));
  }

  @Test
  void errorOfACounterfactual_saysWhichOneRowZeroIs() {
    int member = UNI_PC.code().word(0).members()[0];
    int source = 0;
    while (UNI_PC.code().word(source).contains(member)) {
      source++;
    }
    Sample sample = withFaulty(member, 3, STEPS);
    assertFails(
        ArithmeticException.class,
        "member "
            + member
            + " predicted NaN at timestep "
            + sample.sampler().steps().get(3).timestep()
            + " for row 0, value 0 of 16 (row 0 is counterfactual "
            + source
            + ")",
        () -> HYBRID.withTrials(0, 0).withChunk(1).withHandover(3).attribute(sample));
  }

  /** Before any of the trials' exact counterfactuals, though those need no tangents. */
  @Test
  void memberWithoutTangents_isRefusedBeforeAnythingIsComputed() {
    List<WatchedModel> watched = WatchedModel.membersOf(UNI_PC.ensemble(), 100, () -> {});
    List<NoiseModel> members = new ArrayList<>(watched);
    members.set(5, new Plain(watched.get(5)));
    Sample sample = UNI_PC.sampleOf(Ensemble.of(UNI_PC.code(), members));
    watched.forEach(WatchedModel::forget);
    String refusal =
        "differential ablation needs members with input tangents, but member 5 is a "
            + Plain.class.getName()
            + ", which is no DifferentiableNoiseModel";
    assertIllegal(refusal, () -> HYBRID.attribute(sample));
    assertIllegal(refusal, () -> HYBRID.withHandover(3).attribute(sample));
    watched.forEach(member -> assertEquals(List.of(), member.calls()));
    assertEquals(0, HYBRID.withHandover(0).attribute(sample).handover());
  }

  /** A member that answers predictions alone. */
  private record Plain(NoiseModel model) implements NoiseModel {
    @Override
    public Shape shape() {
      return model.shape();
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      return model.predict(x, timestep);
    }
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
            FactualPoint.full(HybridScenario.MEMBERS),
            HybridScenario.SHAPE);
    Ablation one = Ablation.ofSources(UNI_PC.code(), 1);
    assertFails(
        ArithmeticException.class,
        "after 3 steps to first order the state of row 0 is 1.0E39 at value 5",
        () -> handover.states(List.of(one), Execution.sequential()));
  }

  @Test
  void distanceThatIsNaN_isAnErrorNamingTheSource() {
    Sample sample = UNI_PC.sample();
    int source = TrialSources.draw(HybridScenario.SOURCES, 1, 9, Purpose.TRIAL_SOURCES)[0];
    float[] factual = sample.image();
    HybridAttributor attributor = HYBRID.withTrials(1, 9).withHandover(4);
    assertIllegal(
        "a distance is finite and at least 0, but that between hybrid and exact counterfactual of source "
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
}
