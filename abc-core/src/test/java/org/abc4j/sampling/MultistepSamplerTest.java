package org.abc4j.sampling;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.Timesteps.Spacing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What DPM-Solver++ and UniPC have in common. */
class MultistepSamplerTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  enum Solver {
    DPM_SOLVER("DPM-Solver++(2M, ") {
      @Override
      Sampler of(int steps, Spacing spacing, NoiseSchedule schedule, double clip) {
        DpmSolverSampler sampler = DpmSolverSampler.steps(steps);
        sampler = schedule == null ? sampler : sampler.withSchedule(schedule);
        sampler = spacing == null ? sampler : sampler.withSpacing(spacing);
        return clip == INFINITE ? sampler : sampler.withClipping(clip);
      }
    },
    UNIPC("UniPC(order 2, ") {
      @Override
      Sampler of(int steps, Spacing spacing, NoiseSchedule schedule, double clip) {
        UniPcSampler sampler = UniPcSampler.steps(steps);
        sampler = schedule == null ? sampler : sampler.withSchedule(schedule);
        sampler = spacing == null ? sampler : sampler.withSpacing(spacing);
        return clip == INFINITE ? sampler : sampler.withClipping(clip);
      }
    };

    final String opening;

    Solver(String opening) {
      this.opening = opening;
    }

    abstract Sampler of(int steps, Spacing spacing, NoiseSchedule schedule, double clip);

    Sampler of(int steps) {
      return of(steps, null, null, INFINITE);
    }
  }

  @ParameterizedTest
  @EnumSource(Solver.class)
  void steps_byDefault_areTrailingLinearUnclippedWithoutNoise(Solver solver) {
    Sampler sampler = solver.of(50);
    assertEquals(NoiseSchedule.linear(), sampler.schedule());
    assertEquals(50, sampler.steps().size());
    assertEquals(999, sampler.steps().get(0).timestep());
    for (SamplingStep step : sampler.steps()) {
      assertFalse(step.addsNoise());
      assertEquals(INFINITE, step.clip());
      assertEquals(NoiseSchedule.linear().alphaBar(step.timestep()), step.alphaBar());
    }
  }

  /** What one step keeps the next one takes, and none is left at the end. */
  @ParameterizedTest
  @EnumSource(Solver.class)
  void steps_anyNumber_keepWhatTheNextTakes(Solver solver) {
    for (int count : new int[] {1, 2, 3, 4, 50}) {
      List<SamplingStep> steps = solver.of(count).steps();
      assertEquals(0, steps.get(0).takes());
      for (int k = 0; k + 1 < count; k++) {
        assertEquals(steps.get(k).keep().size(), steps.get(k + 1).takes(), "step " + k);
      }
      assertEquals(List.of(), steps.get(count - 1).keep());
    }
  }

  /** Of order one at both ends: then x' = x̂₀ at the last. */
  @ParameterizedTest
  @EnumSource(Solver.class)
  void steps_last_isTheCleanSample(Solver solver) {
    for (int count : new int[] {1, 2, 3, 50}) {
      SamplingStep last = solver.of(count).steps().get(count - 1);
      assertEquals(1, last.cleanWeight());
      assertEquals(0, last.stateWeight());
      assertEquals(0, last.predictionWeight());
      last.update().kept().forEach(weight -> assertEquals(0.0, weight + 0.0));
    }
  }

  /** Without a bound, DDIM's is the first-order step of both. */
  @ParameterizedTest
  @EnumSource(Solver.class)
  void steps_first_isThatOfDdim(Solver solver) {
    SamplingStep expected = DdimSampler.steps(7).steps().get(0);
    SamplingStep first = solver.of(7).steps().get(0);
    assertEquals(expected.a(), first.a(), 1e-13 * Math.abs(expected.a()));
    assertEquals(expected.b(), first.b(), 1e-12);
  }

  @ParameterizedTest
  @EnumSource(Solver.class)
  void steps_moreThanTheDefaultScheduleHas_isAnErrorOnceTheyAreAskedFor(Solver solver) {
    Sampler sampler = solver.of(1001);
    assertIllegal(
        "sampling steps lie from 1 to the 1000 training steps, found 1001", sampler::steps);
    NoiseSchedule longer = NoiseSchedule.linear(4000, 1e-5, 5e-3);
    Sampler fitting = solver.of(1001, Spacing.LOG_SNR, longer, 2);
    assertEquals(1001, fitting.steps().size());
    assertEquals(longer, fitting.schedule());
    assertIllegal(
        "sampling steps lie from 1 to the 1000 training steps, found 0", () -> solver.of(0));
  }

  @ParameterizedTest
  @EnumSource(Solver.class)
  void withSchedule_twoTimestepsOfOneAlphaBar_isAnErrorNamingThem(Solver solver) {
    // From the second step on 1 − β rounds to 1 beside it: nothing is learnt from t = 1 to 3.
    NoiseSchedule flat = NoiseSchedule.linear(4, 0.5, 1e-17);
    double alphaBar = flat.alphaBar(3);
    assertEquals(0.5 * (Math.log(alphaBar) - Math.log1p(-alphaBar)), flat.logSnr(3), 1e-12);
    assertIllegal(
        "the log-SNR grows from step to step, but is "
            + flat.logSnr(3)
            + " at timestep 3 and "
            + flat.logSnr(2)
            + " at timestep 2",
        () -> solver.of(4, Spacing.TRAILING, NoiseSchedule.linear(4, 0.5, 1e-17), INFINITE));
  }

  @ParameterizedTest
  @EnumSource(Solver.class)
  void withClipping_notPositive_isAnErrorNamingIt(Solver solver) {
    assertIllegal("a clip bound is positive, found -1.0", () -> solver.of(5, null, null, -1));
  }

  @Test
  void withConsistentClipping_isAnOptionOfItsOwn() {
    assertNotEquals(
        UniPcSampler.steps(9).withClipping(1), UniPcSampler.steps(9).withConsistentClipping(1));
    assertNotEquals(
        DpmSolverSampler.steps(9).withClipping(1).steps(),
        DpmSolverSampler.steps(9).withConsistentClipping(1).steps());
    assertEquals(
        UniPcSampler.steps(9).withClipping(1).withSpacing(Spacing.LEADING),
        UniPcSampler.steps(9)
            .withConsistentClipping(2)
            .withSpacing(Spacing.LEADING)
            .withClipping(1));
    assertEquals(
        "UniPC(order 2, 9 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02), clipped to ±1.0,"
            + " noise of the clipped sample)",
        UniPcSampler.steps(9).withConsistentClipping(1).toString());
  }

  @ParameterizedTest
  @EnumSource(Solver.class)
  void equals_byAllOptions(Solver solver) {
    Sampler sampler = solver.of(10);
    assertEquals(sampler, solver.of(10, Spacing.TRAILING, NoiseSchedule.linear(), INFINITE));
    assertEquals(sampler.hashCode(), solver.of(10).hashCode());
    List<Sampler> others =
        List.of(
            solver.of(11),
            solver.of(10, Spacing.LEADING, null, INFINITE),
            solver.of(10, Spacing.LOG_SNR, null, INFINITE),
            solver.of(10, null, NoiseSchedule.cosine(1000), INFINITE),
            solver.of(10, null, null, 1));
    for (Sampler other : others) {
      assertNotEquals(sampler, other);
      assertNotEquals(sampler.steps(), other.steps(), other.toString());
    }
    assertNotEquals(UniPcSampler.steps(10), (Object) DpmSolverSampler.steps(10));
    assertNotEquals(DpmSolverSampler.steps(10), (Object) UniPcSampler.steps(10));
    assertNotEquals(UniPcSampler.steps(10).hashCode(), DpmSolverSampler.steps(10).hashCode());
  }

  @ParameterizedTest
  @EnumSource(Solver.class)
  void toString_statesAllOptions(Solver solver) {
    assertEquals(
        solver.opening + "50 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02))",
        solver.of(50).toString());
    assertEquals(
        solver.opening + "10 of 20 steps, log snr, cosine(20), clipped to ±1.5)",
        solver.of(10, Spacing.LOG_SNR, NoiseSchedule.cosine(20), 1.5).toString());
  }

  @Test
  void steps_list_cannotBeChanged() {
    List<SamplingStep> steps = UniPcSampler.steps(3).steps();
    assertThrows(UnsupportedOperationException.class, () -> steps.remove(0));
  }
}
