package org.abc4j.spark.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.HeldFolder;
import org.abc4j.training.JoinedTraining;
import org.abc4j.training.MemberTask;

/**
 * A member's training on a machine that shares no folder with the driver: in a folder of its own
 * disk, from the checkpoint that the store has, and with each checkpoint kept there.
 *
 * <p>Several machines may train one member at the same time: their bytes are the same, and those
 * that come late stop at their next checkpoint. What it wrote of a member goes with the member's
 * end; the rest of the folder, which no process uses, after a day, or when ensembles need its room.
 * Immutable and thread-safe.
 */
public final class StoredMemberTraining {
  /** How long the last checkpoint of a training that is cancelled may be on its way. */
  private static final Duration LAST = Duration.ofMinutes(4);

  private final TrainingStore store;
  private final TrainingStore.Begun begun;
  private final Path folder;
  private final int checkpointEvery;

  private StoredMemberTraining(
      TrainingStore store, TrainingStore.Begun begun, Path folder, int checkpointEvery) {
    this.store = store;
    this.begun = begun;
    this.folder = folder;
    this.checkpointEvery = checkpointEvery;
  }

  /**
   * A member's training.
   *
   * @param store what the training keeps
   * @param begun which training
   * @param scratch whose folder it works in; its bound does not stop a training
   * @param checkpointEvery steps between checkpoints, at least 1
   * @return the training
   */
  public static StoredMemberTraining of(
      TrainingStore store, TrainingStore.Begun begun, Scratch scratch, int checkpointEvery) {
    Path folder = Path.of(scratch.folder(), ScratchLock.TRAINING + begun.claimSha256());
    return new StoredMemberTraining(store, begun, folder, checkpointEvery);
  }

  /**
   * Where a folder that is trained into keeps the record of a member that has ended.
   *
   * @param folder the folder
   * @param member index of the member
   * @return its file, which need not exist
   */
  public static Path record(Path folder, int member) {
    return HeldFolder.checkpoints(folder)
        .resolve(String.format(Locale.ROOT, "member-%03d.txt", member));
  }

  private Path checkpoint(int member) {
    return HeldFolder.checkpoints(folder).resolve(StoreNames.member(member));
  }

  /**
   * Trains a member to its end and keeps it in the store, unless it has ended already.
   *
   * @param task the member, and on what
   * @param images the training data, item i of the code's sources in row i
   * @param execution asked whether to go on, before each step
   * @return false if the member ended elsewhere, before or meanwhile
   * @throws IOException if a file cannot be read or written
   * @throws IllegalArgumentException as {@link JoinedTraining#train} does
   * @throws ArithmeticException if a loss or a weight is not finite, naming member and step
   * @throws CancellationException if the execution is cancelled; the last step's checkpoint is then
   *     in the store, if that can be reached
   */
  public boolean train(MemberTask task, Rows images, Execution execution) throws IOException {
    int member = task.member();
    boolean trained;
    try {
      trained = attempt(task, images, execution);
    } catch (MalformedFileException damaged) {
      if (!damaged.file().equals(checkpoint(member).toString())) {
        throw damaged;
      }
      log("A checkpoint of member " + member + " on this machine is damaged: not used", damaged);
      Files.deleteIfExists(checkpoint(member));
      trained = attempt(task, images, execution);
    }
    Files.deleteIfExists(checkpoint(member));
    Files.deleteIfExists(EnsembleFolder.memberFile(folder, member));
    Files.deleteIfExists(record(folder, member));
    return trained;
  }

  private boolean attempt(MemberTask task, Rows images, Execution execution) throws IOException {
    int member = task.member();
    if (store.hasEnded(member)) {
      return false;
    }
    try (TrainingUse use = new TrainingUse(folder)) {
      try (ScratchLock lock = ScratchLock.of(folder.getParent(), execution)) {
        use.begin(lock);
        lock.deleteTrainings(EnsembleStore.ABANDONED);
        deleteLeftovers();
        // Held: another attempt on this machine would put a file in place of one that is being
        // read.
        store.join(begun, folder, execution);
      }
      return work(task, images, execution);
    }
  }

  /** Of processes of this machine that were killed as they wrote or fetched. */
  private void deleteLeftovers() throws IOException {
    for (Path place : List.of(folder, HeldFolder.checkpoints(folder))) {
      AtomicFiles.deleteLeftovers(Files.createDirectories(place));
    }
  }

  private boolean work(MemberTask task, Rows images, Execution execution) throws IOException {
    int member = task.member();
    takeCheckpoint(member, execution);
    try {
      JoinedTraining.of(folder)
          .train(
              task,
              images,
              checkpointEvery,
              execution,
              (of, step, steps, loss) -> {
                if (step % checkpointEvery == 0 && step < steps && !isWanted(member, execution)) {
                  throw new EndedElsewhere();
                }
              });
    } catch (EndedElsewhere ended) {
      return false;
    } catch (CancellationException stop) {
      long until = System.nanoTime() + LAST.toNanos();
      isWanted(member, Execution.sequential().until(() -> System.nanoTime() - until > 0));
      throw stop;
    }
    return end(member, execution);
  }

  /** An attempt on this machine may have been faster, and its files are then gone. */
  private boolean end(int member, Execution execution) throws IOException {
    Path weights = EnsembleFolder.memberFile(folder, member);
    Path record = record(folder, member);
    try {
      store.end(member, weights, record, execution);
    } catch (NoSuchFileException gone) {
      if (store.hasEnded(member)) {
        return false;
      }
      throw gone;
    }
    return true;
  }

  /** The store's, unless an attempt on this machine came as far. */
  private void takeCheckpoint(int member, Execution execution) throws IOException {
    Path own = checkpoint(member);
    // Put in place whole: what a killed process leaves of it is known by its name.
    store.restoreAfter(ownStep(own), member, own, execution);
  }

  /** 0 if there is none that can be read: the store's then takes its place. */
  private static int ownStep(Path own) throws IOException {
    if (!Files.exists(own)) {
      return 0;
    }
    try {
      return TrainingStore.step(own);
    } catch (MalformedFileException damaged) {
      return 0;
    }
  }

  /**
   * Whether the member has not ended elsewhere; its checkpoint is then kept. A store that cannot be
   * reached for a while ends no training: the next checkpoint is kept instead, which the log says.
   */
  private boolean isWanted(int member, Execution execution) {
    try {
      if (store.hasEnded(member)) {
        return false;
      }
      if (Files.exists(checkpoint(member))) {
        store.keep(member, checkpoint(member), execution);
      }
    } catch (IOException notNow) {
      log(
          "A checkpoint of member " + member + " is on this machine alone: the store fails",
          notNow);
    }
    return true;
  }

  private static void log(String what, IOException why) {
    System.getLogger(StoredMemberTraining.class.getName()).log(Level.WARNING, what, why);
  }

  /** Carries the word that there is nothing left to do. */
  private static final class EndedElsewhere extends CancellationException {
    private static final long serialVersionUID = 1;
  }
}
