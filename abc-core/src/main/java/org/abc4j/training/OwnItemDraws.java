package org.abc4j.training;

import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/** Items that each member draws for itself. */
record OwnItemDraws(CounterRandom random, int member, int items) implements ItemDraws {

  static OwnItemDraws of(long seed, int member, int items) {
    return new OwnItemDraws(CounterRandom.of(seed, Purpose.MINIBATCH), member, items);
  }

  @Override
  public int item(int step, int row) {
    return (int) random.below(items, member, step, row);
  }
}
