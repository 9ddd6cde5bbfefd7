package org.abc4j.sampling;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.abc4j.Shape;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Timesteps.Spacing;
import org.abc4j.testing.ElementwiseModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DdpmSamplerTest {
  /** Ho et al., equations 7 and 11, with β_t and ᾱ_t computed anew from t = 1 on. */
  @ParameterizedTest
  @EnumSource(Spacing.class)
  void steps_allOfThem_areThoseOfHoEtAl(Spacing spacing) {
    List<SamplingStep> steps = DdpmSampler.steps(1000).withSpacing(spacing).steps();
    double before = 1;
    for (int t = 0; t < 1000; t++) {
      double beta = 1e-4 + (0.02 - 1e-4) * t / 999;
      double alphaBar = before * (1 - beta);
      SamplingStep step = steps.get(999 - t);
      assertEquals(t, step.timestep());

      // Equation 7: the posterior mean from x̂₀ and x_t, and its variance.
      String where = "timestep " + t;
      double cleanWeight = Math.sqrt(before) * beta / (1 - alphaBar);
      double stateWeight = Math.sqrt(1 - beta) * (1 - before) / (1 - alphaBar);
      assertEquals(cleanWeight, step.cleanWeight(), 1e-9 * cleanWeight, where);
      assertEquals(stateWeight, step.stateWeight(), 1e-9, where);
      assertEquals(0, step.predictionWeight(), where);
      double variance = (1 - before) / (1 - alphaBar) * beta;
      assertEquals(variance, Math.pow(step.noiseWeight(), 2), 1e-12, where);

      // Equation 11: the same mean from x_t and ε̂.
      double x = 0.7;
      double predicted = -1.3;
      double mean = (x - beta / Math.sqrt(1 - alphaBar) * predicted) / Math.sqrt(1 - beta);
      assertEquals(mean + Math.sqrt(variance) * 0.4, step.next(x, predicted, 0.4), 1e-9, where);
      before = alphaBar;
    }
  }

  /** For a step from t to t' the same equations hold with α = ᾱ_t/ᾱ_t'. */
  @ParameterizedTest
  @EnumSource(Spacing.class)
  void steps_some_areThoseOfTheCoarserProcess(Spacing spacing) {
    NoiseSchedule schedule = NoiseSchedule.cosine(100);
    List<SamplingStep> steps =
        DdpmSampler.steps(10).withSchedule(schedule).withSpacing(spacing).steps();
    for (int k = 0; k < 9; k++) {
      double alphaBar = schedule.alphaBar(steps.get(k).timestep());
      double alpha = alphaBar / schedule.alphaBar(steps.get(k + 1).timestep());
      assertEquals(1 / Math.sqrt(alpha), steps.get(k).a(), 1e-9 / Math.sqrt(alpha));
      assertEquals(
          -(1 - alpha) / Math.sqrt(alpha * (1 - alphaBar)),
          steps.get(k).b(),
          1e-9 / Math.sqrt(alpha));
    }
  }

  @Test
  void addsNoise_atTimestepZero_doesNot() {
    List<SamplingStep> leading = DdpmSampler.steps(10).withSpacing(Spacing.LEADING).steps();
    assertEquals(0, leading.get(9).timestep());
    assertFalse(leading.get(9).addsNoise());
    assertTrue(leading.get(8).addsNoise());
    List<SamplingStep> trailing = DdpmSampler.steps(10).steps();
    assertEquals(99, trailing.get(9).timestep());
    assertEquals(1e-10, trailing.get(9).noiseWeight(), 1e-24);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0})
  void steps_lessThanOne_isAnErrorNamingTheNumber(int steps) {
    assertIllegal(
        "sampling steps lie from 1 to the 1000 training steps, found " + steps,
        () -> DdpmSampler.steps(steps));
  }

  /** They may be meant for a schedule that is yet to come. */
  @Test
  void steps_moreThanTheDefaultScheduleHas_isAnErrorNamingTheNumberOnceTheyAreAskedFor() {
    String message = "sampling steps lie from 1 to the 1000 training steps, found 1001";
    DdpmSampler sampler = DdpmSampler.steps(1001).withSpacing(Spacing.LEADING).withClipping(1);
    assertIllegal(message, sampler::steps);
    assertIllegal(
        message,
        () ->
            sampler.generate(
                new ElementwiseModel(new Shape(1, 1, 1), (x, t) -> 0),
                List.of(SampleNoise.recorded(new float[1], List.of()))));
    assertIllegal(message, () -> sampler.withSchedule(NoiseSchedule.linear()));
  }

  @Test
  void withSchedule_ofAsManySteps_givesTheSameSamplerInAnyOrder() {
    NoiseSchedule schedule = NoiseSchedule.linear(4000, 1e-5, 5e-3);
    DdpmSampler last = DdpmSampler.steps(4000).withSpacing(Spacing.LEADING).withClipping(2);
    DdpmSampler sampler = last.withSchedule(schedule);
    assertEquals(4000, sampler.steps().size());
    assertEquals(
        DdpmSampler.steps(4000).withSchedule(schedule).withSpacing(Spacing.LEADING).withClipping(2),
        sampler);
    assertEquals(schedule, sampler.schedule());
    assertNotEquals(last, sampler);
    assertEquals(3999, DdpmSampler.steps(4000).withSchedule(schedule).steps().get(0).timestep());
  }

  @Test
  void withSchedule_shorterThanSteps_isAnErrorNamingBoth() {
    assertIllegal(
        "sampling steps lie from 1 to the 20 training steps, found 50",
        () -> DdpmSampler.steps(50).withSchedule(NoiseSchedule.cosine(20)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN})
  void withClipping_notPositive_isAnErrorNamingIt(double bound) {
    assertIllegal(
        "a clip bound is positive, found " + bound, () -> DdpmSampler.steps(5).withClipping(bound));
  }

  @Test
  void equals_byAllOptions() {
    DdpmSampler sampler = DdpmSampler.steps(10);
    List<DdpmSampler> others =
        List.of(
            DdpmSampler.steps(11),
            sampler.withSpacing(Spacing.LEADING),
            sampler.withSchedule(NoiseSchedule.cosine(1000)),
            sampler.withClipping(1));
    for (DdpmSampler other : others) {
      assertNotEquals(sampler, other);
      assertNotEquals(sampler.steps(), other.steps(), other.toString());
    }
    assertEquals(sampler, sampler.withClipping(1).withClipping(Double.POSITIVE_INFINITY));
    assertEquals(sampler.hashCode(), DdpmSampler.steps(10).hashCode());
    assertNotEquals(sampler, (Object) DdimSampler.steps(10));
  }

  @Test
  void toString_statesAllOptions() {
    assertEquals(
        "DDPM(1000 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02))",
        DdpmSampler.steps(1000).toString());
    assertEquals(
        "DDPM(10 of 20 steps, leading, cosine(20), clipped to ±2.0)",
        DdpmSampler.steps(10)
            .withSpacing(Spacing.LEADING)
            .withSchedule(NoiseSchedule.cosine(20))
            .withClipping(2)
            .toString());
    assertEquals(NoiseSchedule.linear(), DdpmSampler.steps(10).schedule());
  }
}
