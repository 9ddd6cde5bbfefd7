package org.abc4j;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the threads of a computation hear that it is to stop. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutionStopTest {
  private static final String CALLER = "cancelled: the calling thread was interrupted";

  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final Execution two = Execution.sequential().on(pool, 2);

  @AfterEach
  void shutDown() {
    pool.shutdownNow();
  }

  /** Works in small pieces until it is told to stop. */
  private static void workUntilCancelled(Execution execution) {
    while (true) {
      execution.checkCancelled();
      sleep(1);
    }
  }

  @Test
  void forEach_callerInterruptedWhileItWorks_helpersHear() throws Exception {
    Thread caller = Thread.currentThread();
    AtomicReference<Throwable> heard = new AtomicReference<>();
    CountDownLatch helping = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    assertFails(
        CancellationException.class,
        CALLER,
        () ->
            two.forEach(
                2,
                i -> {
                  if (Thread.currentThread() == caller) {
                    await(helping);
                    caller.interrupt();
                    // Only the helper asks; the caller goes on for as long.
                    awaitInterrupted(ended);
                  } else {
                    helping.countDown();
                    heard.set(
                        assertThrows(CancellationException.class, () -> workUntilCancelled(two)));
                    ended.countDown();
                    throw (CancellationException) heard.get();
                  }
                }));
    assertTrue(Thread.interrupted(), "the caller stays interrupted");
    assertEquals(CALLER, heard.get().getMessage());
  }

  @Test
  void forEach_callerInterruptedWhileItWaits_helpersHearAndTheFlagStays() {
    Thread caller = Thread.currentThread();
    CountDownLatch helping = new CountDownLatch(1);
    assertFails(
        CancellationException.class,
        CALLER,
        () ->
            two.forEach(
                2,
                i -> {
                  if (Thread.currentThread() == caller) {
                    await(helping);
                    return;
                  }
                  helping.countDown();
                  untilWaiting(caller);
                  caller.interrupt();
                  workUntilCancelled(two);
                }));
    assertTrue(Thread.interrupted(), "the caller stays interrupted");
  }

  @Test
  void forEach_insideATask_hearsOfTheOutermostCaller() {
    Thread caller = Thread.currentThread();
    CountDownLatch helping = new CountDownLatch(1);
    assertFails(
        CancellationException.class,
        CALLER,
        () ->
            two.forEach(
                2,
                i -> {
                  if (Thread.currentThread() == caller) {
                    await(helping);
                    return;
                  }
                  // Two threads that work for a thread that works for the caller.
                  two.forEach(
                      2,
                      j -> {
                        helping.countDown();
                        untilWaiting(caller);
                        caller.interrupt();
                        workUntilCancelled(Execution.sequential());
                      });
                }));
    assertTrue(Thread.interrupted());
  }

  @Test
  void forEach_helperInterrupted_isACancellation() {
    Thread caller = Thread.currentThread();
    CountDownLatch helping = new CountDownLatch(1);
    assertFails(
        CancellationException.class,
        "cancelled: a helping thread was interrupted",
        () ->
            two.forEach(
                2,
                i -> {
                  if (Thread.currentThread() == caller) {
                    await(helping);
                    return;
                  }
                  helping.countDown();
                  Thread.currentThread().interrupt();
                  two.checkCancelled();
                }));
    assertFalse(Thread.interrupted(), "nobody interrupted the caller");
  }

  @Test
  void forEach_taskFails_thoseBesideItStopAndItsFailureIsThrown() {
    Thread caller = Thread.currentThread();
    IllegalStateException failure = new IllegalStateException("on a helper");
    CountDownLatch working = new CountDownLatch(1);
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                two.forEach(
                    2,
                    i -> {
                      if (Thread.currentThread() == caller) {
                        working.countDown();
                        workUntilCancelled(two);
                      }
                      await(working);
                      throw failure;
                    }));
    assertSame(failure, thrown);
    assertEquals(0, thrown.getSuppressed().length, "who was stopped has nothing to add");
  }

  @Test
  void forEach_afterAFailure_isAskedAfresh() {
    assertThrows(
        IllegalStateException.class,
        () ->
            two.forEach(
                1,
                i -> {
                  throw new IllegalStateException();
                }));
    two.checkCancelled();
    two.forEach(4, i -> two.checkCancelled());
  }

  @Test
  void forEach_blockingCallInterrupted_isACancellationThatKeepsTheFlag() {
    UncheckedIOException closed = new UncheckedIOException(new ClosedByInterruptException());
    CancellationException thrown =
        assertThrows(
            CancellationException.class,
            () ->
                Execution.sequential()
                    .forEach(
                        3,
                        i -> {
                          Thread.currentThread().interrupt();
                          throw closed;
                        }));
    assertEquals("cancelled: a thread was interrupted at work", thrown.getMessage());
    assertSame(closed, thrown.getCause());
    assertTrue(Thread.interrupted());
  }

  @Test
  void forEach_taskThatLosesTheInterrupt_isACancellationThatRestoresIt() {
    assertThrows(
        CancellationException.class,
        () ->
            Execution.sequential()
                .forEach(
                    3,
                    i -> {
                      throw new IllegalStateException(new InterruptedException("in a sleep"));
                    }));
    assertTrue(Thread.interrupted());
  }

  @Test
  void forEach_otherFailureOfATask_staysWhatItIs() {
    UncheckedIOException other = new UncheckedIOException(new IOException("disk"));
    assertSame(
        other,
        assertThrows(
            UncheckedIOException.class,
            () ->
                two.forEach(
                    3,
                    i -> {
                      throw other;
                    })));
  }

  @Test
  void until_twice_anyAnswerEnds() {
    AtomicBoolean first = new AtomicBoolean();
    AtomicBoolean second = new AtomicBoolean();
    Execution execution = Execution.sequential().until(first::get).until(second::get);
    execution.checkCancelled();
    second.set(true);
    assertThrows(CancellationException.class, execution::checkCancelled);
    first.set(true);
    second.set(false);
    assertThrows(CancellationException.class, execution::checkCancelled);
    first.set(false);
    execution.checkCancelled();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS), "waited in vain");
    } catch (InterruptedException cause) {
      throw new AssertionError(cause);
    }
  }

  /** Waits on an interrupted thread, and leaves it so. */
  private static void awaitInterrupted(CountDownLatch latch) {
    for (int i = 0; i < 30_000_000 && latch.getCount() > 0; i++) {
      Thread.onSpinWait();
      Thread.yield();
    }
    assertEquals(0, latch.getCount(), "waited in vain");
  }

  private static void untilWaiting(Thread thread) {
    for (int i = 0; i < 10_000 && thread.getState() != Thread.State.WAITING; i++) {
      sleep(1);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException cause) {
      throw new AssertionError(cause);
    }
  }
}
