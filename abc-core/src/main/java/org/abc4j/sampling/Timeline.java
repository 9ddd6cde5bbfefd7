package org.abc4j.sampling;

import java.util.Objects;
import org.abc4j.noise.NoiseSchedule;

/** What samplers share: the schedule, the timesteps drawn from it, and the clip bound. */
record Timeline(
    NoiseSchedule schedule, Timesteps.Spacing spacing, Timesteps timesteps, double clip) {

  Timeline {
    if (!(clip > 0)) {
      throw new IllegalArgumentException("a clip bound is positive, found " + clip);
    }
  }

  private static Timeline of(
      NoiseSchedule schedule, Timesteps.Spacing spacing, int samplingSteps, double clip) {
    Objects.requireNonNull(schedule, "schedule");
    return new Timeline(
        schedule, spacing, Timesteps.of(spacing, schedule.steps(), samplingSteps), clip);
  }

  static Timeline of(int samplingSteps) {
    return of(
        NoiseSchedule.linear(),
        Timesteps.Spacing.TRAILING,
        samplingSteps,
        Double.POSITIVE_INFINITY);
  }

  Timeline withSpacing(Timesteps.Spacing other) {
    return of(schedule, other, size(), clip);
  }

  Timeline withSchedule(NoiseSchedule other) {
    return of(other, spacing, size(), clip);
  }

  Timeline withClip(double other) {
    return new Timeline(schedule, spacing, timesteps, other);
  }

  int size() {
    return timesteps.size();
  }

  int timestep(int k) {
    return timesteps.get(k);
  }

  double alphaBar(int k) {
    return schedule.alphaBar(timestep(k));
  }

  /** ᾱ of the state that step k leads to. */
  double alphaBarAfter(int k) {
    return k + 1 < size() ? alphaBar(k + 1) : 1;
  }

  SamplingStep step(int k, double clean, double state, double prediction, double noise) {
    return new SamplingStep(timestep(k), alphaBar(k), clean, state, prediction, noise, clip);
  }

  String describe() {
    return size()
        + " of "
        + schedule.steps()
        + " steps, "
        + spacing.name().toLowerCase(java.util.Locale.ROOT)
        + ", "
        + schedule
        + (clip == Double.POSITIVE_INFINITY ? "" : ", clipped to ±" + clip);
  }
}
