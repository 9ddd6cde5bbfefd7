package org.abc4j;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutionTest {
  private final ExecutorService pool = Executors.newCachedThreadPool();

  @AfterEach
  void shutDown() {
    pool.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource({
    "0,0", "0,1", "0,2", "0,8", "1,0", "1,8", "2,1", "7,0", "7,1", "7,2", "7,8", "1000,0", "1000,1",
    "1000,2", "1000,8"
  })
  void forEach_anyNumberOfOtherThreads_runsEachIndexOnce(int tasks, int others) {
    AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
    int[] results = new int[tasks];
    Execution.sequential()
        .on(pool, 1 + others)
        .forEach(
            tasks,
            i -> {
              runs.incrementAndGet(i);
              results[i] = i * i;
            });
    for (int i = 0; i < tasks; i++) {
      assertEquals(1, runs.get(i), "runs of index " + i);
      assertEquals(i * i, results[i], "what the caller sees of index " + i);
    }
  }

  @Test
  void forEach_threadsGiven_areUsedAtOnce() {
    CountDownLatch all = new CountDownLatch(3);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Execution.sequential()
        .on(pool, 3)
        .forEach(
            3,
            i -> {
              threads.add(Thread.currentThread());
              all.countDown();
              await(all);
            });
    assertEquals(3, threads.size());
    assertTrue(threads.contains(Thread.currentThread()), "the calling thread works too");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void forEach_fewTasks_asksForNoMoreThreadsThanTasks(int tasks) {
    List<Runnable> asked = new ArrayList<>();
    Execution.sequential().on(asked::add, 8).forEach(tasks, i -> {});
    assertEquals(tasks - 1, asked.size());
  }

  @Test
  void forEach_onCallersOwnSingleThread_ends() throws Exception {
    ExecutorService single = Executors.newSingleThreadExecutor();
    try {
      int[] seen = new int[20];
      single
          .submit(() -> Execution.sequential().on(single, 4).forEach(20, i -> seen[i]++))
          .get(30, TimeUnit.SECONDS);
      int[] ones = new int[20];
      Arrays.fill(ones, 1);
      assertArrayEquals(ones, seen);
    } finally {
      single.shutdownNow();
    }
  }

  @Test
  void forEach_insideForEachOnOnePool_ends() {
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      Execution execution = Execution.sequential().on(two, 3);
      AtomicIntegerArray runs = new AtomicIntegerArray(36);
      execution.forEach(6, i -> execution.forEach(6, j -> runs.incrementAndGet(6 * i + j)));
      for (int k = 0; k < 36; k++) {
        assertEquals(1, runs.get(k), "runs of " + k);
      }
    } finally {
      two.shutdownNow();
    }
  }

  @Test
  void forEach_executorThatRunsNothing_callerDoesAll() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    int[] runs = new int[1];
    Execution.sequential()
        .on(task -> {}, 4)
        .forEach(
            10,
            i -> {
              threads.add(Thread.currentThread());
              runs[0]++;
            });
    assertEquals(Set.of(Thread.currentThread()), threads);
    assertEquals(10, runs[0]);
  }

  @Test
  void forEach_executorThatRunsTooLate_runsNothingTwice() {
    List<Runnable> late = new ArrayList<>();
    int[] runs = new int[1];
    Execution.sequential().on(late::add, 4).forEach(10, i -> runs[0]++);
    late.forEach(Runnable::run);
    assertEquals(3, late.size());
    assertEquals(10, runs[0]);
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
  void forEach_executorRejects_isThrownOnceTheOthersEnded() {
    Thread caller = Thread.currentThread();
    CountDownLatch inside = new CountDownLatch(1);
    boolean[] ended = new boolean[1];
    int[] asked = new int[1];
    assertFails(
        RejectedExecutionException.class,
        "no more",
        () ->
            Execution.sequential()
                .on(
                    helper -> {
                      if (asked[0]++ > 0) {
                        await(inside);
                        throw new RejectedExecutionException("no more");
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
  void on_noThreads_isAnErrorNamingTheNumber() {
    assertIllegal("threads must be at least 1, found 0", () -> Execution.sequential().on(pool, 0));
    assertFails(NullPointerException.class, "executor", () -> Execution.sequential().on(null, 2));
  }

  @Test
  void checkCancelled_untilTrue_isACancellation() {
    boolean[] stop = new boolean[1];
    Execution execution = Execution.sequential().until(() -> stop[0]);
    execution.checkCancelled();
    stop[0] = true;
    assertFails(CancellationException.class, "cancelled by its caller", execution::checkCancelled);
  }

  @Test
  void checkCancelled_interrupted_isACancellationThatKeepsTheFlag() {
    Thread.currentThread().interrupt();
    try {
      assertFails(
          CancellationException.class,
          "cancelled: the calling thread was interrupted",
          Execution.sequential()::checkCancelled);
      assertTrue(Thread.currentThread().isInterrupted());
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void forEach_cancelledInATask_endsThere() {
    List<Integer> seen = new ArrayList<>();
    Execution execution = Execution.sequential().until(() -> seen.size() == 3);
    assertThrows(
        CancellationException.class,
        () ->
            execution.forEach(
                10,
                i -> {
                  execution.checkCancelled();
                  seen.add(i);
                }));
    assertEquals(List.of(0, 1, 2), seen);
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

  @Test
  void progress_reportingTo_isToldOnTheSameThread() {
    List<Object> told = new ArrayList<>();
    Execution.sequential()
        .reportingTo((done, total) -> told.addAll(List.of(done, total, Thread.currentThread())))
        .on(pool, 3)
        .progress(3, 7);
    assertEquals(List.of(3L, 7L, Thread.currentThread()), told);
  }

  @Test
  void withers_keepWhatWasSetBefore() {
    List<Runnable> asked = new ArrayList<>();
    List<Long> told = new ArrayList<>();
    Execution execution =
        Execution.sequential()
            .on(asked::add, 3)
            .until(() -> true)
            .reportingTo((done, total) -> told.add(done));
    execution.forEach(9, i -> {});
    execution.progress(4, 9);
    assertEquals(2, asked.size());
    assertEquals(List.of(4L), told);
    assertThrows(CancellationException.class, execution::checkCancelled);
    assertThrows(CancellationException.class, execution.on(asked::add, 1)::checkCancelled);
  }

  @Test
  void withers_null_isNamed() {
    assertFails(
        NullPointerException.class, "listener", () -> Execution.sequential().reportingTo(null));
    assertFails(NullPointerException.class, "cancelled", () -> Execution.sequential().until(null));
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
