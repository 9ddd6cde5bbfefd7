package org.abc4j.examples;

import java.util.List;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.CodeDesign;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.AdamConfig;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.training.TrainingConfig;
import org.abc4j.unet.UNetConfig;

/**
 * All that an ensemble's training depends on besides the images and whose they are. {@link
 * #shipped()} is how the ensemble was made that comes with the examples.
 *
 * @param sources number of sources
 * @param imagesPerSource images of each source
 * @param members number of members, even: each source is seen by half of them
 * @param placebos words that no source holds
 * @param channels channels of the network's blocks, each a multiple of 8
 * @param steps optimizer steps of each member
 * @param batchSize images a step
 * @param seed seed of the code, of the initial weights and of all draws of the training
 */
record Recipe(
    int sources,
    int imagesPerSource,
    int members,
    int placebos,
    List<Integer> channels,
    int steps,
    int batchSize,
    long seed) {
  private static final int LAYERS = 1;

  /** At 8×8 pixels of 32×32: at 16×16 attention would be a third of all work. */
  private static final int ATTENDING = 2;

  private static final int NORM_GROUPS = 8;
  private static final double RATE = 1e-3;
  private static final double DECAY = 0.999;

  Recipe {
    channels = List.copyOf(channels);
    if (members < 2 || members % 2 != 0) {
      throw new IllegalArgumentException(
          "members are an even number, for half of them to see a source, found " + members);
    }
  }

  /**
   * The recipe of the ensemble that comes with the examples: n = 16, w = 8, and so many placebos
   * that one of 64 sources is named at q = 0.05 with at most one of them as high (decision 39).
   */
  static Recipe shipped() {
    return new Recipe(64, 4, 16, 2559, List.of(8, 16, 32, 32), 4000, 16, 1);
  }

  Recipe withSeed(long other) {
    return new Recipe(
        sources, imagesPerSource, members, placebos, channels, steps, batchSize, other);
  }

  /** Number of images. */
  int images() {
    return Math.multiplyExact(sources, imagesPerSource);
  }

  /** Which source is seen by which members. */
  CodeAssignment code(DataSources owners) {
    return CodeDesign.forSources(sources)
        .withReserved(placebos)
        .withLength(members)
        .withWeight(members / 2)
        .withSeed(seed)
        .design()
        .assign(owners, seed);
  }

  /** The network of every member. */
  UNetConfig network(Shape shape) {
    return UNetConfig.attendingAt(ATTENDING, shape, channels, LAYERS, NORM_GROUPS);
  }

  /** How members are trained: with shared draws, so that they differ by their sources alone. */
  TrainingConfig training() {
    return new TrainingConfig(
            seed, steps, batchSize, AdamConfig.pytorch(RATE), false, DECAY, NoiseSchedule.linear())
        .withSharedDraws();
  }
}
