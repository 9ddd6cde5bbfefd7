package org.abc4j.sampling;

import java.util.Arrays;
import java.util.Objects;
import org.abc4j.noise.NoiseSchedule;

/**
 * The training timesteps at which a sampler evaluates its model, in the order of sampling: from
 * much noise to little.
 *
 * <p>Leading and trailing spacings are named as in Lin et al., "Common diffusion noise schedules
 * and sample steps are flawed" (2023), table 2, and computed as in diffusers; for the third see
 * {@link Spacing#LOG_SNR}. Immutable and thread-safe.
 *
 * <p>Trailing ones are diffusers' {@code np.round(np.arange(T, 0, -T / S)) - 1} to the last bit:
 * numpy's element k is T + k·δ with δ = (T − T/S) − T, each operation rounded to {@code double},
 * and its rounding is half to even. Where S does not divide T such an element may stand just beside
 * the exact T − k·T/S and, where that is a half, round to the other side: for T = 1000 at 50 values
 * of S. There are always S timesteps here. diffusers has one more, −1, which is no timestep,
 * wherever the rounding of T/S lets numpy's range reach one element further: for T = 1000 at 62
 * values of S, 61 the least. The S before it are these.
 */
public final class Timesteps {

  /** How sampling steps are spread over the training steps. */
  public enum Spacing {
    /** Multiples of ⌊T/S⌋ from 0 up: the last step taken is at timestep 0. */
    LEADING,
    /** Multiples of T/S down from T, less one: the first step taken is at timestep T − 1. */
    TRAILING,
    /**
     * Evenly in λ = log(√ᾱ/√(1 − ᾱ)), from timestep T − 1 to timestep 0 (Lu et al. 2022,
     * DPM-Solver, section 3): the nearest timestep each, or the next free one where two are nearest
     * to the same.
     */
    LOG_SNR
  }

  private final int[] steps;

  private Timesteps(int[] owned) {
    this.steps = owned;
  }

  /**
   * S timesteps out of T, for spacings that need not know the schedule.
   *
   * @param spacing how they are spread, by their number
   * @param trainingSteps T, at least 1
   * @param samplingSteps S, from 1 to T
   * @return S strictly decreasing timesteps
   * @throws IllegalArgumentException if a number is out of range, or the spacing asks for a
   *     schedule
   */
  public static Timesteps of(Spacing spacing, int trainingSteps, int samplingSteps) {
    Objects.requireNonNull(spacing, "spacing");
    if (trainingSteps < 1) {
      throw new IllegalArgumentException(
          "there must be at least 1 training step, found " + trainingSteps);
    }
    if (spacing == Spacing.LOG_SNR) {
      throw new IllegalArgumentException(
          "the spacing " + spacing + " needs a noise schedule, found " + trainingSteps + " steps");
    }
    requireFit(trainingSteps, samplingSteps);
    double stride = (double) trainingSteps / samplingSteps;
    // Numpy takes the stride from its first two elements, and that difference is rounded too.
    double change = (trainingSteps - stride) - trainingSteps;
    int[] steps = new int[samplingSteps];
    for (int k = 0; k < samplingSteps; k++) {
      steps[k] =
          spacing == Spacing.LEADING
              ? (samplingSteps - 1 - k) * (trainingSteps / samplingSteps)
              : (int) Math.rint(trainingSteps + k * change) - 1;
    }
    return new Timesteps(steps);
  }

  /**
   * S timesteps of a schedule.
   *
   * @param spacing how they are spread
   * @param schedule the noise schedule, of T steps
   * @param samplingSteps S, from 1 to T
   * @return S strictly decreasing timesteps
   * @throws IllegalArgumentException if the number is out of range
   */
  public static Timesteps of(Spacing spacing, NoiseSchedule schedule, int samplingSteps) {
    Objects.requireNonNull(spacing, "spacing");
    if (spacing != Spacing.LOG_SNR) {
      return of(spacing, schedule.steps(), samplingSteps);
    }
    requireFit(schedule.steps(), samplingSteps);
    int last = schedule.steps() - 1;
    double from = schedule.logSnr(last);
    double to = schedule.logSnr(0);
    int[] steps = new int[samplingSteps];
    for (int k = 0; k < samplingSteps; k++) {
      double share = samplingSteps == 1 ? 0 : k / (samplingSteps - 1.0);
      steps[k] = nearest(schedule, from + share * (to - from));
    }
    // Near t = 0 several may be nearest to one timestep: then the earlier of them go up.
    for (int k = samplingSteps - 2; k >= 0; k--) {
      steps[k] = Math.max(steps[k], steps[k + 1] + 1);
    }
    for (int k = 0; k < samplingSteps; k++) {
      steps[k] = Math.min(steps[k], last - k);
    }
    return new Timesteps(steps);
  }

  /** The timestep whose λ is nearest; λ falls as t grows. */
  private static int nearest(NoiseSchedule schedule, double logSnr) {
    int low = 0;
    int high = schedule.steps() - 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (schedule.logSnr(middle) >= logSnr) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return schedule.logSnr(low) - logSnr <= logSnr - schedule.logSnr(high) ? low : high;
  }

  static void requireFit(int trainingSteps, int samplingSteps) {
    if (samplingSteps < 1 || samplingSteps > trainingSteps) {
      throw new IllegalArgumentException(
          "sampling steps lie from 1 to the "
              + trainingSteps
              + " training steps, found "
              + samplingSteps);
    }
  }

  /**
   * Number of sampling steps, S.
   *
   * @return at least 1
   */
  public int size() {
    return steps.length;
  }

  /**
   * The timestep of a sampling step.
   *
   * @param step from 0, the first taken, to S − 1
   * @return a training timestep from 0 to T − 1
   * @throws IndexOutOfBoundsException if there is no such step
   */
  public int get(int step) {
    return steps[Objects.checkIndex(step, steps.length)];
  }

  /**
   * A copy of all timesteps.
   *
   * @return S values in the order of sampling
   */
  public int[] toArray() {
    return steps.clone();
  }

  /** Equal when all timesteps are, however they were spread. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Timesteps that && Arrays.equals(steps, that.steps);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(steps);
  }

  @Override
  public String toString() {
    return Arrays.toString(steps);
  }
}
