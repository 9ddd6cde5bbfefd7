package org.abc4j.training;

import java.util.HashMap;
import java.util.Map;
import org.abc4j.Rows;
import org.abc4j.io.Sha256;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * Items that members draw alike: each item has a random priority in each row, and a member takes
 * the highest of its split. So two members see the same item wherever the highest of both splits
 * together lies in both, and leaving an item out changes those rows alone in which it was seen.
 *
 * <p>An item goes by a digest of its values, not by a number: numbers change when a source is
 * removed. Of equal items each has a priority of its own, by its place among those of the split. So
 * which of them has which priority changes where one is left out, or with the split; but what is
 * seen is their values, in as many rows as there are items, and these change in those rows alone
 * where the last of them was seen.
 */
final class SharedItemDraws implements ItemDraws {
  private final CounterRandom random;
  private final long[] items;

  private SharedItemDraws(CounterRandom random, long[] items) {
    this.random = random;
    this.items = items;
  }

  static SharedItemDraws of(long seed, Rows split) {
    long[] items = new long[split.rows()];
    float[] values = new float[split.shape().size()];
    Map<String, Integer> seen = new HashMap<>();
    for (int item = 0; item < items.length; item++) {
      split.copyRow(item, values);
      String digest = Sha256.of(values);
      int before = seen.merge(digest, 1, Integer::sum) - 1;
      String name = before == 0 ? digest : Sha256.begin().add(digest).add(before).hex();
      items[item] = Long.parseUnsignedLong(name.substring(0, 16), 16);
    }
    return new SharedItemDraws(CounterRandom.of(seed, Purpose.SHARED_MINIBATCH), items);
  }

  @Override
  public int item(int step, int row) {
    int highest = 0;
    long priority = Long.MIN_VALUE;
    for (int item = 0; item < items.length; item++) {
      long other = random.bits(items[item], step, row);
      if (other > priority) {
        highest = item;
        priority = other;
      }
    }
    return highest;
  }
}
