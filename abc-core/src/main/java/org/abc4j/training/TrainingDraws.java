package org.abc4j.training;

import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.model.TrainingBatch;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * The batches of a member's training, each a pure function of (seed, member, step), or of (seed,
 * step) where {@linkplain TrainingConfig#withSharedDraws draws are shared}: which items, mirrored
 * or not, at which timesteps, with which noise and which dropout.
 *
 * <p>Items are drawn uniformly with replacement. Immutable and thread-safe.
 */
public final class TrainingDraws {
  private final TrainingConfig config;
  private final int member;
  private final Rows split;
  private final ItemDraws items;
  private final CounterRandom flips;
  private final CounterRandom timesteps;
  private final CounterRandom noises;
  private final CounterRandom dropout;

  private TrainingDraws(TrainingConfig config, int member, Rows split, ItemDraws items) {
    this.config = config;
    this.member = config.drawsOf(member);
    this.split = split;
    this.items = items;
    this.flips = CounterRandom.of(config.seed(), Purpose.FLIP);
    this.timesteps = CounterRandom.of(config.seed(), Purpose.TIMESTEP);
    this.noises = CounterRandom.of(config.seed(), Purpose.TRAINING_NOISE);
    this.dropout = CounterRandom.of(config.seed(), Purpose.DROPOUT);
  }

  /**
   * The draws of a member.
   *
   * @param config how it is trained
   * @param member index of the member
   * @param split the items that it may see, at least one
   * @return the draws
   * @throws IllegalArgumentException if there is no item
   */
  public static TrainingDraws of(TrainingConfig config, int member, Rows split) {
    if (split.rows() == 0) {
      throw new IllegalArgumentException("member " + member + " has no item to be trained on");
    }
    return of(
        config,
        member,
        split,
        config.sharedDraws()
            ? SharedItemDraws.of(config.seed(), split)
            : OwnItemDraws.of(config.seed(), member, split.rows()));
  }

  /** The draws of a member that sees those of some rows which are drawn for it. */
  static TrainingDraws of(TrainingConfig config, int member, Rows rows, ItemDraws items) {
    return new TrainingDraws(config, member, rows, items);
  }

  /** Which rows of the split a step's batch is of. */
  IntStream items(int step) {
    return IntStream.range(0, config.batchSize()).map(row -> items.item(step, row));
  }

  /**
   * The batch of a step.
   *
   * @param step from 0
   * @return the batch, the same for every call
   * @throws IllegalArgumentException if the step is negative
   */
  public TrainingBatch batch(int step) {
    if (step < 0) {
      throw new IllegalArgumentException("steps are counted from 0, found " + step);
    }
    Shape shape = split.shape();
    int m = shape.size();
    int rows = config.batchSize();
    float[] noise = noises.gaussians(member, step, Math.multiplyExact(rows, m));
    float[] noisy = new float[noise.length];
    int[] times = new int[rows];
    float[] image = new float[m];
    for (int row = 0; row < rows; row++) {
      split.copyRow(items.item(step, row), image);
      boolean mirrored = config.flips() && (flips.bits(member, step, row) & 1) == 1;
      times[row] = (int) timesteps.below(config.schedule().steps(), member, step, row);
      for (int j = 0; j < m; j++) {
        int x = j % shape.width();
        int from = mirrored ? j - x + shape.width() - 1 - x : j;
        int at = row * m + j;
        noisy[at] = (float) config.schedule().noisy(image[from], noise[at], times[row]);
      }
    }
    return TrainingBatch.of(
        Batch.of(shape, noisy), times, Batch.of(shape, noise), dropout, member, step);
  }
}
