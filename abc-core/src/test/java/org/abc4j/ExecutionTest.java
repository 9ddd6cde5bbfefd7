package org.abc4j;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
  void threads_countTheCallingOne() {
    Execution alone = Execution.sequential();
    assertEquals(1, alone.threads());
    assertEquals(1, alone.on(task -> {}, 1).threads());
    assertEquals(3, alone.on(task -> {}, 3).until(() -> false).threads());
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

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS), "waited in vain");
    } catch (InterruptedException cause) {
      throw new AssertionError(cause);
    }
  }
}
