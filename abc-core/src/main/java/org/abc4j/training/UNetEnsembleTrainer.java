package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImagePreparation;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.unet.UNetConfig;

/**
 * Trains an ensemble of U-Nets into a folder, members side by side, each on its split.
 *
 * <p>A folder that holds part of a training goes on from there, to the same bytes; one that holds a
 * part of another training is refused, and so is one that another process, or another thread, is
 * training into. Nothing in it is taken on trust: each member that has ended must be, to the bit,
 * the one that was recorded as it ended. Immutable and thread-safe.
 */
public final class UNetEnsembleTrainer {
  private final UNetConfig config;
  private final TrainingConfig training;
  private final TrainingConduct conduct;
  private final ModelExecutor executor;
  private final Optional<ImagePreparation> preparation;

  /** Whose members have taken the first steps. */
  private final Optional<EnsembleFolder> begun;

  private UNetEnsembleTrainer(
      UNetConfig config,
      TrainingConfig training,
      TrainingConduct conduct,
      ModelExecutor executor,
      Optional<ImagePreparation> preparation,
      Optional<EnsembleFolder> begun) {
    this.config = Objects.requireNonNull(config, "config");
    this.training = Objects.requireNonNull(training, "training");
    this.conduct = conduct;
    this.executor = executor;
    this.preparation = preparation;
    this.begun = begun;
  }

  /**
   * A trainer on the calling thread.
   *
   * @param config configuration of every member
   * @param training how they are trained
   * @return the trainer
   */
  public static UNetEnsembleTrainer of(UNetConfig config, TrainingConfig training) {
    return new UNetEnsembleTrainer(
        config,
        training,
        TrainingConduct.usual(),
        ModelExecutor.OWN,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * A trainer as the one that made an ensemble, by what its manifest says: to {@linkplain #repair}
   * it. If it ran on an executor of a name, {@link #onExecutor} has to give that.
   *
   * @param folder the ensemble's folder
   * @return the trainer, on the calling thread
   * @throws IllegalArgumentException if the manifest does not say how members were trained
   */
  public static UNetEnsembleTrainer of(EnsembleFolder folder) {
    UNetEnsembleTrainer trainer = of(folder.config(), TrainingIdentity.training(folder));
    return folder.manifest().images().map(trainer::withPreparation).orElse(trainer);
  }

  /**
   * How members are trained.
   *
   * @return the settings
   */
  public TrainingConfig training() {
    return training;
  }

  UNetConfig config() {
    return config;
  }

  /**
   * With a word on how the images were made, which the manifest keeps and which undoes it when
   * samples are shown. Nothing is done to the images.
   *
   * @param how how they were made
   * @return a copy
   * @throws IllegalArgumentException if images of the network's shape cannot have been made so, or
   *     they are latents and the training mirrors images: a mirrored latent is not the latent of
   *     the mirrored image, which is an item of its own instead
   */
  public UNetEnsembleTrainer withPreparation(ImagePreparation how) {
    how.requireShape(config.inputShape());
    if (how.latents().isPresent() && training.flips()) {
      throw new IllegalArgumentException(
          "a mirrored latent is not the latent of the mirrored image: encode mirrored images as"
              + " items of the same source, and train without flips");
    }
    return new UNetEnsembleTrainer(config, training, conduct, executor, Optional.of(how), begun);
  }

  /**
   * With another execution.
   *
   * @param execution where members are trained, and whether to go on: asked before each step, on
   *     the threads that train. Its listener hears of the steps that all members have taken
   *     together, earlier runs' included, after each step of the calling thread and at the end
   * @return a copy
   */
  public UNetEnsembleTrainer with(Execution execution) {
    return with(conduct.with(execution));
  }

  /**
   * With somebody who hears of each step.
   *
   * @param listener called on the threads that train
   * @return a copy
   */
  public UNetEnsembleTrainer reportingTo(TrainingListener listener) {
    return with(conduct.reportingTo(listener));
  }

  /**
   * With checkpoints as often as wanted: a killed process loses the steps since the last one.
   *
   * @param steps steps of a member between its checkpoints, at least 1, 250 if not said; no matter
   *     to the result
   * @return a copy
   * @throws IllegalArgumentException if {@code steps} is less than 1
   */
  public UNetEnsembleTrainer withCheckpointEvery(int steps) {
    return with(conduct.withCheckpointEvery(steps));
  }

  /**
   * With the states that members end in kept in the folder's {@code states}, four times their
   * weights, from which another training can {@linkplain #goingOnFrom go on}. They are no part of
   * the ensemble: whoever needs them no more deletes that folder. Members that have ended before,
   * without this, have none, and nor have members that are copied from a folder that has not
   * theirs; the log says which, at the end.
   *
   * @return a copy
   */
  public UNetEnsembleTrainer keepingStates() {
    return with(conduct.keepingStates());
  }

  /**
   * Going on from a training that has ended, with more steps, in a folder of its own: to the bytes
   * that a training of so many steps gives from its start.
   *
   * @param ended the ensemble of the training that has ended, in a folder in which {@linkplain
   *     #keepingStates states were kept}; it is left as it is
   * @return a copy, whose {@link #train} takes the steps that are missing, on the same images and
   *     code; it neither repairs nor extends
   * @throws IllegalArgumentException if its members were made otherwise, but for fewer steps, by
   *     another release, or their states were not kept
   */
  public UNetEnsembleTrainer goingOnFrom(EnsembleFolder ended) {
    BegunTraining.require(ended, config, training, executor.name());
    return new UNetEnsembleTrainer(
        config, training, conduct, executor, preparation, Optional.of(ended));
  }

  /**
   * On another executor than the pure-JVM engine. Draws and files are the same; as the weights are
   * not to the bit, a folder belongs to a training on one executor.
   *
   * @param name the executor's name, kept in the folder
   * @param models makes its models
   * @return a copy
   * @throws IllegalArgumentException if the name is blank or has a control character, as a line
   *     break is
   */
  public UNetEnsembleTrainer onExecutor(String name, TrainableModels models) {
    return new UNetEnsembleTrainer(
        config, training, conduct, ModelExecutor.of(name, models), preparation, begun);
  }

  private UNetEnsembleTrainer with(TrainingConduct other) {
    return new UNetEnsembleTrainer(config, training, other, executor, preparation, begun);
  }

  /**
   * Trains, or goes on training, or opens what is trained already.
   *
   * @param images training data, item i of the code's sources in row i. They are asked for row by
   *     row and not kept, so they may be more than memory holds
   * @param code which source is seen by which members
   * @param folder the folder, made if it is not there
   * @return the ensemble's folder
   * @throws org.abc4j.io.MalformedFileException if a file of the folder is damaged, or a member or
   *     checkpoint is of another training, naming it and what is another
   * @throws IOException if a file cannot be written or read, or another training is at work in the
   *     folder, naming it and the process
   * @throws IllegalArgumentException if the images are not those of the code or the network, a
   *     member has no image, the network, the code or the schedule cannot be stored, the folder
   *     belongs to another training, or this one goes on from another of other images or code
   * @throws ArithmeticException if a loss or a weight is not finite, naming member and step
   * @throws java.util.concurrent.CancellationException if the execution is cancelled, or the
   *     calling thread interrupted; all members have then stopped, each that has taken a step with
   *     a checkpoint. An interrupt that comes too late for that leaves the thread interrupted
   * @throws RuntimeException what the execution's question or a listener throws, or an {@link
   *     Error} of theirs, once all members have stopped in the same way; no step that was taken is
   *     lost
   */
  public EnsembleFolder train(Rows images, CodeAssignment code, Path folder) throws IOException {
    return train(images, code, folder, Optional.empty());
  }

  /** The same, where the members that are missing are trained by processes that join. */
  EnsembleFolder elsewhere(Rows images, CodeAssignment code, Path folder, MembersElsewhere members)
      throws IOException {
    TrainingElsewhere.requirePossible(executor.name(), begun);
    return train(images, code, folder, Optional.of(members));
  }

  /** The same, where somebody else writes the members that are missing. */
  EnsembleFolder take(Rows images, CodeAssignment code, Path folder, MembersElsewhere members)
      throws IOException {
    requireFromTheStart("a training elsewhere");
    return train(images, code, folder, Optional.of(members));
  }

  private EnsembleFolder train(
      Rows images, CodeAssignment code, Path folder, Optional<MembersElsewhere> elsewhere)
      throws IOException {
    requireImages(images, code);
    // The manifest is written last, and will be read by this rule.
    NoiseSchedule.parse(training.schedule().toString());
    conduct.execution().checkCancelled();
    begun.ifPresent(ended -> BegunTraining.require(ended, images, code));
    return train(
        TrainingIdentity.of(config, training, images, code, executor.name(), preparation),
        images,
        folder,
        elsewhere);
  }

  /**
   * Whether {@link #train} would go on with a training that was begun in a folder and has not
   * ended. What is known before any image is read is looked at: network and settings of the
   * training, not code and images. So it can be asked before what takes long; nothing is written.
   *
   * @param folder the folder
   * @return false if no training was begun in it, or it is complete
   * @throws org.abc4j.io.MalformedFileException if what it says of its training cannot be read
   * @throws IOException if a file cannot be read
   * @throws AnotherTrainingException if it belongs to a training of other settings
   */
  public boolean isBegunIn(Path folder) throws IOException {
    if (EnsembleFolder.isComplete(folder) || !TrainingIdentity.isClaimed(folder)) {
      return false;
    }
    TrainingIdentity.requireSettings(folder, config, training, executor.name());
    return true;
  }

  /**
   * Whether {@link #train} of the same arguments would go on with a training that was begun in a
   * folder and has not ended, by all that tells trainings apart. Nothing is written.
   *
   * @param folder the folder
   * @param images training data, item i of the code's sources in row i
   * @param code which source is seen by which members
   * @return false if no training was begun in it, or it is complete
   * @throws org.abc4j.io.MalformedFileException if what it says of its training cannot be read
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if the images are not those of the code or the network
   * @throws AnotherTrainingException if it belongs to another training
   */
  public boolean isBegunIn(Path folder, Rows images, CodeAssignment code) throws IOException {
    requireImages(images, code);
    if (!isBegunIn(folder)) {
      return false;
    }
    TrainingIdentity.of(config, training, images, code, executor.name(), preparation)
        .requireOwned(folder);
    return true;
  }

  /**
   * Trains the members that an ensemble has lost when sources were removed from it, on their splits
   * of the data that are left, into a folder of its own, and copies the others to the bit: an
   * ensemble that is whole again, as if it had been trained without those sources from the start by
   * this release. Members that are copied are as an earlier release made them, if one did: the
   * manifest then says which, and so does the log. It goes on where it was stopped, like any
   * training, and never sees data of a removed source, as it is given none.
   *
   * @param before the ensemble with members removed, made by a trainer of this network, training
   *     and executor ({@link #of(EnsembleFolder)}); its folder is left as it is
   * @param images the training data that are left, item i of the sources of its code in row i; they
   *     are checked by {@link EnsembleFolder#requireData}
   * @param folder the folder, made if it is not there
   * @return the folder of the whole ensemble, which keeps the record of what was removed
   * @throws org.abc4j.io.MalformedFileException as {@link #train(Rows, CodeAssignment, Path)} does,
   *     or if a file of the ensemble before has changed
   * @throws IOException if a file cannot be written or read, or another training is at work in the
   *     folder
   * @throws IllegalArgumentException if no member is missing, the ensemble's members were made
   *     otherwise, the images are others or nobody can tell, a member has no image left, or the
   *     folder belongs to another training
   * @throws ArithmeticException if a loss or a weight is not finite, naming member and step
   * @throws java.util.concurrent.CancellationException as {@link #train(Rows, CodeAssignment,
   *     Path)} does
   * @throws IllegalStateException if this trainer {@linkplain #goingOnFrom goes on} from another
   */
  public EnsembleFolder repair(EnsembleFolder before, Rows images, Path folder) throws IOException {
    requireFromTheStart("a repair");
    requireImages(images, before.code());
    conduct.execution().checkCancelled();
    TrainingIdentity identity =
        TrainingIdentity.ofRepair(before, config, training, images, executor.name(), preparation);
    before.requireData(images);
    TrainingNotices.sayIfOfAnother(before);
    return train(identity, images, folder, Optional.empty());
  }

  /**
   * Gives words of their own to sources that come later: trains those members anew that are to see
   * them, each on its split with their data, into a folder of its own, and copies the others to the
   * bit. The ensemble is the one that a training with those sources from the start would have
   * given, if this release trains as the one that made the members. The new sources take the first
   * reserved words, which are placebos no more. The manifest says where the images came from only
   * if this trainer's preparation says so in other words than the ensemble's of before, which are
   * not true of all of them.
   *
   * @param before the ensemble, whole, made by a trainer of this network, training and executor
   *     ({@link #of(EnsembleFolder)}); its folder is left as it is
   * @param more the sources that come, and their items
   * @param images the training data, item i of the sources of {@code before.code().with(more)} in
   *     row i: those of before, then those that come
   * @param folder the folder, made if it is not there
   * @return the folder of the ensemble with all sources
   * @throws org.abc4j.io.MalformedFileException as {@link #train(Rows, CodeAssignment, Path)} does,
   *     or if a file of the ensemble before has changed
   * @throws IOException if a file cannot be written or read, or another training is at work in the
   *     folder
   * @throws IllegalArgumentException if members are missing, which a repair comes first for, there
   *     are too few reserved words, the ensemble's members were made otherwise, the images of
   *     before are others or nobody can tell, or the folder belongs to another training
   * @throws ArithmeticException if a loss or a weight is not finite, naming member and step
   * @throws java.util.concurrent.CancellationException as {@link #train(Rows, CodeAssignment,
   *     Path)} does
   * @throws IllegalStateException if this trainer {@linkplain #goingOnFrom goes on} from another
   */
  public EnsembleFolder extend(EnsembleFolder before, DataSources more, Rows images, Path folder)
      throws IOException {
    requireFromTheStart("an extension");
    CodeAssignment code = before.code().with(more);
    requireImages(images, code);
    conduct.execution().checkCancelled();
    TrainingIdentity identity =
        TrainingIdentity.ofExtension(
            before, code, config, training, images, executor.name(), preparation);
    int earlier = Math.toIntExact(before.code().sources().items());
    before.requireData(images.view(IntStream.range(0, earlier).toArray()));
    TrainingNotices.sayIfOfAnother(before);
    return train(identity, images, folder, Optional.empty());
  }

  private void requireFromTheStart(String what) {
    if (begun.isPresent()) {
      throw new IllegalStateException(
          what
              + " trains members from their start, found a trainer that goes on from "
              + begun.get().path());
    }
  }

  private void requireImages(Rows images, CodeAssignment code) {
    if (!images.shape().equals(config.inputShape()) || images.rows() != code.sources().items()) {
      throw new IllegalArgumentException(
          "the network takes images of shape "
              + config.inputShape()
              + " and the sources have "
              + code.sources().items()
              + " items, found "
              + images);
    }
  }

  private EnsembleFolder train(
      TrainingIdentity identity, Rows images, Path folder, Optional<MembersElsewhere> elsewhere)
      throws IOException {
    int members = identity.code().codebook().length();
    if (!EnsembleFolder.isComplete(folder)) {
      TrainingNotices.sayIfMostlyStart(training);
    }
    Steps steps = conduct.steps(members, training.steps());
    MemberTrainer trainer = conduct.trainer(training).by(identity.maker());
    EnsembleFolder whole =
        new EnsembleTraining(
                identity, images, trainer, executor.models(), conduct, steps, begun, elsewhere)
            .into(folder);
    TrainingFolder.sweep(folder, members);
    if (conduct.keepsStates()) {
      TrainingFolder.sayMissingStates(folder, members);
    }
    steps.end();
    return whole;
  }
}
