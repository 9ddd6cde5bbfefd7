package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingBarTest {
  /** Member 1 is there already. */
  private final TrainingBar bar = new TrainingBar(100, new int[] {0, 100, 0});

  @AfterEach
  void close() {
    bar.close();
  }

  @Test
  void doneInAll_noStepYet_isWhatWasThere() {
    assertEquals(100, bar.doneInAll());
    assertEquals(300, bar.total());
  }

  @Test
  void doneInAll_memberThatGoesOn_countsItsEarlierSteps() {
    bar.trained(0, 41, 100, 1);
    bar.trained(2, 1, 100, 1);
    bar.trained(0, 42, 100, 1);
    assertEquals(100 + 42 + 1, bar.doneInAll());
  }

  @Test
  void loss_isTheMeanOfLate() {
    bar.trained(0, 1, 100, 2);
    assertEquals(2, bar.loss(), 1e-12);
    bar.trained(0, 2, 100, 4);
    assertEquals((0.99 * 2 + 4) / 1.99, bar.loss(), 1e-12);
  }
}
