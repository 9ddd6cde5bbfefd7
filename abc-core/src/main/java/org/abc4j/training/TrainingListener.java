package org.abc4j.training;

/**
 * Hears of each training step. Called on the threads that train, perhaps on several at once. What
 * it throws ends the training, which keeps the steps taken.
 */
@FunctionalInterface
public interface TrainingListener {

  /**
   * A step has been taken.
   *
   * @param member index of the member
   * @param step steps that it has now taken, from 1
   * @param steps steps that it will have taken
   * @param loss loss of the step's batch, before the step
   */
  void trained(int member, int step, int steps, double loss);

  /**
   * A member is there that is not trained here: it was trained to its end before, or was copied
   * from the ensemble that is repaired. Called on the thread that started the training, before the
   * first step.
   *
   * @param member index of the member
   */
  default void taken(int member) {}
}
