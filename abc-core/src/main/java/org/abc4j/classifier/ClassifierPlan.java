package org.abc4j.classifier;

import java.time.Duration;
import java.util.Arrays;
import org.abc4j.Execution;
import org.abc4j.ProgressListener;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * What the training of a classifier will take, before it begins: steps on one block of random
 * images are timed for about a second on this machine, and their arrays counted. Immutable.
 *
 * @param steps optimizer steps in all
 * @param batch images of a step
 * @param passes passes of an image forward or backward through the network, in all: what progress
 *     is told in
 * @param multiplyAdds of one image forward
 * @param trainingSeconds measured time of training on one image, on one thread
 * @param attackSeconds measured time of a step of the attack on one image, on one thread
 * @param seconds of all of it, on one thread
 * @param bytes memory of the training: weights, moments, the best, a checkpoint's copy, and all of
 *     a batch
 */
public record ClassifierPlan(
    long steps,
    int batch,
    long passes,
    long multiplyAdds,
    double trainingSeconds,
    double attackSeconds,
    double seconds,
    long bytes) {
  /** Rounds at least; of a small network the compiler needs more, until so much time is over. */
  private static final int LEAST_ROUNDS = 4;

  private static final int MOST_ROUNDS = 200;
  private static final double SECONDS = 1;
  private static final int PROGRESS = 100;

  /** Weights, two moments, the best, and a checkpoint's copy of these. */
  private static final int COPIES = 8;

  /** Of a batch: images, perturbed images, both, what comes back and two more. */
  private static final int BATCHES = 8;

  /**
   * What a batch takes at least, counted without making a network's pass.
   *
   * @param config the architecture
   * @param training how it would be trained
   * @param images how many there are
   * @return bytes of values, adjoints and gradients
   */
  public static long leastBytes(ResNet config, ClassifierTraining training, int images) {
    int rows = rows(training, images);
    ClassifierNetwork network = ClassifierNetwork.of(config);
    return network.bytes(rows) + Float.BYTES * network.trained() * Blocks.of(rows);
  }

  /** Images that weights are trained on in one step. */
  private static int rows(ClassifierTraining training, int images) {
    int batch = Math.min(images, training.batchSize());
    return training.adversarialEpochs() > 0 ? Math.multiplyExact(2, batch) : batch;
  }

  /**
   * Measures a few steps on one block.
   *
   * @param config the architecture
   * @param training how it would be trained
   * @param images how many there are, at least 1
   * @param testImages how many each epoch is judged by, at least 1
   * @param listener hears how far the measuring is; it may throw to end it
   * @return the plan
   */
  public static ClassifierPlan measure(
      ResNet config,
      ClassifierTraining training,
      int images,
      int testImages,
      ProgressListener listener) {
    int count = Math.min(Blocks.ROWS, Math.min(images, training.batchSize()));
    int size = config.images().size();
    float[] block =
        CounterRandom.of(training.seed(), Purpose.EXAMPLE)
            .gaussians(0, 0, Math.multiplyExact(count, size));
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i % config.classes());
    ClassifierModel model = ClassifierModel.of(config, training);
    double training1 = Double.POSITIVE_INFINITY;
    double attack1 = Double.POSITIVE_INFINITY;
    double spent = 0;
    for (int round = 0; round < LEAST_ROUNDS || round < MOST_ROUNDS && spent < SECONDS; round++) {
      double step = seconds(() -> model.step(block, labels, Execution.sequential()));
      // The weights have changed: what is derived from them is made anew once, and then kept.
      double first = seconds(() -> model.network().lossGradient(block, labels));
      double second = seconds(() -> model.network().lossGradient(block, labels));
      // Whatever else the machine does only lengthens them.
      training1 = Math.min(training1, step / count);
      attack1 = Math.min(attack1, second / count);
      spent += step + first + second;
      listener.progress(Math.min(PROGRESS, (long) (PROGRESS * spent / SECONDS)), PROGRESS);
    }
    listener.progress(PROGRESS, PROGRESS);
    ClassifierPasses passes = new ClassifierPasses(training, images, testImages);
    int rows = rows(training, images);
    long bytes =
        Blocks.of(rows) * model.bytes()
            + model.network().bytes(Blocks.ROWS)
            + Float.BYTES * (COPIES * config.weights() + (long) BATCHES * rows * size);
    return new ClassifierPlan(
        (long) training.allEpochs() * training.steps(images),
        Math.min(images, training.batchSize()),
        passes.all(),
        config.multiplyAdds(),
        training1,
        attack1,
        passes.trained() * training1 + passes.attacked() * attack1 + passes.looked() * attack1 / 2,
        bytes);
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) * 1e-9;
  }

  /**
   * Time of the training.
   *
   * @param threads threads that blocks of a step are spread over, at least 1
   * @return about how long it takes
   */
  public Duration time(int threads) {
    int blocks = Blocks.of(batch);
    double rounds = (double) ((blocks + threads - 1) / threads) / blocks;
    return Duration.ofMillis((long) Math.min(Long.MAX_VALUE, 1e3 * seconds * rounds));
  }
}
