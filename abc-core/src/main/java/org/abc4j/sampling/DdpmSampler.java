package org.abc4j.sampling;

import java.util.List;
import org.abc4j.noise.NoiseSchedule;

/**
 * Ancestral sampling of Ho, Jain and Abbeel (2020), equations 6 and 7, with the smaller of their
 * two variances.
 *
 * <p>With p = ᾱ of the next timestep (1 after the last), α = ᾱ/p and β = 1 − α: A = √p·β/(1 − ᾱ), B
 * = √α·(1 − p)/(1 − ᾱ), C = 0, s² = β·(1 − p)/(1 − ᾱ). As in diffusers, s² is at least 1e-20 and
 * the step at timestep 0 adds no noise.
 *
 * <p>Immutable and thread-safe.
 */
public final class DdpmSampler implements Sampler {
  private static final double LEAST_VARIANCE = 1e-20;

  private final Timeline timeline;
  private final List<SamplingStep> steps;

  private DdpmSampler(Timeline timeline) {
    this.timeline = timeline;
    this.steps = timeline.steps(this::step);
  }

  private SamplingStep step(int k) {
    double alphaBar = timeline.alphaBar(k);
    double next = timeline.alphaBarAfter(k);
    double alpha = alphaBar / next;
    double beta = 1 - alpha;
    double variance = Math.max(beta * (1 - next) / (1 - alphaBar), LEAST_VARIANCE);
    return timeline.step(
        k,
        Math.sqrt(next) * beta / (1 - alphaBar),
        Math.sqrt(alpha) * (1 - next) / (1 - alphaBar),
        0,
        timeline.timestep(k) > 0 ? Math.sqrt(variance) : 0);
  }

  /**
   * Trailing spacing, the linear schedule of 1000 training steps, no clipping.
   *
   * @param samplingSteps S, from 1 to the training steps of the schedule; more than 1000 only for
   *     {@link #withSchedule} to follow
   * @return the sampler
   * @throws IllegalArgumentException if {@code samplingSteps} is less than 1
   */
  public static DdpmSampler steps(int samplingSteps) {
    return new DdpmSampler(Timeline.of(samplingSteps));
  }

  /**
   * With another spacing of the timesteps.
   *
   * @param spacing the spacing
   * @return a copy with that spacing
   */
  public DdpmSampler withSpacing(Timesteps.Spacing spacing) {
    return new DdpmSampler(timeline.withSpacing(spacing));
  }

  /**
   * With another noise schedule.
   *
   * @param schedule the schedule that the models were trained with
   * @return a copy with that schedule
   * @throws IllegalArgumentException if it has fewer steps than this sampler
   */
  public DdpmSampler withSchedule(NoiseSchedule schedule) {
    return new DdpmSampler(timeline.withSchedule(schedule));
  }

  /**
   * With the predicted clean sample x̂₀ held within ±{@code bound} at each step.
   *
   * @param bound the bound, positive; infinite for no clipping
   * @return a copy with that bound
   * @throws IllegalArgumentException if the bound is not positive
   */
  public DdpmSampler withClipping(double bound) {
    return new DdpmSampler(timeline.withClip(bound, false));
  }

  @Override
  public NoiseSchedule schedule() {
    return timeline.schedule();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there are more of them than training steps
   */
  @Override
  public List<SamplingStep> steps() {
    timeline.requireTimesteps();
    return steps;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DdpmSampler that && timeline.equals(that.timeline);
  }

  @Override
  public int hashCode() {
    return timeline.hashCode();
  }

  @Override
  public String toString() {
    return "DDPM(" + timeline.describe() + ")";
  }
}
