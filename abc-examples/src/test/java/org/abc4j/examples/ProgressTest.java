package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.abc4j.ProgressListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final Progress progress = new Progress("Four computations", 4);

  @AfterEach
  void close() {
    progress.close();
  }

  @Test
  void share_nothingReported_isZero() {
    progress.next();
    assertEquals(0, progress.share());
  }

  @Test
  void share_partOfTheSecond_addsToTheFirst() {
    progress.next().progress(5, 5);
    ProgressListener second = progress.next();
    second.progress(0, 40);
    assertEquals(0.25, progress.share());
    second.progress(10, 40);
    assertEquals(0.25 + 0.25 / 4, progress.share(), 1e-9);
  }

  @Test
  void share_allDone_isOne() {
    for (int i = 0; i < 4; i++) {
      ProgressListener listener = progress.next();
      listener.progress(0, 3);
      listener.progress(3, 3);
    }
    assertEquals(1, progress.share());
  }

  @Test
  void share_computationWithNothingToDo_isDone() {
    progress.next().progress(0, 0);
    assertEquals(0.25, progress.share());
  }

  @Test
  void close_interruptedThread_staysInterrupted() {
    Thread.currentThread().interrupt();
    progress.close();
    assertTrue(Thread.interrupted());
  }
}
