package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.store.EnsembleFolder;

/**
 * A training whose members are trained by other processes, on other machines perhaps, that see the
 * same folder: what a {@link UNetEnsembleTrainer} does but for the members' steps.
 *
 * <p>This process holds the folder against every other training, says in it whose it is, and takes
 * each member that has ended only if it is, to the bit, the one that was recorded, trained on the
 * very images that this process has. The folder is the same bytes as that of a training on one
 * machine, and either goes on with what the other has begun. Immutable and thread-safe.
 */
public final class TrainingElsewhere {
  private final UNetEnsembleTrainer trainer;
  private final MembersElsewhere members;

  private TrainingElsewhere(UNetEnsembleTrainer trainer, MembersElsewhere members) {
    this.trainer = Objects.requireNonNull(trainer, "trainer");
    this.members = Objects.requireNonNull(members, "members");
  }

  /**
   * A training elsewhere.
   *
   * @param trainer says how members are trained, and whether to go on: asked between the members
   *     that are taken. Its listener hears of the members that are there before the others are
   *     trained, and of no step
   * @param members where the others are trained
   * @return the training
   */
  public static TrainingElsewhere of(UNetEnsembleTrainer trainer, MembersElsewhere members) {
    return new TrainingElsewhere(trainer, members);
  }

  /**
   * Trains, or goes on training, or opens what is trained already.
   *
   * @param images training data, item i of the code's sources in row i; hashed here, split by split
   * @param code which source is seen by which members
   * @param folder the folder, made if it is not there, which those who train see by the same path
   * @return the ensemble's folder
   * @throws org.abc4j.io.MalformedFileException as {@link UNetEnsembleTrainer#train} does, or if a
   *     member's file is not there when all are said to have ended
   * @throws IOException if a file cannot be written or read, or another training is at work in the
   *     folder
   * @throws IllegalArgumentException as {@link UNetEnsembleTrainer#train} does
   * @throws IllegalStateException if the trainer goes on from another training or has an executor
   *     of its own: members elsewhere start from their first step, on the pure-JVM engine
   * @throws java.util.concurrent.CancellationException if the execution is cancelled, or the
   *     members' work was
   */
  public EnsembleFolder train(Rows images, CodeAssignment code, Path folder) throws IOException {
    return trainer.elsewhere(images, code, folder, members);
  }

  /** Fails unless another process can take members' steps from what stands in the folder. */
  static void requirePossible(String executor, Optional<EnsembleFolder> begun) {
    if (!executor.isEmpty() || begun.isPresent()) {
      throw new IllegalStateException(
          "members elsewhere are trained from their first step, on the pure-JVM engine, found a"
              + " trainer that "
              + (executor.isEmpty()
                  ? "goes on from " + begun.get().path()
                  : "has the executor '" + executor + "'"));
    }
  }
}
