package org.abc4j.autoencoder;

import java.util.Objects;
import org.abc4j.epochs.EpochSize;
import org.abc4j.model.AdamConfig;

/**
 * How an autoencoder is trained (appendix B.4). Immutable.
 *
 * @param seed seed of every draw
 * @param epochs epochs of mean squared error alone, at least 0
 * @param patchEpochs epochs after these with the loss of patches added, at least 0; one of the two
 *     is at least 1
 * @param batchSize images a step, at least 1; the last step of an epoch has what is left
 * @param adam settings of the optimizer
 */
public record AutoencoderTraining(
    long seed, int epochs, int patchEpochs, int batchSize, AdamConfig adam) {

  /**
   * Checks the ranges above.
   *
   * @param seed seed of every draw
   * @param epochs epochs of mean squared error alone
   * @param patchEpochs epochs after these with the loss of patches added
   * @param batchSize images a step
   * @param adam settings of the optimizer
   * @throws IllegalArgumentException if one is out of range, naming it
   */
  public AutoencoderTraining {
    Objects.requireNonNull(adam, "adam");
    if (epochs < 0
        || patchEpochs < 0
        || (long) epochs + patchEpochs < 1
        || (long) epochs + patchEpochs > MOST_EPOCHS) {
      throw new IllegalArgumentException(
          "an autoencoder is trained for 1 to "
              + MOST_EPOCHS
              + " epochs, found "
              + epochs
              + " and "
              + patchEpochs
              + " with patches");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("a step takes at least 1 image, found " + batchSize);
    }
  }

  private static final int MOST_EPOCHS = 100_000;

  /**
   * The paper's settings: 10 epochs, then 574 with patches, batches of 64, Adam with PyTorch's
   * defaults.
   *
   * @param seed seed of every draw
   * @return the settings
   */
  public static AutoencoderTraining paper(long seed) {
    return new AutoencoderTraining(seed, 10, 574, 64, AdamConfig.pytorch(1e-3));
  }

  /**
   * With other numbers of epochs.
   *
   * @param plain of mean squared error alone
   * @param withPatches after these, with the loss of patches added
   * @return a copy
   * @throws IllegalArgumentException if one is out of range
   */
  public AutoencoderTraining withEpochs(int plain, int withPatches) {
    return new AutoencoderTraining(seed, plain, withPatches, batchSize, adam);
  }

  /**
   * With batches of another size.
   *
   * @param size images a step
   * @return a copy
   * @throws IllegalArgumentException if it is less than 1
   */
  public AutoencoderTraining withBatchSize(int size) {
    return new AutoencoderTraining(seed, epochs, patchEpochs, size, adam);
  }

  /**
   * All epochs.
   *
   * @return at least 1
   */
  public int allEpochs() {
    return epochs + patchEpochs;
  }

  /** Steps of an epoch. */
  int steps(int images) {
    return EpochSize.stepsOfEpoch(images, batchSize);
  }
}
