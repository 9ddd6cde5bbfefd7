package org.abc4j.sampling;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Timesteps.Spacing;
import org.abc4j.testing.ElementwiseModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DdimSamplerTest {
  @Test
  void steps_byDefault_areTrailingLinearUnclippedWithoutNoise() {
    DdimSampler sampler = DdimSampler.steps(50);
    assertEquals(NoiseSchedule.linear(), sampler.schedule());
    assertEquals(50, sampler.steps().size());
    assertEquals(999, sampler.steps().get(0).timestep());
    for (SamplingStep step : sampler.steps()) {
      assertFalse(step.addsNoise());
      assertEquals(Double.POSITIVE_INFINITY, step.clip());
      assertEquals(0, step.stateWeight());
      assertEquals(NoiseSchedule.linear().alphaBar(step.timestep()), step.alphaBar());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void withEta_outOfRange_isAnErrorNamingIt(double eta) {
    assertIllegal("η lies in [0, 1], found " + eta, () -> DdimSampler.steps(5).withEta(eta));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0})
  void steps_lessThanOne_isAnErrorNamingTheNumber(int steps) {
    assertIllegal(
        "sampling steps lie from 1 to the 1000 training steps, found " + steps,
        () -> DdimSampler.steps(steps));
  }

  /** They may be meant for a schedule that is yet to come. */
  @Test
  void steps_moreThanTheDefaultScheduleHas_isAnErrorNamingTheNumberOnceTheyAreAskedFor() {
    String message = "sampling steps lie from 1 to the 1000 training steps, found 1001";
    DdimSampler sampler =
        DdimSampler.steps(1001).withSpacing(Spacing.LEADING).withClipping(1).withEta(1);
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
    DdimSampler last =
        DdimSampler.steps(4000).withSpacing(Spacing.LEADING).withClipping(2).withEta(1);
    DdimSampler sampler = last.withSchedule(schedule);
    assertEquals(4000, sampler.steps().size());
    assertEquals(
        DdimSampler.steps(4000)
            .withSchedule(schedule)
            .withSpacing(Spacing.LEADING)
            .withClipping(2)
            .withEta(1),
        sampler);
    assertEquals(schedule, sampler.schedule());
    assertNotEquals(last, sampler);
    assertEquals(3999, DdimSampler.steps(4000).withSchedule(schedule).steps().get(0).timestep());
  }

  @Test
  void withSchedule_shorterThanSteps_isAnErrorNamingBoth() {
    assertIllegal(
        "sampling steps lie from 1 to the 20 training steps, found 50",
        () -> DdimSampler.steps(50).withSchedule(NoiseSchedule.cosine(20)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN})
  void withClipping_notPositive_isAnErrorNamingIt(double bound) {
    assertIllegal(
        "a clip bound is positive, found " + bound, () -> DdimSampler.steps(5).withClipping(bound));
  }

  /** Song et al., equation 16, on the sampling steps. */
  @ParameterizedTest
  @CsvSource({"LEADING,0.3", "LEADING,1", "TRAILING,0.3", "TRAILING,1"})
  void steps_withEta_haveSongsSigmaAndKeepTheMarginalVariance(Spacing spacing, double eta) {
    NoiseSchedule schedule = NoiseSchedule.linear();
    List<SamplingStep> steps = DdimSampler.steps(20).withSpacing(spacing).withEta(eta).steps();
    for (int k = 0; k < steps.size(); k++) {
      SamplingStep step = steps.get(k);
      double alphaBar = schedule.alphaBar(step.timestep());
      double next = k + 1 < steps.size() ? schedule.alphaBar(steps.get(k + 1).timestep()) : 1;
      double beta = 1 - alphaBar / next;
      double sigma = eta * Math.sqrt((1 - next) * beta / (1 - alphaBar));
      assertEquals(sigma, step.noiseWeight(), 1e-14);
      assertEquals(next, step.cleanWeight() * step.cleanWeight(), 1e-14);
      // C² + σ² = 1 − p: the noise in x' has the variance of that timestep.
      assertEquals(1 - next, Math.pow(step.predictionWeight(), 2) + sigma * sigma, 1e-14);
    }
    assertEquals(0, steps.get(steps.size() - 1).predictionWeight());
    assertFalse(steps.get(steps.size() - 1).addsNoise());
  }

  @ParameterizedTest
  @EnumSource(Spacing.class)
  void steps_etaOne_haveTheVarianceAndMeanOfDdpm(Spacing spacing) {
    List<SamplingStep> ddim = DdimSampler.steps(50).withSpacing(spacing).withEta(1).steps();
    List<SamplingStep> ddpm = DdpmSampler.steps(50).withSpacing(spacing).steps();
    for (int k = 0; k < 50; k++) {
      // DDPM's least variance is 1e-20.
      assertEquals(ddpm.get(k).noiseWeight(), ddim.get(k).noiseWeight(), 1.1e-10, "s, step " + k);
      assertEquals(ddpm.get(k).a(), ddim.get(k).a(), 1e-12 * ddpm.get(k).a(), "a, step " + k);
      assertEquals(ddpm.get(k).b(), ddim.get(k).b(), 1e-11, "b, step " + k);
    }
  }

  /** x̂₀ = (x − σ·ε̂)/α held, then √p·x̂₀ + √(1 − p − s²)·(x − α·x̂₀)/σ + s·z. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.4, 1})
  void withConsistentClipping_noise_isThatOfTheClippedSample(double eta) {
    DdimSampler sampler = DdimSampler.steps(10).withEta(eta).withConsistentClipping(1);
    List<SamplingStep> plain = DdimSampler.steps(10).withEta(eta).steps();
    for (int k = 0; k < 10; k++) {
      SamplingStep step = sampler.steps().get(k);
      double alpha = Math.sqrt(step.alphaBar());
      double sigma = Math.sqrt(1 - step.alphaBar());
      double next = k < 9 ? sampler.steps().get(k + 1).alphaBar() : 1;
      double s = plain.get(k).noiseWeight();
      for (double x : new double[] {-2, -0.1, 0.3, 1.5}) {
        double clean = Math.max(-1, Math.min(1, (x - sigma * 0.2) / alpha));
        double noise = (x - alpha * clean) / sigma;
        double expected =
            Math.sqrt(next) * clean + Math.sqrt(Math.max(0, 1 - next - s * s)) * noise + s * 0.7;
        assertEquals(expected, step.next(x, 0.2, 0.7), 1e-12, "step " + k + ", x " + x);
      }
      // Nothing held: DDIM.
      assertEquals(plain.get(k).a(), step.a(), 1e-12 * Math.abs(plain.get(k).a()));
      assertEquals(plain.get(k).b(), step.b(), 1e-11);
    }
  }

  /** With ε̂ as predicted, DDIM is the first-order step of both solvers, bound and all. */
  @Test
  void withClipping_firstStep_isTheSolvers() {
    SamplingStep ours = DdimSampler.steps(10).withClipping(1).steps().get(0);
    for (Sampler solver :
        List.of(
            DpmSolverSampler.steps(10).withClipping(1), UniPcSampler.steps(10).withClipping(1))) {
      SamplingStep theirs = solver.steps().get(0);
      assertEquals(theirs.cleanWeight(), ours.cleanWeight(), 1e-14);
      assertEquals(theirs.stateWeight(), ours.stateWeight());
      assertEquals(theirs.predictionWeight(), ours.predictionWeight(), 1e-14);
    }
  }

  /** The first-order step of DPM-Solver++, with the same bound. */
  @Test
  void withConsistentClipping_firstStep_isDpmSolvers() {
    SamplingStep ours = DdimSampler.steps(10).withConsistentClipping(1).steps().get(0);
    SamplingStep theirs = DpmSolverSampler.steps(10).withConsistentClipping(1).steps().get(0);
    assertEquals(theirs.cleanWeight(), ours.cleanWeight(), 1e-14);
    assertEquals(theirs.stateWeight(), ours.stateWeight(), 1e-14);
    assertEquals(theirs.predictionWeight(), ours.predictionWeight());
  }

  /** With the true noise at each step, DDIM goes straight to the clean sample. */
  @ParameterizedTest
  @EnumSource(Spacing.class)
  void generate_constantNoisePredicted_endsAtTheCleanSample(Spacing spacing) {
    Shape shape = new Shape(1, 1, 3);
    float[] clean = {-0.5f, 0.25f, 1};
    DdimSampler sampler = DdimSampler.steps(10).withSpacing(spacing);
    double alphaBar = sampler.steps().get(0).alphaBar();
    float[] start = new float[3];
    for (int j = 0; j < 3; j++) {
      start[j] = (float) (Math.sqrt(alphaBar) * clean[j] + Math.sqrt(1 - alphaBar) * 0.75);
    }
    Batch end =
        sampler.generate(
            new ElementwiseModel(shape, (x, t) -> 0.75),
            List.of(SampleNoise.recorded(start, List.of())));
    for (int j = 0; j < 3; j++) {
      // The start is rounded to float and divided by √ᾱ of the first step.
      assertEquals(clean[j], end.get(0, j), 2e-7 / Math.sqrt(alphaBar));
    }
  }

  @Test
  void equals_byAllOptions() {
    DdimSampler sampler = DdimSampler.steps(10);
    List<DdimSampler> others =
        List.of(
            DdimSampler.steps(11),
            sampler.withEta(0.5),
            sampler.withSpacing(Spacing.LEADING),
            sampler.withSchedule(NoiseSchedule.cosine(1000)),
            sampler.withClipping(1),
            sampler.withConsistentClipping(1));
    for (DdimSampler other : others) {
      assertNotEquals(sampler, other);
      assertNotEquals(sampler.hashCode(), other.hashCode(), other.toString());
      assertNotEquals(sampler.steps(), other.steps(), other.toString());
    }
    assertNotEquals(sampler.withClipping(1), sampler.withConsistentClipping(1));
    assertEquals(
        sampler.withClipping(1), sampler.withConsistentClipping(2).withEta(0).withClipping(1));
    DdimSampler back = sampler.withEta(0.5).withEta(0).withClipping(1);
    assertEquals(sampler, back.withClipping(Double.POSITIVE_INFINITY));
    assertEquals(sampler.hashCode(), DdimSampler.steps(10).hashCode());
    assertNotEquals(sampler, (Object) DdpmSampler.steps(10));
  }

  @Test
  void withEta_minusZero_isZero() {
    DdimSampler zero = DdimSampler.steps(10);
    DdimSampler minusZero = zero.withEta(-0.0);
    assertEquals(zero, minusZero);
    assertEquals(zero.hashCode(), minusZero.hashCode());
    assertEquals(zero.toString(), minusZero.toString());
  }

  @Test
  void toString_statesAllOptions() {
    assertEquals(
        "DDIM(η = 0.0, 50 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02))",
        DdimSampler.steps(50).toString());
    assertEquals(
        "DDIM(η = 0.5, 10 of 20 steps, leading, cosine(20), clipped to ±1.5)",
        DdimSampler.steps(10)
            .withEta(0.5)
            .withSpacing(Spacing.LEADING)
            .withSchedule(NoiseSchedule.cosine(20))
            .withClipping(1.5)
            .toString());
    assertEquals(
        "DDIM(η = 0.0, 50 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02), clipped to ±1.0,"
            + " noise of the clipped sample)",
        DdimSampler.steps(50).withConsistentClipping(1).toString());
  }

  @Test
  void steps_list_cannotBeChanged() {
    List<SamplingStep> steps = DdimSampler.steps(3).steps();
    assertThrows(UnsupportedOperationException.class, () -> steps.remove(0));
  }
}
