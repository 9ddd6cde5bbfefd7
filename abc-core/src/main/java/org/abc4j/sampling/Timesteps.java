package org.abc4j.sampling;

import java.util.Arrays;
import java.util.Objects;

/**
 * The training timesteps at which a sampler evaluates its model, in the order of sampling: from
 * much noise to little.
 *
 * <p>Spacings are named as in Lin et al., "Common diffusion noise schedules and sample steps are
 * flawed" (2023), table 2, and computed as in diffusers. Immutable and thread-safe.
 */
public final class Timesteps {

  /** How sampling steps are spread over the training steps. */
  public enum Spacing {
    /** Multiples of ⌊T/S⌋ from 0 up: the last step taken is at timestep 0. */
    LEADING,
    /** Multiples of T/S down from T, less one: the first step taken is at timestep T − 1. */
    TRAILING
  }

  private final int[] steps;

  private Timesteps(int[] owned) {
    this.steps = owned;
  }

  /**
   * S timesteps out of T.
   *
   * @param spacing how they are spread
   * @param trainingSteps T, at least 1
   * @param samplingSteps S, from 1 to T
   * @return S strictly decreasing timesteps
   * @throws IllegalArgumentException if a number is out of range
   */
  public static Timesteps of(Spacing spacing, int trainingSteps, int samplingSteps) {
    Objects.requireNonNull(spacing, "spacing");
    if (trainingSteps < 1) {
      throw new IllegalArgumentException(
          "there must be at least 1 training step, found " + trainingSteps);
    }
    if (samplingSteps < 1 || samplingSteps > trainingSteps) {
      throw new IllegalArgumentException(
          "sampling steps lie from 1 to the "
              + trainingSteps
              + " training steps, found "
              + samplingSteps);
    }
    int[] steps = new int[samplingSteps];
    for (int k = 0; k < samplingSteps; k++) {
      steps[k] =
          spacing == Spacing.LEADING
              ? (samplingSteps - 1 - k) * (trainingSteps / samplingSteps)
              : (int) Math.rint(trainingSteps - k * ((double) trainingSteps / samplingSteps)) - 1;
    }
    return new Timesteps(steps);
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
