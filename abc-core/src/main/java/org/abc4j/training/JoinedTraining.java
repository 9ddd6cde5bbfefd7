package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.BegunFolder;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.unet.UNetConfig;

/**
 * A training that another process holds (a {@link TrainingElsewhere}), as its folder tells of it:
 * trains members of it in this process.
 *
 * <p>A member goes on from its checkpoint, whoever wrote that, so that of a process that is lost
 * only the steps since its last checkpoint are taken again. Files are written under names of their
 * own and renamed, so several processes may train one member at the same time: the first to end
 * decides, the others' bytes are the same, and they stop at their next checkpoint, which they do
 * not write. Immutable and thread-safe.
 */
public final class JoinedTraining {
  private final Path folder;
  private final UNetConfig config;
  private final TrainingConfig training;
  private final CodeAssignment code;
  private final Map<String, String> maker;

  private JoinedTraining(
      Path folder,
      UNetConfig config,
      TrainingConfig training,
      CodeAssignment code,
      Map<String, String> maker) {
    this.folder = folder;
    this.config = config;
    this.training = training;
    this.code = code;
    this.maker = maker;
  }

  /**
   * Joins the training that was begun in a folder.
   *
   * @param folder the folder, which another process holds
   * @return the training
   * @throws MalformedFileException if a file of the folder is damaged, or its network or code is
   *     not that of the training, or it has an executor of its own
   * @throws IOException if a file cannot be read, as where no training was begun
   */
  public static JoinedTraining of(Path folder) throws IOException {
    Path file = folder.resolve(TrainingIdentity.FILE);
    Map<String, String> claim = Entries.read(file);
    BegunFolder begun = BegunFolder.read(folder);
    require(file, claim, TrainingIdentity.NETWORK, begun.config().toString());
    require(file, claim, TrainingIdentity.CODEBOOK, AssignmentFile.sha256(begun.code()));
    if (claim.containsKey(TrainingIdentity.EXECUTOR)) {
      throw new MalformedFileException(
          file.toString(),
          TrainingIdentity.EXECUTOR,
          "none but the pure-JVM engine",
          claim.get(TrainingIdentity.EXECUTOR));
    }
    String said = claim.getOrDefault(TrainingIdentity.TRAINING, "nothing");
    TrainingConfig training;
    try {
      training = TrainingConfig.parse(said);
    } catch (IllegalArgumentException none) {
      throw new MalformedFileException(
          file.toString(), TrainingIdentity.TRAINING, "how members are trained", said, none);
    }
    Map<String, String> maker = new LinkedHashMap<>();
    maker.put(TrainingIdentity.NETWORK, begun.config().toString());
    return new JoinedTraining(folder, begun.config(), training, begun.code(), maker);
  }

  private static void require(Path file, Map<String, String> claim, String name, String found)
      throws MalformedFileException {
    String expected = claim.getOrDefault(name, "nothing");
    if (!found.equals(expected)) {
      throw new MalformedFileException(file.toString(), name, expected, found);
    }
  }

  /**
   * How members are trained.
   *
   * @return the settings
   */
  public TrainingConfig training() {
    return training;
  }

  /**
   * Which source is seen by which members.
   *
   * @return the code
   */
  public CodeAssignment code() {
    return code;
  }

  /**
   * Trains a member to its end and writes its file, unless it has ended already.
   *
   * @param task the member, and on what
   * @param images the training data, item i of the code's sources in row i
   * @param checkpointEvery steps between checkpoints, at least 1; no matter to the result
   * @param execution asked whether to go on, before each step
   * @param listener hears of each step that is taken here
   * @return false if the member ended elsewhere, before or meanwhile
   * @throws MalformedFileException if the checkpoint is damaged or another training's
   * @throws IOException if a file cannot be written or read
   * @throws IllegalArgumentException if there is no such member, or the images of its split are not
   *     those of the task
   * @throws ArithmeticException if a loss or a weight is not finite, naming member and step
   * @throws CancellationException if the execution is cancelled; a checkpoint then holds the last
   *     step taken
   */
  public boolean train(
      MemberTask task,
      Rows images,
      int checkpointEvery,
      Execution execution,
      TrainingListener listener)
      throws IOException {
    int member = task.member();
    if (member >= code.codebook().length()) {
      throw new IllegalArgumentException(
          "the training in "
              + folder
              + " has "
              + code.codebook().length()
              + " members, found member "
              + member);
    }
    if (hasEnded(member)) {
      return false;
    }
    Rows split = images.view(code.splits().indices(member));
    MemberTrainer trainer =
        MemberTrainer.of(training, checkpointEvery)
            .by(maker)
            .asking(
                () -> {
                  if (hasEnded(member)) {
                    throw new EndedElsewhere();
                  }
                });
    MemberIdentity whose = trainer.identity(member, split);
    if (!whose.split().equals(task.splitSha256())) {
      throw new IllegalArgumentException(
          "member "
              + member
              + " is trained on images of SHA-256 "
              + task.splitSha256()
              + ", its split of these has "
              + whose.split());
    }
    try {
      SafetensorsWriter weights =
          new MemberWeights(config, training, trainer, TrainableModels.PURE)
              .of(
                  whose,
                  split,
                  TrainingFolder.checkpoint(folder, member),
                  Optional.empty(),
                  execution,
                  listener);
      TrainingFolder.write(folder, whose, weights);
      return true;
    } catch (EndedElsewhere ended) {
      return false;
    }
  }

  /** Its file is the last that a member's training writes, but for the manifest. */
  private boolean hasEnded(int member) {
    return Files.exists(EnsembleFolder.memberFile(folder, member));
  }

  /** Carries the word that there is nothing left to do. */
  private static final class EndedElsewhere extends CancellationException {
    private static final long serialVersionUID = 1;
  }

  @Override
  public String toString() {
    return "JoinedTraining[" + folder + ", " + training + "]";
  }
}
