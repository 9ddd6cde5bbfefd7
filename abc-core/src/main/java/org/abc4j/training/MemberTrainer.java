package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Rows;
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
  private final Map<String, String> maker;

  /** Asked before a checkpoint is written, and throws if there is to be none. */
  private final Runnable beforeCheckpoint;

  private MemberTrainer(
      TrainingConfig config,
      int checkpointEvery,
      Map<String, String> maker,
      Runnable beforeCheckpoint) {
    this.config = Objects.requireNonNull(config, "config");
    this.checkpointEvery = requireInterval(checkpointEvery);
    this.maker = maker;
    this.beforeCheckpoint = beforeCheckpoint;
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
    return new MemberTrainer(config, checkpointEvery, Map.of(), () -> {});
  }

  /** With checkpoints that also say by what a member is made. */
  MemberTrainer by(Map<String, String> maker) {
    return new MemberTrainer(config, checkpointEvery, maker, beforeCheckpoint);
  }

  /** The same of members that are trained otherwise. */
  MemberTrainer with(TrainingConfig other) {
    return new MemberTrainer(other, checkpointEvery, maker, beforeCheckpoint);
  }

  /** With checkpoints that are written only if a question before each does not throw. */
  MemberTrainer asking(Runnable beforeCheckpoint) {
    return new MemberTrainer(config, checkpointEvery, maker, beforeCheckpoint);
  }

  int steps() {
    return config.steps();
  }

  /** Whose training that of a member on a split is. */
  MemberIdentity identity(int member, Rows split) {
    return MemberIdentity.of(config, member, split, maker);
  }

  /** The same, where the images of the split are hashed already. */
  MemberIdentity identity(int member, String split) {
    return MemberIdentity.of(config, member, split, maker);
  }

  /**
   * Trains a member to the end, from its checkpoint if there is one.
   *
   * @param model the member, at its initial weights
   * @param member index of the member
   * @param split the items that it may see
   * @param checkpoint file of its checkpoint
   * @param execution asked whether to go on, before each step, and told of each step, on this
   *     thread
   * @param listener hears of each step
   * @throws org.abc4j.io.MalformedFileException if the checkpoint is damaged, or that of another
   *     configuration, member, split or release, naming it
   * @throws IOException if a checkpoint cannot be written or read
   * @throws IllegalArgumentException if the split is empty or not of the model's shape
   * @throws ArithmeticException if the loss of a step is not finite, or a weight that a checkpoint
   *     is to hold, naming member and step
   * @throws java.util.concurrent.CancellationException if the execution is cancelled; the
   *     checkpoint then holds the last step taken
   * @throws RuntimeException what the execution's question or a listener throws, or an {@link
   *     Error} of theirs; the checkpoint then holds the last step taken too
   */
  public void train(
      TrainableNoiseModel model,
      int member,
      Rows split,
      Path checkpoint,
      Execution execution,
      TrainingListener listener)
      throws IOException {
    train(model, identity(member, split), draws(member, split), checkpoint, execution, listener);
  }

  /** What a member sees of its split. */
  TrainingDraws draws(int member, Rows split) {
    return TrainingDraws.of(config, member, split);
  }

  /** The same, where the images are hashed already, and it is known what is drawn of them. */
  void train(
      TrainableNoiseModel model,
      MemberIdentity identity,
      TrainingDraws draws,
      Path checkpoint,
      Execution execution,
      TrainingListener listener)
      throws IOException {
    int member = identity.member();
    Checkpoint saved = Checkpoint.of(checkpoint, identity, config.steps());
    int step = saved.read(model);
    int kept = step;
    while (step < config.steps()) {
      try {
        execution.checkCancelled();
      } catch (RuntimeException | Error stop) {
        keep(saved, model, step, kept, stop);
        throw stop;
      }
      TrainingBatch batch = draws.batch(step);
      double loss = model.train(batch);
      step++;
      if (!Double.isFinite(loss)) {
        throw new ArithmeticException(
            identity.name()
                + " diverges: the loss of step "
                + step
                + " is "
                + loss
                + spoiltRow(batch.noisy()));
      }
      if (step % checkpointEvery == 0 || step == config.steps()) {
        write(saved, model, step);
        kept = step;
      }
      try {
        listener.trained(member, step, config.steps(), loss);
        execution.progress(step, config.steps());
      } catch (RuntimeException | Error stop) {
        keep(saved, model, step, kept, stop);
        throw stop;
      }
    }
  }

  /** Nobody who stops a training between two steps loses those that have been taken. */
  private void keep(Checkpoint saved, TrainableNoiseModel model, int step, int kept, Throwable stop)
      throws IOException {
    if (step > kept) {
      try {
        write(saved, model, step);
      } catch (IOException | RuntimeException | Error failure) {
        failure.addSuppressed(stop);
        throw failure;
      }
    }
  }

  private void write(Checkpoint saved, TrainableNoiseModel model, int step) throws IOException {
    beforeCheckpoint.run();
    saved.write(model, step);
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
