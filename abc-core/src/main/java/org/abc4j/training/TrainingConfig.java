package org.abc4j.training;

import java.util.Objects;
import org.abc4j.model.AdamConfig;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.unet.layer.ExponentialAverage;

/**
 * How members are trained (appendix B.2). Immutable.
 *
 * <p>Each member has draws of its own unless {@link #withSharedDraws() they share them}.
 *
 * @param seed seed of every draw
 * @param steps optimizer steps of each member, at least 1
 * @param batchSize images a step, at least 1
 * @param adam settings of the optimizer
 * @param flips whether images are mirrored with probability one half
 * @param emaDecay decay of the weights' exponential average, in [0, 1), rounded to a float too; 0
 *     for none
 * @param schedule the noise schedule
 * @param sharedDraws whether members differ by nothing but their splits, see {@link
 *     #withSharedDraws}
 * @param averageWarmUp whether the average grows long with the steps, see {@link
 *     #withAverageWarmUp}
 */
public record TrainingConfig(
    long seed,
    int steps,
    int batchSize,
    AdamConfig adam,
    boolean flips,
    double emaDecay,
    NoiseSchedule schedule,
    boolean sharedDraws,
    boolean averageWarmUp) {

  /**
   * Checks the ranges above.
   *
   * @param seed seed of every draw
   * @param steps optimizer steps of each member, at least 1
   * @param batchSize images a step, at least 1
   * @param adam settings of the optimizer
   * @param flips whether images are mirrored with probability one half
   * @param emaDecay decay of the weights' exponential average, in [0, 1), rounded to a float too; 0
   *     for none
   * @param schedule the noise schedule
   * @param sharedDraws whether members differ by nothing but their splits
   * @param averageWarmUp whether the average grows long with the steps
   * @throws IllegalArgumentException if one is out of range, naming it
   */
  public TrainingConfig {
    Objects.requireNonNull(adam, "adam");
    Objects.requireNonNull(schedule, "schedule");
    if (steps < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "training takes at least 1 step of 1 image, found " + steps + " of " + batchSize);
    }
    ExponentialAverage.requireDecay(emaDecay);
  }

  /**
   * With an average of the same length from the first step on.
   *
   * @param seed seed of every draw
   * @param steps optimizer steps of each member, at least 1
   * @param batchSize images a step, at least 1
   * @param adam settings of the optimizer
   * @param flips whether images are mirrored with probability one half
   * @param emaDecay decay of the weights' exponential average, in [0, 1), rounded to a float too; 0
   *     for none
   * @param schedule the noise schedule
   * @param sharedDraws whether members differ by nothing but their splits
   * @throws IllegalArgumentException if one is out of range, naming it
   */
  public TrainingConfig(
      long seed,
      int steps,
      int batchSize,
      AdamConfig adam,
      boolean flips,
      double emaDecay,
      NoiseSchedule schedule,
      boolean sharedDraws) {
    this(seed, steps, batchSize, adam, flips, emaDecay, schedule, sharedDraws, false);
  }

  /**
   * With draws of its own for each member.
   *
   * @param seed seed of every draw
   * @param steps optimizer steps of each member, at least 1
   * @param batchSize images a step, at least 1
   * @param adam settings of the optimizer
   * @param flips whether images are mirrored with probability one half
   * @param emaDecay decay of the weights' exponential average, in [0, 1), rounded to a float too; 0
   *     for none
   * @param schedule the noise schedule
   * @throws IllegalArgumentException if one is out of range, naming it
   */
  public TrainingConfig(
      long seed,
      int steps,
      int batchSize,
      AdamConfig adam,
      boolean flips,
      double emaDecay,
      NoiseSchedule schedule) {
    this(seed, steps, batchSize, adam, flips, emaDecay, schedule, false, false);
  }

  /**
   * The paper's settings: batches of 128, Adam with learning rate 1e-4, the linear schedule, no
   * flips and no average.
   *
   * @param seed seed of every draw
   * @param steps optimizer steps of each member; the paper does not say how many
   * @return the configuration
   */
  public static TrainingConfig paper(long seed, int steps) {
    return new TrainingConfig(
        seed, steps, 128, AdamConfig.pytorch(1e-4), false, 0, NoiseSchedule.linear());
  }

  /**
   * Reads what {@link #toString} wrote, as the manifest of a trained folder keeps it.
   *
   * @param text such as {@code TrainingConfig[seed=1, steps=5000, …]}
   * @return the configuration
   * @throws IllegalArgumentException if it is not such a text, or a value is out of range
   */
  public static TrainingConfig parse(String text) {
    return TrainingText.parse(text);
  }

  /**
   * With another seed: other initial weights and other draws.
   *
   * @param other seed of both
   * @return a copy
   */
  public TrainingConfig withSeed(long other) {
    return new TrainingConfig(
        other, steps, batchSize, adam, flips, emaDecay, schedule, sharedDraws, averageWarmUp);
  }

  /**
   * With batches of another size.
   *
   * @param size images a step
   * @return a copy
   */
  public TrainingConfig withBatchSize(int size) {
    return new TrainingConfig(
        seed, steps, size, adam, flips, emaDecay, schedule, sharedDraws, averageWarmUp);
  }

  /**
   * With another learning rate.
   *
   * @param rate α
   * @return a copy
   */
  public TrainingConfig withLearningRate(double rate) {
    AdamConfig other = new AdamConfig(rate, adam.beta1(), adam.beta2(), adam.epsilon());
    return new TrainingConfig(
        seed, steps, batchSize, other, flips, emaDecay, schedule, sharedDraws, averageWarmUp);
  }

  /**
   * With images mirrored at random.
   *
   * @return a copy
   */
  public TrainingConfig withFlips() {
    return new TrainingConfig(
        seed, steps, batchSize, adam, true, emaDecay, schedule, sharedDraws, averageWarmUp);
  }

  /**
   * With an exponential average of the weights.
   *
   * @param decay its decay, in [0, 1), rounded to a float too
   * @return a copy
   */
  public TrainingConfig withAverage(double decay) {
    return new TrainingConfig(
        seed, steps, batchSize, adam, flips, decay, schedule, sharedDraws, averageWarmUp);
  }

  /**
   * With an exponential average that begins short and grows to its decay: after step n it is
   * averaged with min(decay, n/(n + 9)), and after the first it is the weights themselves, as in
   * diffusers' {@code EMAModel}. So nothing is left in it of the random weights at the start, which
   * are a share of decayⁿ of it without: 94 % after 600 steps at 0.9999.
   *
   * @return a copy
   */
  public TrainingConfig withAverageWarmUp() {
    return new TrainingConfig(
        seed, steps, batchSize, adam, flips, emaDecay, schedule, sharedDraws, true);
  }

  /**
   * With another number of steps.
   *
   * @param number optimizer steps of each member, at least 1
   * @return a copy
   * @throws IllegalArgumentException if it is less than 1
   */
  public TrainingConfig withSteps(int number) {
    return new TrainingConfig(
        seed, number, batchSize, adam, flips, emaDecay, schedule, sharedDraws, averageWarmUp);
  }

  /**
   * How much of the average, in the end, is the random weights at the start.
   *
   * @return a share from 0 to 1; 0 without an average, or where it warms up
   */
  public double shareOfStart() {
    return emaDecay == 0 || averageWarmUp ? 0 : StrictMath.pow((float) emaDecay, steps);
  }

  /**
   * With one set of draws for all members (common random numbers): they start from the same
   * weights, and at each step a row has the same timestep, noise and mirroring in all of them, and
   * the same item in all that may see it. So members differ by their data alone, and what a source
   * does to them stands out from less noise ({@code docs/decisions/0038-shared-draws.md}). Nothing
   * that a member sees depends on data outside of its split.
   *
   * <p>It takes a hash of each item of the split for each row of a batch: little for thousands of
   * items.
   *
   * @return a copy
   */
  public TrainingConfig withSharedDraws() {
    return new TrainingConfig(
        seed, steps, batchSize, adam, flips, emaDecay, schedule, true, averageWarmUp);
  }

  /** Which member's initial weights and draws a member has: its own, or those of all. */
  int drawsOf(int member) {
    return sharedDraws ? 0 : member;
  }

  /** As {@link #parse} reads it. Shared draws and a warm-up are named only where they are. */
  @Override
  public String toString() {
    return "TrainingConfig[seed="
        + seed
        + ", steps="
        + steps
        + ", batchSize="
        + batchSize
        + ", adam="
        + adam
        + ", flips="
        + flips
        + ", emaDecay="
        + emaDecay
        + ", schedule="
        + schedule
        + (sharedDraws ? ", sharedDraws=true" : "")
        + (averageWarmUp ? ", averageWarmUp=true]" : "]");
  }
}
