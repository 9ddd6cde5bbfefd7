package org.abc4j.sampling;

import java.util.Objects;
import org.abc4j.noise.NoiseSchedule;

/** What samplers share: the schedule, the timesteps drawn from it, and the clip bound. */
record Timeline(NoiseSchedule schedule, Timesteps.Spacing spacing, int samplingSteps, double clip) {

  Timeline {
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(spacing, "spacing");
    if (!(clip > 0)) {
      throw new IllegalArgumentException("a clip bound is positive, found " + clip);
    }
    // Checks the number of steps, of which there might be none to compute.
    Timesteps.of(spacing, schedule.steps(), samplingSteps);
  }

  static Timeline of(int samplingSteps) {
    return new Timeline(
        NoiseSchedule.linear(),
        Timesteps.Spacing.TRAILING,
        samplingSteps,
        Double.POSITIVE_INFINITY);
  }

  Timeline withSpacing(Timesteps.Spacing other) {
    return new Timeline(schedule, other, samplingSteps, clip);
  }

  Timeline withSchedule(NoiseSchedule other) {
    return new Timeline(other, spacing, samplingSteps, clip);
  }

  Timeline withClip(double other) {
    return new Timeline(schedule, spacing, samplingSteps, other);
  }

  int size() {
    return samplingSteps;
  }

  int timestep(int k) {
    return timesteps().get(k);
  }

  double alphaBar(int k) {
    return schedule.alphaBar(timestep(k));
  }

  /** ᾱ of the state that step k leads to. */
  double alphaBarAfter(int k) {
    return k + 1 < samplingSteps ? alphaBar(k + 1) : 1;
  }

  SamplingStep step(int k, double clean, double state, double prediction, double noise) {
    return new SamplingStep(timestep(k), alphaBar(k), clean, state, prediction, noise, clip);
  }

  private Timesteps timesteps() {
    return Timesteps.of(spacing, schedule.steps(), samplingSteps);
  }

  String describe() {
    return samplingSteps
        + " of "
        + schedule.steps()
        + " steps, "
        + spacing.name().toLowerCase(java.util.Locale.ROOT)
        + ", "
        + schedule
        + (clip == Double.POSITIVE_INFINITY ? "" : ", clipped to ±" + clip);
  }
}
