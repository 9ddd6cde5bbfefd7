package org.abc4j.autoencoder;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.autoencoder.AutoencoderCheckpoint.Progress;
import org.abc4j.data.ImagePreparation;
import org.abc4j.io.AtomicFiles;
import org.abc4j.store.HeldFolder;
import org.abc4j.store.LibraryVersion;

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
  private static final String CHECKPOINT = "autoencoder.safetensors";

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
    long steps = (long) training.allEpochs() * training.steps(images.rows());
    if (steps > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a training takes below 2^31 steps, found " + steps);
    }
    execution.checkCancelled();
    AutoencoderIdentity identity = AutoencoderIdentity.of(config, training, images, preparation);
    if (AutoencoderFolder.isComplete(folder)) {
      AutoencoderFolder there = openComplete(folder, identity);
      sweep(folder);
      return there;
    }
    AutoencoderFolder trained;
    try {
      trained = holding(folder, images, identity, (int) steps);
    } catch (NoSuchFileException | FileAlreadyExistsException swept) {
      // Another training that has just ended does away with its checkpoints.
      if (!AutoencoderFolder.isComplete(folder)) {
        throw swept;
      }
      trained = openComplete(folder, identity);
    }
    sweep(folder);
    return trained;
  }

  /** Trains where nobody else can write, or opens what somebody else has ended meanwhile. */
  AutoencoderFolder holding(Path folder, Rows images, AutoencoderIdentity identity, int steps)
      throws IOException {
    try (HeldFolder held = HeldFolder.hold(folder)) {
      if (AutoencoderFolder.isComplete(folder)) {
        return openComplete(folder, identity);
      }
      Path checkpoints = HeldFolder.checkpoints(held.path());
      AtomicFiles.deleteLeftovers(folder);
      AtomicFiles.deleteLeftovers(checkpoints);
      Path file = checkpoints.resolve(CHECKPOINT);
      if (AutoencoderFolder.hasLooseWeights(folder) && Files.notExists(file)) {
        throw new IllegalArgumentException(
            folder + " holds weights that nobody knows the training of");
      }
      return train(images, identity, file, steps, folder);
    }
  }

  private static AutoencoderFolder openComplete(Path folder, AutoencoderIdentity identity)
      throws IOException {
    AutoencoderFolder there = AutoencoderFolder.open(folder);
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
                    + " holds another autoencoder: its "
                    + name
                    + " is "
                    + found.get(name)
                    + ", not "
                    + value);
          }
        });
  }

  private AutoencoderFolder train(
      Rows images, AutoencoderIdentity identity, Path file, int steps, Path folder)
      throws IOException {
    Map<String, String> lines = new LinkedHashMap<>(identity.lines());
    lines.put("library", LibraryVersion.text());
    AutoencoderCheckpoint checkpoint =
        new AutoencoderCheckpoint(file, lines, training.steps(images.rows()), steps);
    AutoencoderModel model = AutoencoderModel.of(config, training);
    Progress progress = checkpoint.read(model);
    int kept = progress.step();
    execution.progress(kept, steps);
    int ofEpoch = training.steps(images.rows());
    int[] order = {};
    while (progress.step() < steps) {
      try {
        execution.checkCancelled();
      } catch (RuntimeException | Error stop) {
        keep(checkpoint, model, progress, kept, stop);
        throw stop;
      }
      if (order.length == 0 || progress.step() % ofEpoch == 0) {
        order = EpochOrder.of(training.seed(), progress.step() / ofEpoch, images.rows());
      }
      progress = step(images, order, model, progress);
      if (progress.step() % checkpointEvery == 0 || progress.step() == steps) {
        checkpoint.write(model, progress);
        kept = progress.step();
      }
      try {
        tell(progress, images.rows(), steps);
      } catch (RuntimeException | Error stop) {
        keep(checkpoint, model, progress, kept, stop);
        throw stop;
      }
    }
    return AutoencoderFolder.write(folder, identity, model.weights(), progress.losses());
  }

  /** Takes the next step, to its end: a state that is half new must not be kept. */
  private Progress step(Rows images, int[] order, AutoencoderModel model, Progress before) {
    int ofEpoch = training.steps(images.rows());
    int epoch = before.step() / ofEpoch;
    int first = before.step() % ofEpoch * training.batchSize();
    int[] rows =
        Arrays.copyOfRange(
            order, first, (int) Math.min(images.rows(), (long) first + training.batchSize()));
    float[] batch = batch(images, rows);
    ReconstructionLoss loss =
        epoch < training.epochs()
            ? ReconstructionLoss.meanSquared(config.images())
            : ReconstructionLoss.withPatches(config.images());
    double found = model.step(batch, loss, execution.reportingTo((done, total) -> {}));
    int step = before.step() + 1;
    if (!Double.isFinite(found)) {
      throw new ArithmeticException(
          "the autoencoder diverges: the loss of step " + step + " is " + found);
    }
    double sum = before.sum() + found * rows.length;
    if (step % ofEpoch != 0) {
      return new Progress(step, before.losses(), sum);
    }
    List<Double> losses = new ArrayList<>(before.losses());
    losses.add(sum / images.rows());
    return new Progress(step, List.copyOf(losses), 0);
  }

  private float[] batch(Rows images, int[] rows) {
    int size = config.images().size();
    float[] batch = new float[Math.multiplyExact(rows.length, size)];
    float[] image = new float[size];
    for (int i = 0; i < rows.length; i++) {
      images.copyRow(rows[i], image);
      System.arraycopy(image, 0, batch, i * size, size);
    }
    return BasicAutoencoder.toUnit(batch);
  }

  private void tell(Progress progress, int images, int steps) {
    if (progress.step() % training.steps(images) == 0) {
      int epoch = progress.losses().size();
      listener.trained(epoch, training.allEpochs(), progress.losses().get(epoch - 1));
    }
    execution.progress(progress.step(), steps);
  }

  /** Nobody who stops a training between two steps loses those that have been taken. */
  private static void keep(
      AutoencoderCheckpoint checkpoint,
      AutoencoderModel model,
      Progress progress,
      int kept,
      Throwable stop)
      throws IOException {
    if (progress.step() > kept) {
      try {
        checkpoint.write(model, progress);
      } catch (IOException | RuntimeException | Error failure) {
        failure.addSuppressed(stop);
        throw failure;
      }
    }
  }
}
