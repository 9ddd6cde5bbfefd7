package org.abc4j.sampling;

import java.util.List;
import org.abc4j.noise.NoiseSchedule;

/**
 * Denoising diffusion implicit models: Song, Meng and Ermon (2021), equation 12.
 *
 * <p>With p = ᾱ of the next timestep (1 after the last): σ = η·√((1 − p)/(1 − ᾱ))·√(1 − ᾱ/p), A =
 * √p, B = 0, C = √(1 − p − σ²), s = σ. The next timestep is the next in the list; diffusers takes t
 * − ⌊T/S⌋, which is the same whenever S divides T.
 *
 * <p>Immutable and thread-safe.
 */
public final class DdimSampler implements Sampler {
  private final Timeline timeline;
  private final double eta;
  private final List<SamplingStep> steps;

  private DdimSampler(Timeline timeline, double eta) {
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("η lies in [0, 1], found " + eta);
    }
    this.timeline = timeline;
    this.eta = eta + 0.0; // −0 becomes 0
    this.steps = timeline.steps(this::step);
  }

  private SamplingStep step(int k) {
    double alphaBar = timeline.alphaBar(k);
    double next = timeline.alphaBarAfter(k);
    double sigma = eta * Math.sqrt((1 - next) / (1 - alphaBar) * (1 - alphaBar / next));
    double direction = Math.sqrt(Math.max(0, 1 - next - sigma * sigma));
    if (timeline.consistent()) {
      // direction·ε̂ with ε̂ = (x − √ᾱ·x̂₀)/√(1 − ᾱ).
      double state = direction / Math.sqrt(1 - alphaBar);
      return timeline.step(k, Math.sqrt(next) - state * Math.sqrt(alphaBar), state, 0, sigma);
    }
    return timeline.step(k, Math.sqrt(next), 0, direction, sigma);
  }

  /**
   * η = 0, trailing spacing, the linear schedule of 1000 training steps, no clipping.
   *
   * @param samplingSteps S, from 1 to the training steps of the schedule; more than 1000 only for
   *     {@link #withSchedule} to follow
   * @return the sampler
   * @throws IllegalArgumentException if {@code samplingSteps} is less than 1
   */
  public static DdimSampler steps(int samplingSteps) {
    return new DdimSampler(Timeline.of(samplingSteps), 0);
  }

  /**
   * With noise added at each step: 0 for none (deterministic), 1 for as much as DDPM.
   *
   * @param eta η, in [0, 1]
   * @return a copy with that η
   * @throws IllegalArgumentException if η is out of range
   */
  public DdimSampler withEta(double eta) {
    return new DdimSampler(timeline, eta);
  }

  /**
   * With another spacing of the timesteps.
   *
   * @param spacing the spacing
   * @return a copy with that spacing
   */
  public DdimSampler withSpacing(Timesteps.Spacing spacing) {
    return new DdimSampler(timeline.withSpacing(spacing), eta);
  }

  /**
   * With another noise schedule.
   *
   * @param schedule the schedule that the models were trained with
   * @return a copy with that schedule
   * @throws IllegalArgumentException if it has fewer steps than this sampler
   */
  public DdimSampler withSchedule(NoiseSchedule schedule) {
    return new DdimSampler(timeline.withSchedule(schedule), eta);
  }

  /**
   * With the predicted clean sample x̂₀ held within ±{@code bound} at each step, and ε̂ as
   * predicted.
   *
   * @param bound the bound, positive; infinite for no clipping
   * @return a copy with that bound
   * @throws IllegalArgumentException if the bound is not positive
   */
  public DdimSampler withClipping(double bound) {
    return new DdimSampler(timeline.withClip(bound, false), eta);
  }

  /**
   * With the predicted clean sample x̂₀ held within ±{@code bound}, and the noise that goes with it
   * in place of ε̂: (x − √ᾱ·x̂₀)/√(1 − ᾱ), diffusers' {@code use_clipped_model_output}. So the
   * steps follow an ODE, the one that {@link DpmSolverSampler} and {@link UniPcSampler} follow with
   * the same bound. With {@link #withClipping} they do not: what the bound takes off x̂₀ it takes
   * off the state, once a step, however many steps there are.
   *
   * @param bound the bound, positive; infinite for no clipping
   * @return a copy with that bound
   * @throws IllegalArgumentException if the bound is not positive
   */
  public DdimSampler withConsistentClipping(double bound) {
    return new DdimSampler(timeline.withClip(bound, true), eta);
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
    return other instanceof DdimSampler that && timeline.equals(that.timeline) && eta == that.eta;
  }

  @Override
  public int hashCode() {
    return 31 * timeline.hashCode() + Double.hashCode(eta);
  }

  @Override
  public String toString() {
    return "DDIM(η = " + eta + ", " + timeline.describe() + ")";
  }
}
