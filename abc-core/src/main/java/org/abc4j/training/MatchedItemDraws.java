package org.abc4j.training;

import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * Items as a training on all of them draws them, but for those that are left out: where one of
 * these would be seen, another is drawn of what is left. So two matched trainings see the same item
 * wherever both may, and each draws uniformly. Immutable.
 */
final class MatchedItemDraws implements ItemDraws {
  private final ItemDraws all;
  private final CounterRandom redraws;

  /** The items that are left. */
  private final int[] left;

  /** Whether each of all items is. */
  private final boolean[] isLeft;

  private MatchedItemDraws(ItemDraws all, CounterRandom redraws, int[] left, boolean[] isLeft) {
    this.all = all;
    this.redraws = redraws;
    this.left = left;
    this.isLeft = isLeft;
  }

  /**
   * Draws of a single model.
   *
   * @param items number of all items
   * @param left those that are left, at least one
   */
  static MatchedItemDraws of(long seed, int items, int... left) {
    boolean[] isLeft = new boolean[items];
    for (int item : left) {
      isLeft[item] = true;
    }
    return new MatchedItemDraws(
        OwnItemDraws.of(seed, 0, items),
        CounterRandom.of(seed, Purpose.MATCHED_REDRAW),
        left.clone(),
        isLeft);
  }

  @Override
  public int item(int step, int row) {
    int item = all.item(step, row);
    return isLeft[item] ? item : left[(int) redraws.below(left.length, 0, step, row)];
  }
}
