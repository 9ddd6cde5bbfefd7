package org.abc4j.sampling;

import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.abc4j.noise.NoiseSchedule;

/**
 * What samplers share: the schedule, the timesteps drawn from it, and the clip bound.
 *
 * <p>As long as the schedule is the default one, nobody has said that the number of steps is to fit
 * it: there may be no timesteps yet.
 *
 * @param timesteps null if the default schedule has not so many
 * @param consistent whether the noise of a step is that of the clipped x̂₀, in place of ε̂
 */
record Timeline(
    NoiseSchedule schedule,
    Timesteps.Spacing spacing,
    int samplingSteps,
    Timesteps timesteps,
    double clip,
    boolean consistent) {

  Timeline {
    if (!(clip > 0)) {
      throw new IllegalArgumentException("a clip bound is positive, found " + clip);
    }
  }

  private static Timeline of(
      NoiseSchedule schedule,
      Timesteps.Spacing spacing,
      int samplingSteps,
      double clip,
      boolean consistent) {
    Objects.requireNonNull(schedule, "schedule");
    Timesteps timesteps = Timesteps.of(spacing, schedule, samplingSteps);
    return new Timeline(schedule, spacing, samplingSteps, timesteps, clip, consistent);
  }

  /** On the default schedule, until another one is said. */
  static Timeline of(int samplingSteps) {
    NoiseSchedule schedule = NoiseSchedule.linear();
    Timesteps.Spacing spacing = Timesteps.Spacing.TRAILING;
    double clip = Double.POSITIVE_INFINITY;
    return samplingSteps > schedule.steps()
        ? new Timeline(schedule, spacing, samplingSteps, null, clip, false)
        : of(schedule, spacing, samplingSteps, clip, false);
  }

  Timeline withSpacing(Timesteps.Spacing other) {
    return timesteps == null
        ? new Timeline(
            schedule,
            Objects.requireNonNull(other, "spacing"),
            samplingSteps,
            null,
            clip,
            consistent)
        : of(schedule, other, samplingSteps, clip, consistent);
  }

  Timeline withSchedule(NoiseSchedule other) {
    return of(other, spacing, samplingSteps, clip, consistent);
  }

  Timeline withClip(double other, boolean otherConsistent) {
    return new Timeline(schedule, spacing, samplingSteps, timesteps, other, otherConsistent);
  }

  /** The steps, made by a rule, or none as long as the number of steps does not fit the default. */
  List<SamplingStep> steps(IntFunction<SamplingStep> rule) {
    return timesteps == null
        ? List.of()
        : IntStream.range(0, samplingSteps).mapToObj(rule).toList();
  }

  /** How a step of a multistep solver follows from the steps in log-SNR. */
  interface MultistepRule {
    SamplingStep step(Timeline timeline, LogSnrSteps grid, int k);
  }

  /** The same for a solver whose steps keep something. */
  List<SamplingStep> multisteps(MultistepRule rule) {
    if (timesteps == null) {
      return List.of();
    }
    LogSnrSteps grid = LogSnrSteps.of(this);
    return steps(k -> rule.step(this, grid, k));
  }

  /** Fails if the number of steps does not fit the schedule. */
  void requireTimesteps() {
    if (timesteps == null) {
      Timesteps.requireFit(schedule.steps(), samplingSteps);
    }
  }

  int size() {
    return samplingSteps;
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

  SamplingStep step(int k, Combination update, List<Combination> keep) {
    return new SamplingStep(timestep(k), alphaBar(k), update, keep, 0, clip);
  }

  String describe() {
    return size()
        + " of "
        + schedule.steps()
        + " steps, "
        + spacing.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
        + ", "
        + schedule
        + (clip == Double.POSITIVE_INFINITY ? "" : ", clipped to ±" + clip)
        + (consistent ? ", noise of the clipped sample" : "");
  }
}
