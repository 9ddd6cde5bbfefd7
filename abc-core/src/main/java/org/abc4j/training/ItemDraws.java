package org.abc4j.training;

/** Which item of its split a member sees in a row of a step's batch. */
interface ItemDraws {
  /**
   * The item.
   *
   * @return its index in the split, uniform
   */
  int item(int step, int row);
}
