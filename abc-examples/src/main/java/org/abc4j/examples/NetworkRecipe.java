package org.abc4j.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.abc4j.Batch;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImageSet;
import org.abc4j.model.AdamConfig;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.training.TrainingConfig;
import org.abc4j.unet.UNetConfig;

/**
 * An ensemble of U-Nets that is small enough to be trained again without each of its sources.
 *
 * @param sources N
 * @param items images of each source, all of one class
 * @param members n
 * @param weight w, how many members see each source
 * @param side of the images, 8 or 16: fields of 32×32 are averaged
 * @param channels of the network's blocks, each a multiple of 4
 * @param steps optimizer steps of each member
 * @param batchSize images a step
 */
record NetworkRecipe(
    int sources,
    int items,
    int members,
    int weight,
    int side,
    List<Integer> channels,
    int steps,
    int batchSize) {
  /** Of the images before they are pooled. */
  private static final int WHOLE = 32;

  /** The same code for all seeds of the training. */
  private static final long DEAL = 1;

  private static final int LAYERS = 1;
  private static final int NORM_GROUPS = 4;
  private static final int ATTENDING = 2;
  private static final double RATE = 2e-3;
  private static final double DECAY = 0.99;

  NetworkRecipe {
    channels = List.copyOf(channels);
    if (side != WHOLE / 4 && side != WHOLE / 2) {
      throw new IllegalArgumentException("images have 8 or 16 pixels a side, asked for " + side);
    }
  }

  /** In words that are good for the first line of a file. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d sources of %d, %d of %d members, %d pixels a side, channels %s, %d steps of %d",
        sources,
        items,
        weight,
        members,
        side,
        channels,
        steps,
        batchSize);
  }

  /** Which source is seen by which members. */
  CodeAssignment code() {
    int[] sourceOfItem = new int[sources * items];
    Arrays.setAll(sourceOfItem, item -> item / items);
    return Codebook.allWords(members, weight).assign(DataSources.ofItems(sourceOfItem), DEAL);
  }

  /**
   * The images, in the order of the sources: source s has those from s·items, all of one class, and
   * classes take turns.
   *
   * @throws IllegalArgumentException if there are too few of a kind
   */
  Batch images(ImageSet images) {
    Map<Integer, List<Integer>> ofClass = new TreeMap<>();
    for (int image = 0; image < images.count(); image++) {
      ofClass.computeIfAbsent(images.label(image), label -> new ArrayList<>()).add(image);
    }
    List<Integer> chosen = new ArrayList<>();
    for (int round = 0; chosen.size() < sources * items; round++) {
      int before = chosen.size();
      for (List<Integer> alike : ofClass.values()) {
        if (alike.size() >= (round + 1) * items && chosen.size() < sources * items) {
          chosen.addAll(alike.subList(round * items, (round + 1) * items));
        }
      }
      if (chosen.size() == before) {
        throw new IllegalArgumentException(
            "there are images for "
                + before / items
                + " sources of "
                + items
                + " of one class each, asked for "
                + sources);
      }
    }
    return RefitWorld.pooled(
        images.batch().select(chosen.stream().mapToInt(Integer::intValue).toArray()), WHOLE / side);
  }

  /** The ensemble of some images, as {@link #images} orders them. */
  NetworkWorld world(Batch images, NetworkWorld.Starts starts, long seed) {
    UNetConfig network =
        UNetConfig.attendingAt(ATTENDING, images.shape(), channels, LAYERS, NORM_GROUPS);
    TrainingConfig training =
        new TrainingConfig(
            seed, steps, batchSize, AdamConfig.pytorch(RATE), false, DECAY, NoiseSchedule.linear());
    return new NetworkWorld(images, code(), network, training, starts);
  }
}
