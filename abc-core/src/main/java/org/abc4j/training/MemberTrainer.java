package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.model.TrainingBatch;

/**
 * Trains one member on its split, with checkpoints.
 *
 * <p>Knows its executor only as a {@link TrainableNoiseModel}, so every executor trains on the same
 * draws. Immutable; one model is one thread's.
 */
public final class MemberTrainer {
  private final TrainingConfig config;
  private final int checkpointEvery;

  private MemberTrainer(TrainingConfig config, int checkpointEvery) {
    this.config = Objects.requireNonNull(config, "config");
    this.checkpointEvery = requireInterval(checkpointEvery);
  }

  static int requireInterval(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "a checkpoint is written every 1 or more steps, found " + steps);
    }
    return steps;
  }

  /**
   * A trainer.
   *
   * @param config how members are trained
   * @param checkpointEvery steps between checkpoints, at least 1; no matter to the result
   * @return the trainer
   * @throws IllegalArgumentException if {@code checkpointEvery} is less than 1
   */
  public static MemberTrainer of(TrainingConfig config, int checkpointEvery) {
    return new MemberTrainer(config, checkpointEvery);
  }

  /**
   * Trains a member to the end, from its checkpoint if there is one.
   *
   * @param model the member, at its initial weights
   * @param member index of the member
   * @param split the items that it may see
   * @param checkpoint file of its checkpoint
   * @param execution asked whether to go on, before each step, on this thread
   * @param listener hears of each step
   * @throws org.abc4j.io.MalformedFileException if the checkpoint is damaged, or that of another
   *     configuration or member, naming it
   * @throws IOException if a checkpoint cannot be written or read
   * @throws IllegalArgumentException if the split is empty or not of the model's shape
   * @throws ArithmeticException if the loss of a step is not finite, or a weight that a checkpoint
   *     is to hold, naming member and step
   * @throws CancellationException if the execution is cancelled; the checkpoint then holds the last
   *     step taken
   */
  public void train(
      TrainableNoiseModel model,
      int member,
      Batch split,
      Path checkpoint,
      Execution execution,
      TrainingListener listener)
      throws IOException {
    TrainingDraws draws = TrainingDraws.of(config, member, split);
    Checkpoint saved = Checkpoint.of(checkpoint, config, member);
    int first = saved.read(model);
    for (int step = first; step < config.steps(); step++) {
      try {
        execution.checkCancelled();
      } catch (CancellationException cancelled) {
        if (step > first) {
          saved.write(model, step);
        }
        throw cancelled;
      }
      TrainingBatch batch = draws.batch(step);
      double loss = model.train(batch);
      if (!Double.isFinite(loss)) {
        throw new ArithmeticException(
            "member "
                + member
                + " diverges: the loss of step "
                + (step + 1)
                + " is "
                + loss
                + spoiltRow(batch.noisy()));
      }
      int taken = step + 1;
      if (taken % checkpointEvery == 0 || taken == config.steps()) {
        saved.write(model, taken);
      }
      listener.trained(member, taken, config.steps(), loss);
    }
  }

  /** Names the data, if it was the data. */
  private static String spoiltRow(Batch noisy) {
    for (int row = 0; row < noisy.rows(); row++) {
      float[] values = noisy.row(row);
      for (int at = 0; at < values.length; at++) {
        if (!Float.isFinite(values[at])) {
          return ", for its image in row " + row + " holds " + values[at] + " at value " + at;
        }
      }
    }
    return "";
  }
}
