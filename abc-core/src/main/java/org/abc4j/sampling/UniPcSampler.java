package org.abc4j.sampling;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.noise.NoiseSchedule;

/**
 * UniPC of order two: Zhao et al. (2023), "UniPC: A Unified Predictor-Corrector Framework",
 * algorithms 1 and 2 with B(h) = eʰ − 1 and prediction of the clean sample. Deterministic; it asks
 * the model once a step, since the corrector takes the evaluation that the next step needs anyway.
 *
 * <p>With λ = log(α/σ), h = λ' − λ and m = x̂₀, the predicted clean sample, the predictor is {@link
 * DpmSolverSampler}'s step, from the corrected state y: x' = (σ'/σ)·y − α'(e⁻ʰ − 1)·(m₀ + D₁/2), D₁
 * = (m₋₁ − m₀)/r, r = −h₋₁/h. Once the model has been asked at x', with m₁ its answer, the
 * corrector goes over that step again: y' = (σ'/σ)·y − α'(e⁻ʰ − 1)·(m₀ + ρ₁·D₁ + ρ₂·(m₁ − m₀)) with
 * ρ₁ + ρ₂ = b₁ and r·ρ₁ + ρ₂ = b₂, where b₁ = φ₁/B, b₂ = 2φ₂/B, φ₁ = (e⁻ʰ − 1)/(−h) − 1, φ₂ =
 * φ₁/(−h) − 1/2 and B = e⁻ʰ − 1. The first step, and the last, where σ' = 0, are of order one: no
 * D₁, and ρ₂ = 1/2 in the corrector of the first; none follows the last. A clip bound holds every
 * m.
 *
 * <p>Immutable and thread-safe.
 */
public final class UniPcSampler implements Sampler {
  private final Timeline timeline;
  private final List<SamplingStep> steps;

  private UniPcSampler(Timeline timeline) {
    this.timeline = timeline;
    this.steps = timeline.multisteps(UniPcSampler::step);
  }

  /** Kept are the corrected state y₋₁ of the step before, and m₋₁, m₋₂ as far as there are any. */
  private static SamplingStep step(Timeline timeline, LogSnrSteps grid, int k) {
    int kept = k == 0 ? 0 : Math.min(k, 2) + 1;
    Combination m0 = Combination.ofClean(kept);
    Combination y = grid.heldState(k, kept);
    if (k > 0) {
      // The bound moves the corrected state as far as the one that the model was asked at.
      Combination moved = y.minus(Combination.ofState(kept));
      y = corrected(grid, k - 1, kept).plus(moved);
    }
    Combination clean = m0;
    if (k > 0 && !grid.isLast(k)) {
      clean = clean.plus(slope(m0, Combination.ofKept(1, kept), grid.r(k)).times(0.5));
    }
    Combination next = y.times(grid.decay(k)).plus(clean.times(grid.gain(k)));
    List<Combination> keep = new ArrayList<>();
    if (!grid.isLast(k)) {
      keep.add(y);
      keep.add(m0);
      if (k > 0) {
        keep.add(Combination.ofKept(1, kept));
      }
    }
    return timeline.step(k, next, keep);
  }

  /** y', where step k has led: from y, m₀ and m₋₁ as they were kept, and m₁ as it is now known. */
  private static Combination corrected(LogSnrSteps grid, int k, int kept) {
    Combination y = Combination.ofKept(0, kept);
    Combination m0 = Combination.ofKept(1, kept);
    Combination change = Combination.ofClean(kept).minus(m0);
    Combination clean;
    if (k == 0) {
      clean = m0.plus(change.times(0.5));
    } else {
      double h = grid.h(k);
      double r = -grid.r(k);
      double b = StrictMath.expm1(-h);
      double phi1 = b / -h - 1;
      double phi2 = phi1 / -h - 0.5;
      double b1 = phi1 / b;
      double b2 = 2 * phi2 / b;
      double rho1 = (b1 - b2) / (1 - r);
      Combination d1 = slope(m0, Combination.ofKept(2, kept), grid.r(k));
      clean = m0.plus(d1.times(rho1)).plus(change.times(b1 - rho1));
    }
    return y.times(grid.decay(k)).plus(clean.times(grid.gain(k)));
  }

  /** D₁ = (m₋₁ − m₀)/(−h₋₁/h), the change of m over a step as long as the present one. */
  private static Combination slope(Combination m0, Combination before, double lengths) {
    return m0.minus(before).times(1 / lengths);
  }

  /**
   * Trailing spacing, the linear schedule of 1000 training steps, no clipping.
   *
   * @param samplingSteps S, from 1 to the training steps of the schedule; more than 1000 only for
   *     {@link #withSchedule} to follow
   * @return the sampler
   * @throws IllegalArgumentException if {@code samplingSteps} is less than 1
   */
  public static UniPcSampler steps(int samplingSteps) {
    return new UniPcSampler(Timeline.of(samplingSteps));
  }

  /**
   * With another spacing of the timesteps.
   *
   * @param spacing the spacing
   * @return a copy with that spacing
   */
  public UniPcSampler withSpacing(Timesteps.Spacing spacing) {
    return new UniPcSampler(timeline.withSpacing(spacing));
  }

  /**
   * With another noise schedule.
   *
   * @param schedule the schedule that the models were trained with
   * @return a copy with that schedule
   * @throws IllegalArgumentException if it has fewer steps than this sampler, or two of them with
   *     the same ᾱ
   */
  public UniPcSampler withSchedule(NoiseSchedule schedule) {
    return new UniPcSampler(timeline.withSchedule(schedule));
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
  public UniPcSampler withClipping(double bound) {
    return new UniPcSampler(timeline.withClip(bound, false));
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
  public UniPcSampler withConsistentClipping(double bound) {
    return new UniPcSampler(timeline.withClip(bound, true));
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
    return other instanceof UniPcSampler that && timeline.equals(that.timeline);
  }

  @Override
  public int hashCode() {
    return 2 + timeline.hashCode();
  }

  @Override
  public String toString() {
    return "UniPC(order 2, " + timeline.describe() + ")";
  }
}
