package org.abc4j.classifier;

import java.util.Objects;
import org.abc4j.epochs.EpochSize;
import org.abc4j.model.AdamConfig;

/**
 * How a classifier is trained (appendix B.5): so many epochs on images; then the best of these by
 * accuracy, with a new optimizer, so many on images and perturbed images together, of which the
 * best by adversarial accuracy is kept.
 *
 * @param seed seed of every draw
 * @param epochs epochs on images alone, at least 1
 * @param adversarialEpochs epochs after these with perturbed images too, at least 0
 * @param batchSize images a step, at least 1; the last step of an epoch has what is left, and with
 *     perturbed images there are twice as many
 * @param adam settings of the optimizer
 * @param attack what perturbs images
 */
public record ClassifierTraining(
    long seed,
    int epochs,
    int adversarialEpochs,
    int batchSize,
    AdamConfig adam,
    ProjectedGradientAttack attack) {

  private static final int MOST_EPOCHS = 100_000;

  /**
   * Checks the ranges above.
   *
   * @param seed seed of every draw
   * @param epochs epochs on images alone
   * @param adversarialEpochs epochs after these with perturbed images too
   * @param batchSize images a step
   * @param adam settings of the optimizer
   * @param attack what perturbs images
   * @throws IllegalArgumentException if one is out of range, naming it
   */
  public ClassifierTraining {
    Objects.requireNonNull(adam, "adam");
    Objects.requireNonNull(attack, "attack");
    if (epochs < 1 || adversarialEpochs < 0 || (long) epochs + adversarialEpochs > MOST_EPOCHS) {
      throw new IllegalArgumentException(
          "a classifier is trained for 1 to "
              + MOST_EPOCHS
              + " epochs, of which at least 1 is on images alone, found "
              + epochs
              + " and "
              + adversarialEpochs
              + " with perturbed images");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("a step takes at least 1 image, found " + batchSize);
    }
  }

  /**
   * The paper's settings: 50 epochs, then 50 with perturbed images, Adam with PyTorch's defaults;
   * and batches of 128, of which it says nothing.
   *
   * @param seed seed of every draw
   * @param radius of the attack: 3 for MNIST, 1 for Fashion-MNIST
   * @return the settings
   * @throws IllegalArgumentException if the radius is not above 0
   */
  public static ClassifierTraining paper(long seed, double radius) {
    return new ClassifierTraining(
        seed, 50, 50, 128, AdamConfig.pytorch(1e-3), ProjectedGradientAttack.paper(radius));
  }

  /**
   * With other numbers of epochs.
   *
   * @param plain on images alone
   * @param adversarial after these, with perturbed images too
   * @return a copy
   * @throws IllegalArgumentException if one is out of range
   */
  public ClassifierTraining withEpochs(int plain, int adversarial) {
    return new ClassifierTraining(seed, plain, adversarial, batchSize, adam, attack);
  }

  /**
   * With another attack.
   *
   * @param other the attack
   * @return a copy
   */
  public ClassifierTraining with(ProjectedGradientAttack other) {
    return new ClassifierTraining(seed, epochs, adversarialEpochs, batchSize, adam, other);
  }

  /**
   * With batches of another size.
   *
   * @param size images a step
   * @return a copy
   * @throws IllegalArgumentException if it is less than 1
   */
  public ClassifierTraining withBatchSize(int size) {
    return new ClassifierTraining(seed, epochs, adversarialEpochs, size, adam, attack);
  }

  /**
   * All epochs.
   *
   * @return at least 1
   */
  public int allEpochs() {
    return epochs + adversarialEpochs;
  }

  /** Whether an epoch, from 0, is one with perturbed images. */
  boolean isAdversarial(int epoch) {
    return epoch >= epochs;
  }

  /** Steps of an epoch. */
  int steps(int images) {
    return EpochSize.stepsOfEpoch(images, batchSize);
  }
}
