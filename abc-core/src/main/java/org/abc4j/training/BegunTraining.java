package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.LibraryVersion;
import org.abc4j.unet.UNetConfig;

/**
 * The first steps of a training, which another has taken and whose states it kept. Draws are known
 * by seed, member and step, not by how many steps there are, so a training of more steps goes
 * through the same states. Stateless and thread-safe.
 */
final class BegunTraining {
  private BegunTraining() {}

  /**
   * Fails unless a training can go on from what an ensemble's folder keeps.
   *
   * @throws IllegalArgumentException if it was made otherwise, but for fewer steps, or keeps
   *     nothing
   */
  static void require(
      EnsembleFolder ended, UNetConfig config, TrainingConfig training, String executor) {
    TrainingConfig earlier = TrainingIdentity.training(ended);
    requireSame(ended, "training", training, earlier.withSteps(training.steps()));
    requireSame(ended, TrainingIdentity.NETWORK, config, ended.config());
    requireSame(ended, "executor", executor, TrainingIdentity.executor(ended));
    requireSame(ended, "release", LibraryVersion.text(), ended.manifest().library());
    if (earlier.steps() >= training.steps()) {
      throw new IllegalArgumentException(
          "a training goes on from one of fewer steps, "
              + ended.path()
              + " has "
              + earlier.steps()
              + ", found "
              + training.steps());
    }
    for (int member = 0; member < ended.code().codebook().length(); member++) {
      requireState(ended, member);
    }
  }

  private static void requireState(EnsembleFolder ended, int member) {
    if (!TrainingFolder.hasState(ended.path(), member)) {
      throw new IllegalArgumentException(
          "no training can go on from "
              + ended.path()
              + ": the state that member "
              + member
              + " ended in was not kept in "
              + TrainingFolder.state(ended.path(), member)
              + ", or is a link");
    }
  }

  /**
   * Fails unless code and images are those of the training that has ended.
   *
   * @throws IllegalArgumentException if they are others, or nobody can tell
   */
  static void require(EnsembleFolder ended, Rows images, CodeAssignment code) {
    requireSame(
        ended, "code of SHA-256", AssignmentFile.sha256(code), ended.manifest().codebookSha256());
    ended.requireData(images);
  }

  private static void requireSame(EnsembleFolder ended, String what, Object own, Object expected) {
    if (!own.equals(expected)) {
      throw new IllegalArgumentException(
          "a training goes on as that of "
              + ended.path()
              + " was begun, "
              + what
              + " "
              + (expected.equals("") ? "none" : expected)
              + ", found "
              + (own.equals("") ? "none" : own));
    }
  }

  /**
   * Makes the checkpoint of a member of the state that it ended in, unless it has one of its own
   * already.
   */
  static void bring(
      EnsembleFolder ended,
      MemberTrainer trainer,
      TrainableNoiseModel model,
      MemberIdentity whose,
      Rows split,
      Path checkpoint)
      throws IOException {
    if (Files.exists(checkpoint)) {
      return;
    }
    requireState(ended, whose.member());
    TrainingConfig earlier = TrainingIdentity.training(ended);
    MemberIdentity before = trainer.with(earlier).identity(whose.member(), split);
    int steps =
        Checkpoint.of(TrainingFolder.state(ended.path(), whose.member()), before, earlier.steps())
            .read(model);
    if (steps > 0) {
      Checkpoint.of(checkpoint, whose, trainer.steps()).write(model, steps);
    }
  }
}
