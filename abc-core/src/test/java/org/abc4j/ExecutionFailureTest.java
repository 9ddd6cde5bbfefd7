package org.abc4j;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the other threads when a task or the executor fails. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutionFailureTest {
  private final ExecutorService pool = Executors.newCachedThreadPool();

  @AfterEach
  void shutDown() {
    pool.shutdownNow();
  }

  @Test
  void forEach_failureOnCallingThread_awaitsOthersAndBeginsNoMore() {
    Thread caller = Thread.currentThread();
    CountDownLatch otherInside = new CountDownLatch(1);
    List<String> events = new ArrayList<>();
    IllegalStateException thrown = new IllegalStateException("index fails");
    IllegalStateException caught =
        assertThrows(
            IllegalStateException.class,
            () ->
                Execution.sequential()
                    .on(pool, 2)
                    .forEach(
                        1000,
                        i -> {
                          if (Thread.currentThread() == caller) {
                            await(otherInside);
                            throw thrown;
                          }
                          synchronized (events) {
                            events.add("begun");
                          }
                          otherInside.countDown();
                          untilWaiting(caller);
                          synchronized (events) {
                            events.add("ended");
                          }
                        }));
    assertSame(thrown, caught);
    assertEquals(List.of("begun", "ended"), events);
  }

  @Test
  void forEach_failureOnOtherThread_reachesCallerAndBeginsNoMore() {
    Thread caller = Thread.currentThread();
    CountDownLatch callerInside = new CountDownLatch(1);
    CountDownLatch otherEnded = new CountDownLatch(1);
    int[] runsOfCaller = new int[1];
    assertFails(
        IllegalStateException.class,
        "on another thread",
        () ->
            Execution.sequential()
                .on(helper -> pool.execute(thenCountDown(helper, otherEnded)), 2)
                .forEach(
                    1000,
                    i -> {
                      if (Thread.currentThread() != caller) {
                        await(callerInside);
                        throw new IllegalStateException("on another thread");
                      }
                      runsOfCaller[0]++;
                      callerInside.countDown();
                      await(otherEnded);
                    }));
    assertEquals(1, runsOfCaller[0]);
  }

  /** One thread fails at once while another still works: its end must be awaited all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"error", "exception", "cancellation"})
  void forEach_failureOnFirstOfTwoOthers_awaitsTheSecond(String kind) {
    Thread caller = Thread.currentThread();
    CountDownLatch allInside = new CountDownLatch(3);
    CountDownLatch firstEnded = new CountDownLatch(1);
    List<Thread> others = new ArrayList<>();
    boolean[] secondEnded = new boolean[1];
    Throwable thrown =
        switch (kind) {
          case "error" -> new LinkageError("from the first");
          case "exception" -> new IllegalStateException("from the first");
          default -> new CancellationException("from the first");
        };
    Throwable caught =
        assertThrows(
            thrown.getClass(),
            () ->
                Execution.sequential()
                    .on(
                        helper -> {
                          Runnable run =
                              others.isEmpty() ? thenCountDown(helper, firstEnded) : helper;
                          others.add(new Thread(run));
                          others.get(others.size() - 1).start();
                        },
                        3)
                    .forEach(
                        3,
                        i -> {
                          allInside.countDown();
                          await(allInside);
                          if (Thread.currentThread() == caller) {
                            await(firstEnded);
                          } else if (Thread.currentThread() == others.get(0)) {
                            throwUnchecked(thrown);
                          } else {
                            untilWaiting(caller);
                            secondEnded[0] = true;
                          }
                        }));
    assertSame(thrown, caught);
    assertTrue(secondEnded[0], "the second thread was awaited");
  }

  @Test
  void forEach_severalFailures_othersAreSuppressed() {
    Thread caller = Thread.currentThread();
    CountDownLatch both = new CountDownLatch(2);
    IllegalStateException caught =
        assertThrows(
            IllegalStateException.class,
            () ->
                Execution.sequential()
                    .on(pool, 2)
                    .forEach(
                        2,
                        i -> {
                          both.countDown();
                          await(both);
                          if (Thread.currentThread() == caller) {
                            throw new IllegalStateException("caller's");
                          }
                          throw new LinkageError("other's");
                        }));
    assertEquals("caller's", caught.getMessage());
    assertEquals(1, caught.getSuppressed().length);
    assertEquals("other's", caught.getSuppressed()[0].getMessage());
  }

  @Test
  void forEach_oneFailureThrownTwice_isThrownItself() {
    IllegalStateException shared = new IllegalStateException("shared");
    CountDownLatch both = new CountDownLatch(2);
    assertSame(
        shared,
        assertThrows(
            IllegalStateException.class,
            () ->
                Execution.sequential()
                    .on(pool, 2)
                    .forEach(
                        2,
                        i -> {
                          both.countDown();
                          await(both);
                          throw shared;
                        })));
  }

  @Test
  void forEach_errorOnCallingThread_staysAnError() {
    assertFails(
        AssertionError.class,
        "an error",
        () ->
            Execution.sequential()
                .forEach(
                    3,
                    i -> {
                      throw new AssertionError("an error");
                    }));
  }

  /** Threads that find no index left must not count beyond the largest int. */
  @Test
  void forEach_failureAmongAsManyTasksAsPossible_beginsNoMore() {
    List<Integer> begun = new ArrayList<>();
    assertFails(
        IllegalStateException.class,
        "at 0",
        () ->
            Execution.sequential()
                .on(Runnable::run, 4)
                .forEach(
                    Integer.MAX_VALUE,
                    i -> {
                      begun.add(i);
                      throw new IllegalStateException("at " + i);
                    }));
    assertEquals(List.of(0), begun);
  }

  @Test
  void forEach_executorFails_isThrownOnceTheOthersEnded() {
    Thread caller = Thread.currentThread();
    CountDownLatch inside = new CountDownLatch(1);
    boolean[] ended = new boolean[1];
    int[] asked = new int[1];
    assertFails(
        IllegalStateException.class,
        "no more",
        () ->
            Execution.sequential()
                .on(
                    helper -> {
                      if (asked[0]++ > 0) {
                        await(inside);
                        throw new IllegalStateException("no more");
                      }
                      pool.execute(helper);
                    },
                    3)
                .forEach(
                    1000,
                    i -> {
                      assertTrue(Thread.currentThread() != caller, "caller never began");
                      inside.countDown();
                      untilWaiting(caller);
                      ended[0] = true;
                    }));
    assertTrue(ended[0]);
  }

  @Test
  void forEach_callerInterruptedWhileItAwaits_awaitsStill() {
    Thread caller = Thread.currentThread();
    boolean[] ended = new boolean[1];
    CountDownLatch otherInside = new CountDownLatch(1);
    Execution.sequential()
        .on(pool, 2)
        .forEach(
            2,
            i -> {
              if (Thread.currentThread() == caller) {
                await(otherInside);
                return;
              }
              otherInside.countDown();
              untilWaiting(caller);
              caller.interrupt();
              sleep(100);
              ended[0] = true;
            });
    assertTrue(ended[0], "returned before the other thread had ended");
    assertTrue(Thread.interrupted(), "the interrupt is kept for checkCancelled");
  }

  private static Runnable thenCountDown(Runnable first, CountDownLatch latch) {
    return () -> {
      first.run();
      latch.countDown();
    };
  }

  private static void throwUnchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS), "waited in vain");
    } catch (InterruptedException cause) {
      throw new AssertionError(cause);
    }
  }

  /** Returns once a thread waits without a time limit, as one does that awaits other threads. */
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
