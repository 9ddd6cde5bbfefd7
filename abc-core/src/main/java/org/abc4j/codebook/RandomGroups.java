package org.abc4j.codebook;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * Items that are dealt at random to groups, each a data source: landscapes of fewer
 * counterfactuals, at the cost of granularity (appendix B.3). Immutable.
 *
 * @param count number of groups, N
 * @param seed seed of the deal
 */
public record RandomGroups(int count, long seed) {

  /**
   * Checks the number.
   *
   * @param count number of groups, at least 1
   * @param seed seed of the deal
   * @throws IllegalArgumentException if there is no group
   */
  public RandomGroups {
    if (count < 1) {
      throw new IllegalArgumentException("items are dealt to at least 1 group, found " + count);
    }
  }

  /**
   * Deals items: all orders of them are equally likely, and each group has as many as any other, or
   * one more.
   *
   * @param items number of items, at least that of the groups
   * @return the group of each, from 0
   * @throws IllegalArgumentException if a group would have none
   */
  public int[] deal(int items) {
    if (items < count) {
      throw new IllegalArgumentException(
          count + " groups have at least an item each, found " + items + " items");
    }
    CounterRandom random = CounterRandom.of(seed, Purpose.SOURCE_GROUPS);
    long[] priorities = new long[items];
    Arrays.setAll(priorities, item -> random.bits(0, 0, item));
    int[] groups = new int[items];
    int[] order =
        IntStream.range(0, items)
            .boxed()
            .sorted(Comparator.comparingLong(item -> priorities[item]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int place = 0; place < items; place++) {
      groups[order[place]] = place % count;
    }
    return groups;
  }

  /**
   * What a group is called.
   *
   * @param group its number
   * @return such as {@code "group 17"}
   */
  public static String name(int group) {
    return "group " + group;
  }
}
