package org.abc4j.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.Timesteps.Spacing;

class TimestepsProperties {
  @Property(tries = 500)
  void of_anyNumbers_decreasesStrictlyWithinRange(
      @ForAll Spacing spacing,
      @ForAll @IntRange(min = 1, max = 3000) int trainingSteps,
      @ForAll @IntRange(min = 0, max = 1_000_000) int share) {
    int samplingSteps = 1 + (int) ((long) share * (trainingSteps - 1) / 1_000_000);
    NoiseSchedule schedule = NoiseSchedule.linear(trainingSteps, 1e-4, 0.02);
    Timesteps timesteps = Timesteps.of(spacing, schedule, samplingSteps);
    assertEquals(samplingSteps, timesteps.size());
    int before = trainingSteps;
    for (int k = 0; k < samplingSteps; k++) {
      int step = k;
      assertTrue(timesteps.get(k) < before, () -> timesteps + " decreases at step " + step);
      before = timesteps.get(k);
    }
    assertTrue(before >= 0, () -> timesteps + " is not negative");
    if (spacing != Spacing.LEADING) {
      assertEquals(trainingSteps - 1, timesteps.get(0));
    }
    if (spacing == Spacing.LEADING || spacing == Spacing.LOG_SNR && samplingSteps > 1) {
      assertEquals(0, before);
    }
  }

  @Property(tries = 100)
  void of_asManyAsTrainingSteps_takesThemAll(
      @ForAll Spacing spacing, @ForAll @IntRange(min = 1, max = 2000) int steps) {
    Timesteps timesteps = Timesteps.of(spacing, NoiseSchedule.linear(steps, 1e-4, 0.02), steps);
    for (int k = 0; k < steps; k++) {
      assertEquals(steps - 1 - k, timesteps.get(k));
    }
  }

  /** Half to even, with the quotient kept exact; rounding may differ where it is a half. */
  @Property(tries = 300)
  void of_trailing_isTheNearestToTheExactQuotient(
      @ForAll @IntRange(min = 1, max = 3000) int trainingSteps,
      @ForAll @IntRange(min = 0, max = 1_000_000) int share) {
    int samplingSteps = 1 + (int) ((long) share * (trainingSteps - 1) / 1_000_000);
    Timesteps timesteps = Timesteps.of(Spacing.TRAILING, trainingSteps, samplingSteps);
    for (int k = 0; k < samplingSteps; k++) {
      // |S·(t + 1) − T·(S − k)| ≤ S/2.
      BigInteger off =
          BigInteger.valueOf(samplingSteps)
              .multiply(BigInteger.valueOf(timesteps.get(k) + 1L))
              .subtract(
                  BigInteger.valueOf(trainingSteps)
                      .multiply(BigInteger.valueOf((long) samplingSteps - k)));
      assertTrue(
          off.abs().shiftLeft(1).compareTo(BigInteger.valueOf(samplingSteps)) <= 0,
          () -> timesteps.toString());
    }
  }
}
