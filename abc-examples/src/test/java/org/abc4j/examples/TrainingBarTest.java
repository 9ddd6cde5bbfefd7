package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
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
    assertEquals(Optional.empty(), bar.timeLeft());
  }

  @Test
  void doneInAll_memberThatGoesOn_countsItsEarlierSteps() {
    bar.trained(0, 41, 100, 1);
    bar.trained(2, 1, 100, 1);
    bar.trained(0, 42, 100, 1);
    assertEquals(100 + 42 + 1, bar.doneInAll());
  }

  @Test
  void timeLeft_earlierSteps_doNotMakeItShorter() throws InterruptedException {
    Thread.sleep(20);
    bar.trained(0, 91, 100, 1);
    // One step took at least 20 ms, and 9 + 100 are left; by all steps it would be 20 ms / 191
    // each.
    Duration left = bar.timeLeft().orElseThrow();
    assertTrue(left.compareTo(Duration.ofMillis(20 * 109)) >= 0, left::toString);
  }

  @Test
  void timeLeft_done_isZero() {
    bar.trained(0, 100, 100, 1);
    bar.trained(2, 100, 100, 1);
    assertEquals(Optional.of(Duration.ZERO), bar.timeLeft());
  }

  @Test
  void loss_isTheMeanOfLate() {
    bar.trained(0, 1, 100, 2);
    assertEquals(2, bar.loss(), 1e-12);
    bar.trained(0, 2, 100, 4);
    assertEquals((0.99 * 2 + 4) / 1.99, bar.loss(), 1e-12);
  }
}
