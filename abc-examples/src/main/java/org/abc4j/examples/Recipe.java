package org.abc4j.examples;

import java.util.Arrays;
import java.util.List;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.AdamConfig;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.training.TrainingConfig;
import org.abc4j.unet.UNetConfig;

/**
 * All that an ensemble's training depends on besides the images. {@link #shipped()} is how the
 * ensemble was made that comes with the examples.
 *
 * @param sources number of sources
 * @param imagesPerSource images of each source; source s has images s·k to s·k + k − 1
 * @param channels channels of the network's blocks, each a multiple of 8
 * @param steps optimizer steps of each member
 * @param batchSize images a step
 * @param seed seed of the code, of the initial weights and of all draws of the training
 */
record Recipe(
    int sources, int imagesPerSource, List<Integer> channels, int steps, int batchSize, long seed) {
  private static final int RESERVED = 16;
  private static final int LAYERS = 1;

  /** At 8×8 pixels of 32×32: at 16×16 attention would be a third of all work. */
  private static final int ATTENDING = 2;

  private static final int NORM_GROUPS = 8;
  private static final double RATE = 1e-3;
  private static final double DECAY = 0.999;

  Recipe {
    channels = List.copyOf(channels);
  }

  /** The recipe of the ensemble that comes with the examples: n = 9, w = 4, 16 placebos. */
  static Recipe shipped() {
    return new Recipe(64, 4, List.of(16, 32, 32, 32), 5000, 32, 1);
  }

  /** Number of images. */
  int images() {
    return Math.multiplyExact(sources, imagesPerSource);
  }

  /** Which image comes from which source. */
  DataSources dataSources() {
    int[] sourceOfImage = new int[images()];
    Arrays.setAll(sourceOfImage, image -> image / imagesPerSource);
    return DataSources.ofItems(sourceOfImage);
  }

  /** Which source is seen by which members: the shortest code that has enough words. */
  CodeAssignment code() {
    return Codebook.design(sources, RESERVED, seed).assign(dataSources(), seed);
  }

  /** The network of every member. */
  UNetConfig network(Shape shape) {
    return UNetConfig.attendingAt(ATTENDING, shape, channels, LAYERS, NORM_GROUPS);
  }

  /** How members are trained. */
  TrainingConfig training() {
    return new TrainingConfig(
        seed, steps, batchSize, AdamConfig.pytorch(RATE), false, DECAY, NoiseSchedule.linear());
  }
}
