package org.abc4j.examples;

import java.util.Locale;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.CodeSize;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * One ensemble of an influence study.
 *
 * @param kind of the members
 * @param sources N
 * @param items of each source
 * @param members n
 * @param seed of the deal of words, the noise and the residuals
 */
record InfluenceSetting(RefitWorld.Kind kind, int sources, int items, int members, long seed) {

  /** The fewest members whose words suffice for some sources, and a few to spare. */
  static int fewestMembers(int sources) {
    int n = 3;
    while (CodeSize.ofLength(n).capacity().bitLength() < 62
        && CodeSize.ofLength(n).capacity().longValue() < sources + sources / 2) {
      n++;
    }
    return n;
  }

  /** Good for the name of a file. */
  String id() {
    return String.format(
        Locale.ROOT, "%s-%d-sources-of-%d-%d-members-seed-%d", kind, sources, items, members, seed);
  }

  int images() {
    return sources * items;
  }

  /** So many sources, drawn at random, in increasing order; all where there are no more. */
  int[] drawn(int most) {
    int[] order = InfluenceChance.shuffled(CounterRandom.of(seed, Purpose.EXAMPLE), 0, 3, sources);
    return IntStream.of(order).limit(most).sorted().toArray();
  }

  /** Source s has the images s·items and those after it. */
  RefitWorld world(TrainingData data) {
    int[] first = IntStream.range(0, images()).toArray();
    return worldOf(data.images().batch().select(first));
  }

  /** The same, of given images. */
  RefitWorld worldOf(Batch images) {
    DataSources whose =
        items == 1
            ? DataSources.oneItemEach(sources)
            : DataSources.ofItems(
                IntStream.range(0, images()).map(image -> image / items).toArray());
    CodeAssignment code =
        Codebook.allWords(members, CodeSize.ofLength(members).weight()).assign(whose, seed);
    return new RefitWorld(kind, RefitWorld.pooled(images), code);
  }
}
