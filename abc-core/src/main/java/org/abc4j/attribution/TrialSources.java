package org.abc4j.attribution;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/** Sources that are drawn, for a hybrid landscape to be measured on or a screen to be judged by. */
final class TrialSources {
  private TrialSources() {}

  /**
   * Draws distinct sources by Fisher and Yates' shuffle, of which only what is drawn is stored.
   *
   * @param sources how many there are
   * @param wanted how many are wanted; never more than there are
   * @param seed any value
   * @param purpose what they are drawn for
   * @return their indices in increasing order
   */
  static int[] draw(int sources, int wanted, long seed, Purpose purpose) {
    CounterRandom random = CounterRandom.of(seed, purpose);
    Map<Integer, Integer> moved = new HashMap<>();
    int[] drawn = new int[Math.min(wanted, sources)];
    for (int i = 0; i < drawn.length; i++) {
      int j = i + (int) random.below(sources - i, 0, 0, i);
      drawn[i] = moved.getOrDefault(j, j);
      moved.put(j, moved.getOrDefault(i, i));
    }
    Arrays.sort(drawn);
    return drawn;
  }
}
