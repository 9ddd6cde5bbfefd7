package org.abc4j.io;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UninterruptedTest {

  @AfterEach
  void clear_theInterrupt() {
    Thread.interrupted();
  }

  @Test
  void run_notInterrupted_isRunOnce() throws IOException {
    int[] runs = {0};
    assertEquals("done", Uninterrupted.run(() -> ++runs[0] == 1 ? "done" : "again"));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void run_interruptedBefore_worksWithoutItAndLeavesTheThreadInterrupted() throws IOException {
    Thread.currentThread().interrupt();
    assertFalse(Uninterrupted.run(Thread::interrupted), "interrupted while at work");
    assertTrue(Thread.currentThread().isInterrupted());
  }

  @Test
  void run_interruptedInTheMiddle_isRunAgainAndLeavesTheThreadInterrupted() throws IOException {
    int[] runs = {0};
    int result =
        Uninterrupted.run(
            () -> {
              if (++runs[0] < 4) {
                Thread.currentThread().interrupt();
                throw new ClosedByInterruptException();
              }
              return runs[0];
            });
    assertEquals(4, result);
    assertTrue(Thread.currentThread().isInterrupted());
  }

  @Test
  void finish_interruptedInTheMiddle_isRunAgainAndLeavesTheThreadInterrupted() throws IOException {
    int[] runs = {0};
    Uninterrupted.finish(
        () -> {
          if (++runs[0] < 3) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
          }
        });
    assertEquals(3, runs[0]);
    assertTrue(Thread.currentThread().isInterrupted());
  }

  @Test
  void run_failureOfItsOwn_isThrownAtOnce() {
    int[] runs = {0};
    Uninterrupted.Work<String> work =
        () -> {
          throw new IOException("disk full, run " + ++runs[0]);
        };
    assertFails(IOException.class, "disk full, run 1", () -> Uninterrupted.run(work));
    assertFalse(Thread.currentThread().isInterrupted());
    Thread.currentThread().interrupt();
    assertFails(IOException.class, "disk full, run 2", () -> Uninterrupted.run(work));
    assertTrue(Thread.currentThread().isInterrupted());
  }
}
