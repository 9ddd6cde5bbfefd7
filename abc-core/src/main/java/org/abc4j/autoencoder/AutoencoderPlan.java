package org.abc4j.autoencoder;

import java.time.Duration;
import java.util.Arrays;
import org.abc4j.Execution;
import org.abc4j.ProgressListener;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.unet.layer.ImageTraining;

/**
 * What the training of an autoencoder will take, before it begins: a few steps on one block of
 * random images are timed on this machine, and their arrays counted. Immutable.
 *
 * @param steps optimizer steps in all
 * @param batch images of a step
 * @param blockSeconds measured time of a step on one block of {@link ImageTraining#BLOCK} images,
 *     on one thread
 * @param bytes memory of the training: weights, moments, a checkpoint's copy, and all of a batch
 */
public record AutoencoderPlan(long steps, int batch, double blockSeconds, long bytes) {
  private static final int WARM_UP = 1;
  private static final int MEASURED = 2;

  /** Weights, two moments, and a checkpoint's copy of these. */
  private static final int COPIES = 6;

  /** Of a batch: images, what comes back, its adjoint and one more. */
  private static final int BATCHES = 4;

  /**
   * What a batch takes at least, counted without making a network's pass.
   *
   * @param config the architecture
   * @param training how it would be trained
   * @param images how many there are
   * @return bytes of values and adjoints
   */
  public static long leastBytes(
      AutoencoderConfig config, AutoencoderTraining training, int images) {
    return Math.min(images, training.batchSize())
        * (config.encoder().bytesOfRow() + config.decoder().bytesOfRow());
  }

  /**
   * Measures a few steps on one block.
   *
   * @param config the architecture
   * @param training how it would be trained
   * @param images how many there are, at least 1
   * @param listener hears how far the measuring is; it may throw to end it
   * @return the plan
   */
  public static AutoencoderPlan measure(
      AutoencoderConfig config,
      AutoencoderTraining training,
      int images,
      ProgressListener listener) {
    int batch = Math.min(images, training.batchSize());
    int rows = Math.min(batch, ImageTraining.BLOCK);
    float[] block =
        CounterRandom.of(training.seed(), Purpose.EXAMPLE)
            .gaussians(0, 0, Math.multiplyExact(rows, config.images().size()));
    AutoencoderModel model = AutoencoderModel.of(config, training);
    ReconstructionLoss loss = ReconstructionLoss.withPatches(config.images());
    double[] seconds = new double[WARM_UP + MEASURED];
    for (int i = 0; i < seconds.length; i++) {
      long start = System.nanoTime();
      model.step(block, loss, Execution.sequential());
      seconds[i] = (System.nanoTime() - start) * 1e-9;
      listener.progress(i + 1, seconds.length);
    }
    long bytes =
        blocks(batch) * model.bytes()
            + Float.BYTES
                * (COPIES * config.weights() + (long) BATCHES * batch * config.images().size());
    return new AutoencoderPlan(
        (long) training.allEpochs() * training.steps(images),
        batch,
        Arrays.stream(seconds).skip(WARM_UP).min().orElseThrow(),
        bytes);
  }

  private static long blocks(int batch) {
    return (batch + ImageTraining.BLOCK - 1) / ImageTraining.BLOCK;
  }

  /**
   * Time of the training.
   *
   * @param threads threads that blocks of a step are spread over, at least 1
   * @return about how long it takes
   */
  public Duration time(int threads) {
    long rounds = (blocks(batch) + threads - 1) / threads;
    double seconds = (double) steps * rounds * blockSeconds;
    return Duration.ofMillis((long) Math.min(Long.MAX_VALUE, 1e3 * seconds));
  }
}
