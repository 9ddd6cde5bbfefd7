package org.abc4j.autoencoder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.data.ImagePreparation;
import org.abc4j.epochs.EpochRun;
import org.abc4j.epochs.EpochSize;
import org.abc4j.epochs.FolderTraining;

/**
 * Trains the basic autoencoder of appendix B.4 into a folder.
 *
 * <p>Train it on images that no ensemble of its latent space sees, as the paper does: else a source
 * that was left out of an ensemble would still be in the decoder. Each epoch sees each image once,
 * in an order of its own. A training that was stopped or killed goes on to the same bytes, which
 * are the same on any number of threads. Immutable and thread-safe.
 */
public final class AutoencoderTrainer {
  private static final int CHECKPOINT_EVERY = 100;

  private final AutoencoderConfig config;
  private final AutoencoderTraining training;
  private final Execution execution;
  private final AutoencoderListener listener;
  private final int checkpointEvery;
  private final Optional<ImagePreparation> preparation;

  private AutoencoderTrainer(
      AutoencoderConfig config,
      AutoencoderTraining training,
      Execution execution,
      AutoencoderListener listener,
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
  public static AutoencoderTrainer of(AutoencoderConfig config, AutoencoderTraining training) {
    return new AutoencoderTrainer(
        config,
        training,
        Execution.sequential(),
        (epoch, epochs, loss) -> {},
        CHECKPOINT_EVERY,
        Optional.empty());
  }

  /**
   * With another execution.
   *
   * @param execution whose threads work on a step together, who hears of the steps, and whether to
   *     go on: asked before each
   * @return a copy
   */
  public AutoencoderTrainer with(Execution execution) {
    return new AutoencoderTrainer(
        config, training, execution, listener, checkpointEvery, preparation);
  }

  /**
   * With somebody who hears of each epoch.
   *
   * @param listener called on the calling thread
   * @return a copy
   */
  public AutoencoderTrainer reportingTo(AutoencoderListener listener) {
    return new AutoencoderTrainer(
        config, training, execution, listener, checkpointEvery, preparation);
  }

  /**
   * With checkpoints as often as wanted: a killed process loses the steps since the last one.
   *
   * @param steps steps between checkpoints, at least 1, 100 if not said; no matter to the result
   * @return a copy
   * @throws IllegalArgumentException if it is less than 1
   */
  public AutoencoderTrainer withCheckpointEvery(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "a checkpoint is written every 1 or more steps, found " + steps);
    }
    return new AutoencoderTrainer(config, training, execution, listener, steps, preparation);
  }

  /**
   * With a word on how the images were made, which the folder keeps. Nothing is done to them.
   *
   * @param how how they were made
   * @return a copy
   * @throws IllegalArgumentException if images of this shape cannot have been made so
   */
  public AutoencoderTrainer withPreparation(ImagePreparation how) {
    how.requireShape(config.images());
    return new AutoencoderTrainer(
        config, training, execution, listener, checkpointEvery, Optional.of(how));
  }

  /**
   * Trains, or goes on training, or opens what is trained already.
   *
   * @param images images with values from −1 to 1. They are asked for row by row and not kept, so
   *     they may be more than memory holds
   * @param folder the folder, made if it is not there
   * @return the autoencoder
   * @throws org.abc4j.io.MalformedFileException if a file of the folder is damaged, or the
   *     checkpoint is of another training or release, naming what is another
   * @throws IOException if a file cannot be written or read, or another training is at work in the
   *     folder
   * @throws IllegalArgumentException if there is no image, they have another shape, or the folder
   *     holds another autoencoder or something else
   * @throws ArithmeticException if a loss or a weight is not finite, naming the step
   * @throws java.util.concurrent.CancellationException if the execution is cancelled; the
   *     checkpoint then holds the last step taken
   * @throws RuntimeException what the execution's question or a listener throws; the checkpoint
   *     then holds the last step taken too
   */
  public AutoencoderFolder train(Rows images, Path folder) throws IOException {
    if (!images.shape().equals(config.images()) || images.rows() == 0) {
      throw new IllegalArgumentException(
          "the autoencoder is trained on images of shape "
              + config.images()
              + ", at least 1, found "
              + images);
    }
    EpochSize size = new EpochSize(images.rows(), training.batchSize(), training.allEpochs());
    execution.checkCancelled();
    return training(images, AutoencoderIdentity.of(config, training, images, preparation), size)
        .into(folder);
  }

  FolderTraining<AutoencoderFolder> training(
      Rows images, AutoencoderIdentity identity, EpochSize size) {
    return new FolderTraining<>(
        AutoencoderFolder.FILES,
        identity.lines(),
        AutoencoderFolder::open,
        there -> there.identity().lines(),
        (folder, file, owner) -> {
          AutoencoderModel model = AutoencoderModel.of(config, training);
          AutoencoderCheckpoint checkpoint =
              new AutoencoderCheckpoint(file, owner, size.stepsOfEpoch(), size.steps());
          AutoencoderWork work =
              new AutoencoderWork(
                  training, images, size, model, checkpoint, checkpointEvery, execution, listener);
          List<Double> losses =
              new EpochRun<>(AutoencoderFolder.FILES, size, execution, work, checkpoint.read(model))
                  .toTheEnd();
          return AutoencoderFolder.write(folder, identity, model.weights(), losses);
        });
  }
}
