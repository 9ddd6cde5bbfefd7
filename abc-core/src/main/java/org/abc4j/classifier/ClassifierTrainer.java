package org.abc4j.classifier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.data.ImagePreparation;
import org.abc4j.epochs.EpochRun;
import org.abc4j.epochs.EpochSize;
import org.abc4j.epochs.FolderTraining;

/**
 * Trains the classifier of appendix B.5 into a folder.
 *
 * <p>Each epoch sees each image once, in an order of its own, and is judged on the test images. A
 * training that was stopped or killed goes on to the same bytes, which are the same on any number
 * of threads. Immutable and thread-safe.
 */
public final class ClassifierTrainer {
  private static final int CHECKPOINT_EVERY = 100;

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
    EpochSize size = new EpochSize(images.count(), training.batchSize(), training.allEpochs());
    execution.checkCancelled();
    ClassifierIdentity identity =
        ClassifierIdentity.of(config, training, images, test, preparation);
    return new FolderTraining<>(
            ClassifierFolder.FILES,
            identity.lines(),
            ClassifierFolder::open,
            made -> made.identity().lines(),
            (held, file, owner) -> {
              ClassifierModel model = ClassifierModel.of(config, training);
              ClassifierCheckpoint checkpoint =
                  new ClassifierCheckpoint(file, owner, training, size.stepsOfEpoch());
              ClassifierWork work =
                  new ClassifierWork(
                      training,
                      images,
                      test,
                      model,
                      checkpoint,
                      checkpointEvery,
                      execution,
                      listener);
              List<EpochResult> results =
                  new EpochRun<>(
                          ClassifierFolder.FILES, size, execution, work, checkpoint.read(model))
                      .toTheEnd();
              return ClassifierFolder.write(held, identity, model.best(), results);
            })
        .into(folder);
  }
}
