package org.abc4j.examples;

import java.util.Objects;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * A split as a training draws from it, such that trainings on two splits of the same items draw the
 * same item wherever both may: without a source, a training then differs where it must and nowhere
 * else.
 *
 * <p>Each row stands for a list of items, drawn uniformly with replacement from all, and shows the
 * first of them that the split has. So a training that draws rows uniformly draws items of the
 * split uniformly, as far as a million lists are uniform. Immutable and thread-safe.
 */
final class CoupledSplit implements Rows {
  private static final int LISTS = 1 << 20;

  private final Rows items;
  private final boolean[] seen;
  private final CounterRandom lists;

  private CoupledSplit(Rows items, boolean[] seen, CounterRandom lists) {
    this.items = items;
    this.seen = seen;
    this.lists = lists;
  }

  /**
   * A split.
   *
   * @param items all items, of this split and of those that it is to be coupled with
   * @param split indices of those that it has, at least one
   * @param seed seed of the lists, the same for splits that are coupled
   * @throws IllegalArgumentException if it has no item
   */
  static CoupledSplit of(Rows items, int[] split, long seed) {
    if (split.length == 0) {
      throw new IllegalArgumentException(
          "a split has at least 1 of " + items.rows() + " items, found none");
    }
    boolean[] seen = new boolean[items.rows()];
    for (int item : split) {
      seen[item] = true;
    }
    return new CoupledSplit(items, seen, CounterRandom.of(seed, Purpose.EXAMPLE));
  }

  @Override
  public Shape shape() {
    return items.shape();
  }

  /** As many lists begin with each item as with any other. */
  @Override
  public int rows() {
    return Math.multiplyExact(items.rows(), Math.max(1, LISTS / items.rows()));
  }

  @Override
  public void copyRow(int row, float[] into) {
    items.copyRow(itemOf(row), into);
  }

  /** The item that a row shows. */
  int itemOf(int row) {
    Objects.checkIndex(row, rows());
    int item = row % items.rows();
    for (int next = 1; !seen[item]; next++) {
      item = (int) lists.below(items.rows(), row, 0, next);
    }
    return item;
  }
}
