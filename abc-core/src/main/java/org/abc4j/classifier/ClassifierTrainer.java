package org.abc4j.classifier;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.data.ImagePreparation;
import org.abc4j.io.AtomicFiles;
import org.abc4j.store.HeldFolder;
import org.abc4j.store.LibraryVersion;

/**
 * Trains the classifier of appendix B.5 into a folder.
 *
 * <p>Each epoch sees each image once, in an order of its own, and is judged on the test images. A
 * training that was stopped or killed goes on to the same bytes, which are the same on any number
 * of threads. Immutable and thread-safe.
 */
public final class ClassifierTrainer {
  private static final int CHECKPOINT_EVERY = 100;
  private static final String CHECKPOINT = "classifier.safetensors";

  private final ResNet config;
  private final ClassifierTraining training;
  private final Execution execution;
  private final ClassifierListener listener;
  private final int checkpointEvery;
  private final Optional<ImagePreparation> preparation;

  private ClassifierTrainer(
      ResNet config,
      ClassifierTraining training,
      Execution execution,
      ClassifierListener listener,
      int checkpointEvery,
      Optional<ImagePreparation> preparation) {
    this.config = Objects.requireNonNull(config, "config");
    this.training = Objects.requireNonNull(training, "training");
    this.execution = Objects.requireNonNull(execution, "execution");
    this.listener = Objects.requireNonNull(listener, "listener");
    this.checkpointEvery = checkpointEvery;
    this.preparation = preparation;
  }

  /**
   * A trainer on the calling thread.
   *
   * @param config the architecture
   * @param training how it is trained
   * @return the trainer
   */
  public static ClassifierTrainer of(ResNet config, ClassifierTraining training) {
    return new ClassifierTrainer(
        config,
        training,
        Execution.sequential(),
        (epoch, epochs, result) -> {},
        CHECKPOINT_EVERY,
        Optional.empty());
  }

  /**
   * With another execution.
   *
   * @param execution whose threads work on a step together, who hears of the progress, in passes of
   *     images ({@link ClassifierPlan#passes}), and whether to go on: asked before each step, and
   *     before each of an attack
   * @return a copy
   */
  public ClassifierTrainer with(Execution execution) {
    return new ClassifierTrainer(
        config, training, execution, listener, checkpointEvery, preparation);
  }

  /**
   * With somebody who hears of each epoch.
   *
   * @param listener called on the calling thread
   * @return a copy
   */
  public ClassifierTrainer reportingTo(ClassifierListener listener) {
    return new ClassifierTrainer(
        config, training, execution, listener, checkpointEvery, preparation);
  }

  /**
   * With checkpoints as often as wanted: a killed process loses the steps since the last one. With
   * perturbed images, where steps take longer by those of the attack, there are as many more.
   *
   * @param steps steps between checkpoints, at least 1, 100 if not said; no matter to the result
   * @return a copy
   * @throws IllegalArgumentException if it is less than 1
   */
  public ClassifierTrainer withCheckpointEvery(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "a checkpoint is written every 1 or more steps, found " + steps);
    }
    return new ClassifierTrainer(config, training, execution, listener, steps, preparation);
  }

  /**
   * With a word on how the images were made, which the folder keeps. Nothing is done to them.
   *
   * @param how how they were made
   * @return a copy
   * @throws IllegalArgumentException if images of this shape cannot have been made so
   */
  public ClassifierTrainer withPreparation(ImagePreparation how) {
    how.requireShape(config.images());
    return new ClassifierTrainer(
        config, training, execution, listener, checkpointEvery, Optional.of(how));
  }

  /**
   * Trains, or goes on training, or opens what is trained already.
   *
   * @param images what is trained on. They are asked for row by row and not kept
   * @param test what each epoch is judged by, and chosen
   * @param folder the folder, made if it is not there
   * @return the classifier
   * @throws org.abc4j.io.MalformedFileException if a file of the folder is damaged, or the
   *     checkpoint is of another training or release, naming what is another
   * @throws IOException if a file cannot be written or read, or another training is at work in the
   *     folder
   * @throws IllegalArgumentException if there is no image, they have another shape or other
   *     classes, or the folder holds another classifier or something else
   * @throws ArithmeticException if a loss or a weight is not finite, naming the step
   * @throws java.util.concurrent.CancellationException if the execution is cancelled; the
   *     checkpoint then holds the last step taken
   * @throws RuntimeException what the execution's question or a listener throws; the checkpoint
   *     then holds the last step taken too
   */
  public ClassifierFolder train(LabelledImages images, LabelledImages test, Path folder)
      throws IOException {
    images.require(config, "training images");
    test.require(config, "test images");
    long steps = (long) training.allEpochs() * training.steps(images.count());
    if (steps > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a training takes below 2^31 steps, found " + steps);
    }
    execution.checkCancelled();
    ClassifierIdentity identity =
        ClassifierIdentity.of(config, training, images, test, preparation);
    if (ClassifierFolder.isComplete(folder)) {
      ClassifierFolder there = openComplete(folder, identity);
      sweep(folder);
      return there;
    }
    ClassifierFolder trained;
    try {
      trained = holding(folder, images, test, identity);
    } catch (NoSuchFileException | FileAlreadyExistsException swept) {
      // Another training that has just ended does away with its checkpoints.
      if (!ClassifierFolder.isComplete(folder)) {
        throw swept;
      }
      trained = openComplete(folder, identity);
    }
    sweep(folder);
    return trained;
  }

  /** Trains where nobody else can write, or opens what somebody else has ended meanwhile. */
  private ClassifierFolder holding(
      Path folder, LabelledImages images, LabelledImages test, ClassifierIdentity identity)
      throws IOException {
    try (HeldFolder held = HeldFolder.hold(folder)) {
      if (ClassifierFolder.isComplete(folder)) {
        return openComplete(folder, identity);
      }
      Path checkpoints = HeldFolder.checkpoints(held.path());
      AtomicFiles.deleteLeftovers(folder);
      AtomicFiles.deleteLeftovers(checkpoints);
      Path file = checkpoints.resolve(CHECKPOINT);
      if (ClassifierFolder.hasLooseWeights(folder) && Files.notExists(file)) {
        throw new IllegalArgumentException(
            folder + " holds weights that nobody knows the training of");
      }
      Map<String, String> lines = new LinkedHashMap<>(identity.lines());
      lines.put("library", LibraryVersion.text());
      ClassifierCheckpoint checkpoint =
          new ClassifierCheckpoint(file, lines, training, training.steps(images.count()));
      ClassifierRun run =
          new ClassifierRun(
              config, training, images, test, checkpoint, checkpointEvery, execution, listener);
      run.toTheEnd();
      return ClassifierFolder.write(folder, identity, run.best(), run.results());
    }
  }

  private static ClassifierFolder openComplete(Path folder, ClassifierIdentity identity)
      throws IOException {
    ClassifierFolder there = ClassifierFolder.open(folder);
    requireSame(folder, identity.lines(), there.identity().lines());
    return there;
  }

  /** Deletes what a complete folder needs no more, which a killed process may have left. */
  private static void sweep(Path folder) throws IOException {
    Path checkpoints = HeldFolder.checkpoints(folder);
    if (Files.isDirectory(checkpoints, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(checkpoints.resolve(CHECKPOINT));
      HeldFolder.sweep(folder);
    }
  }

  private static void requireSame(
      Path folder, Map<String, String> expected, Map<String, String> found) {
    expected.forEach(
        (name, value) -> {
          if (!value.equals(found.get(name))) {
            throw new IllegalArgumentException(
                folder
                    + " holds another classifier: its "
                    + name
                    + " is "
                    + found.get(name)
                    + ", not "
                    + value);
          }
        });
  }
}
