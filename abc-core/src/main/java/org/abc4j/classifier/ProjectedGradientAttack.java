package org.abc4j.classifier;

import java.util.Arrays;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.epochs.UnitImages;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * Projected gradient ascent of the cross-entropy in the 2-norm (Madry et al. 2018), as
 * TorchAttacks' {@code PGDL2} has it: from a random place in a ball about the image, steps of one
 * length along the gradient, after each of which the ball and then the cube from 0 to 1 is gone
 * back to. The classifier goes by what was learnt in training.
 *
 * <p>The place to start at is the image plus radius · u · g/‖g‖, of a uniform u and a Gaussian g,
 * which are functions of seed, epoch and item. So what becomes of an image depends on nothing
 * beside it. Lengths are those of images with values from 0 to 1.
 *
 * @param radius of the ball, positive; the paper's is 3 for MNIST and 1 for Fashion-MNIST
 * @param stepSize length of a step, positive; the paper's is 0.2
 * @param steps number of steps, at least 1; the paper's 50
 */
public record ProjectedGradientAttack(double radius, double stepSize, int steps) {
  /** Added to norms of gradients, so that none is divided by 0. */
  private static final double LEAST_NORM = 1e-10;

  private static final double TO_UNIT = 0x1.0p-53;

  private static final int MOST_STEPS = 10_000;

  /**
   * Checks the ranges above.
   *
   * @param radius of the ball
   * @param stepSize length of a step
   * @param steps number of steps
   * @throws IllegalArgumentException if one is out of range, naming it
   */
  public ProjectedGradientAttack {
    if (!(radius > 0 && Double.isFinite(radius))) {
      throw new IllegalArgumentException("an attack's radius is above 0, found " + radius);
    }
    if (!(stepSize > 0 && Double.isFinite(stepSize))) {
      throw new IllegalArgumentException("an attack's steps are longer than 0, found " + stepSize);
    }
    if (steps < 1 || steps > MOST_STEPS) {
      throw new IllegalArgumentException(
          "an attack takes 1 to " + MOST_STEPS + " steps, found " + steps);
    }
  }

  /**
   * The paper's attack: 50 steps of 0.2.
   *
   * @param radius 3 for MNIST, 1 for Fashion-MNIST
   * @return the attack
   * @throws IllegalArgumentException if the radius is not above 0
   */
  public static ProjectedGradientAttack paper(double radius) {
    return new ProjectedGradientAttack(radius, 0.2, 50);
  }

  /**
   * With other numbers of steps.
   *
   * @param count how many
   * @return a copy
   * @throws IllegalArgumentException if it is less than 1
   */
  public ProjectedGradientAttack withSteps(int count) {
    return new ProjectedGradientAttack(radius, stepSize, count);
  }

  /**
   * Perturbs images so that a classifier errs.
   *
   * @param classifier the classifier
   * @param images with values from −1 to 1
   * @param labels of each
   * @param seed of what is drawn
   * @param epoch which draw of each image
   * @param first number of the first image among all; the next is one more
   * @param execution whose threads work on it, and whether to go on
   * @return the perturbed images, with values from −1 to 1
   * @throws IllegalArgumentException if images have another shape, or labels another number
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public Batch perturb(
      ImageClassifier classifier,
      Batch images,
      int[] labels,
      long seed,
      int epoch,
      long first,
      Execution execution) {
    LabelledImages.of(images, labels).require(classifier.config(), "images to be perturbed");
    long[] items = new long[labels.length];
    Arrays.setAll(items, i -> first + i);
    float[] unit = UnitImages.toUnit(images.toArray());
    float[] found = perturb(classifier.network(), unit, labels, seed, epoch, items, execution);
    for (int i = 0; i < found.length; i++) {
      found[i] = 2 * found[i] - 1;
    }
    return Batch.of(images.shape(), found);
  }

  /** The same of images with values from 0 to 1, in blocks side by side. */
  float[] perturb(
      ClassifierNetwork network,
      float[] images,
      int[] labels,
      long seed,
      int epoch,
      long[] items,
      Execution execution) {
    int size = network.config().images().size();
    float[] all = new float[images.length];
    Blocks.forEach(
        labels.length,
        execution,
        (from, count) -> {
          float[] block = Arrays.copyOfRange(images, from * size, (from + count) * size);
          int[] own = Arrays.copyOfRange(labels, from, from + count);
          float[] at = starts(block, seed, epoch, Arrays.copyOfRange(items, from, from + count));
          for (int step = 0; step < steps; step++) {
            execution.checkCancelled();
            climb(block, at, network.lossGradient(at, own), count);
          }
          System.arraycopy(at, 0, all, from * size, at.length);
        });
    return all;
  }

  private float[] starts(float[] images, long seed, int epoch, long[] items) {
    int size = images.length / items.length;
    float[] starts = new float[images.length];
    for (int row = 0; row < items.length; row++) {
      float[] g =
          CounterRandom.of(seed, Purpose.ATTACK_DIRECTION).gaussians(items[row], epoch, size);
      long bits = CounterRandom.of(seed, Purpose.ATTACK_DISTANCE).bits(items[row], epoch, 0);
      double scale = radius * ((bits >>> 11) * TO_UNIT) / norm(g, 0, size);
      for (int i = 0; i < size; i++) {
        starts[row * size + i] = cut(images[row * size + i] + scale * g[i]);
      }
    }
    return starts;
  }

  /** A step along each row's gradient, and back into its ball and into the cube. */
  private void climb(float[] images, float[] at, float[] gradients, int rows) {
    int size = images.length / rows;
    float[] delta = new float[size];
    for (int row = 0; row < rows; row++) {
      int begin = row * size;
      double length = stepSize / (norm(gradients, begin, size) + LEAST_NORM);
      for (int i = 0; i < size; i++) {
        double moved = at[begin + i] + length * gradients[begin + i];
        delta[i] = (float) (moved - images[begin + i]);
      }
      // Of no perturbation the quotient is infinite, and the lesser is 1.
      double factor = Math.min(1, radius / norm(delta, 0, size));
      for (int i = 0; i < size; i++) {
        at[begin + i] = cut(images[begin + i] + factor * delta[i]);
      }
    }
  }

  private static double norm(float[] values, int from, int size) {
    double sum = 0;
    for (int i = from; i < from + size; i++) {
      sum += (double) values[i] * values[i];
    }
    return Math.sqrt(sum);
  }

  private static float cut(double value) {
    return (float) Math.max(0, Math.min(1, value));
  }
}
