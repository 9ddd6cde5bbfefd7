package org.abc4j.sampling;

import java.util.List;
import org.abc4j.noise.NoiseSchedule;

/**
 * DPM-Solver++(2M): Lu et al. (2022), "DPM-Solver++", algorithm 2, a multistep solver of order two
 * that is deterministic and asks the model once a step.
 *
 * <p>With λ = log(α/σ), h = λ' − λ, r = h₋₁/h and m = x̂₀, the predicted clean sample: x' =
 * (σ'/σ)·x − α'(e⁻ʰ − 1)·(m₀ + (m₀ − m₋₁)/(2r)). The first step and the last, where σ' = 0, take m₀
 * alone: DDIM's. A clip bound holds every m; so a first-order step with one is not DDIM's, whose ε̂
 * stays as predicted.
 *
 * <p>Immutable and thread-safe.
 */
public final class DpmSolverSampler implements Sampler {
  private final Timeline timeline;
  private final List<SamplingStep> steps;

  private DpmSolverSampler(Timeline timeline) {
    this.timeline = timeline;
    this.steps = timeline.multisteps(DpmSolverSampler::step);
  }

  private static SamplingStep step(Timeline timeline, LogSnrSteps grid, int k) {
    // Of the past a step keeps m₋₁.
    int kept = k == 0 ? 0 : 1;
    Combination x = grid.heldState(k, kept);
    Combination m0 = Combination.ofClean(kept);
    Combination clean = m0;
    if (k > 0 && !grid.isLast(k)) {
      Combination before = Combination.ofKept(0, kept);
      clean = m0.plus(m0.minus(before).times(1 / (2 * grid.r(k))));
    }
    Combination next = x.times(grid.decay(k)).plus(clean.times(grid.gain(k)));
    return timeline.step(k, next, grid.isLast(k) ? List.of() : List.of(m0));
  }

  /**
   * Trailing spacing, the linear schedule of 1000 training steps, no clipping.
   *
   * @param samplingSteps S, from 1 to the training steps of the schedule; more than 1000 only for
   *     {@link #withSchedule} to follow
   * @return the sampler
   * @throws IllegalArgumentException if {@code samplingSteps} is less than 1
   */
  public static DpmSolverSampler steps(int samplingSteps) {
    return new DpmSolverSampler(Timeline.of(samplingSteps));
  }

  /**
   * With another spacing of the timesteps.
   *
   * @param spacing the spacing
   * @return a copy with that spacing
   */
  public DpmSolverSampler withSpacing(Timesteps.Spacing spacing) {
    return new DpmSolverSampler(timeline.withSpacing(spacing));
  }

  /**
   * With another noise schedule.
   *
   * @param schedule the schedule that the models were trained with
   * @return a copy with that schedule
   * @throws IllegalArgumentException if it has fewer steps than this sampler, or two of them with
   *     the same ᾱ
   */
  public DpmSolverSampler withSchedule(NoiseSchedule schedule) {
    return new DpmSolverSampler(timeline.withSchedule(schedule));
  }

  /**
   * With the predicted clean sample x̂₀ held within ±{@code bound} at each step, and ε̂ as
   * predicted: a step begins from √ᾱ·x̂₀ + √(1 − ᾱ)·ε̂, what the bound leaves of the state, as
   * {@link DdimSampler#withClipping} does.
   *
   * @param bound the bound, positive; infinite for no clipping
   * @return a copy with that bound
   * @throws IllegalArgumentException if the bound is not positive
   */
  public DpmSolverSampler withClipping(double bound) {
    return new DpmSolverSampler(timeline.withClip(bound, false));
  }

  /**
   * With the predicted clean sample x̂₀ held within ±{@code bound} at each step and the state left
   * as it is: the solver then follows an ODE and converges as steps are added, to the samples of
   * {@link DdimSampler#withConsistentClipping}.
   *
   * @param bound the bound, positive; infinite for no clipping
   * @return a copy with that bound
   * @throws IllegalArgumentException if the bound is not positive
   */
  public DpmSolverSampler withConsistentClipping(double bound) {
    return new DpmSolverSampler(timeline.withClip(bound, true));
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
    return other instanceof DpmSolverSampler that && timeline.equals(that.timeline);
  }

  @Override
  public int hashCode() {
    return 3 + timeline.hashCode();
  }

  @Override
  public String toString() {
    return "DPM-Solver++(2M, " + timeline.describe() + ")";
  }
}
