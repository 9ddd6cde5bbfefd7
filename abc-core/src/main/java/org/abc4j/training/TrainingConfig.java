package org.abc4j.training;

import java.util.Objects;
import org.abc4j.model.AdamConfig;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.unet.layer.ExponentialAverage;

/**
 * How members are trained (appendix B.2). Immutable.
 *
 * @param seed seed of every draw
 * @param steps optimizer steps of each member, at least 1
 * @param batchSize images a step, at least 1
 * @param adam settings of the optimizer
 * @param flips whether images are mirrored with probability one half
 * @param emaDecay decay of the weights' exponential average, in [0, 1), rounded to a float too; 0
 *     for none
 * @param schedule the noise schedule
 */
public record TrainingConfig(
    long seed,
    int steps,
    int batchSize,
    AdamConfig adam,
    boolean flips,
    double emaDecay,
    NoiseSchedule schedule) {

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
   * With batches of another size.
   *
   * @param size images a step
   * @return a copy
   */
  public TrainingConfig withBatchSize(int size) {
    return new TrainingConfig(seed, steps, size, adam, flips, emaDecay, schedule);
  }

  /**
   * With another learning rate.
   *
   * @param rate α
   * @return a copy
   */
  public TrainingConfig withLearningRate(double rate) {
    AdamConfig other = new AdamConfig(rate, adam.beta1(), adam.beta2(), adam.epsilon());
    return new TrainingConfig(seed, steps, batchSize, other, flips, emaDecay, schedule);
  }

  /**
   * With images mirrored at random.
   *
   * @return a copy
   */
  public TrainingConfig withFlips() {
    return new TrainingConfig(seed, steps, batchSize, adam, true, emaDecay, schedule);
  }

  /**
   * With an exponential average of the weights.
   *
   * @param decay its decay, in [0, 1), rounded to a float too
   * @return a copy
   */
  public TrainingConfig withAverage(double decay) {
    return new TrainingConfig(seed, steps, batchSize, adam, flips, decay, schedule);
  }
}
