package org.abc4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an execution makes of executors that reject and of listeners that fail. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutionPartnersTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void forEach_executorRejects_goesOnWithTheHelpersThatItHas(int taken) {
    ExecutorService pool = Executors.newCachedThreadPool();
    int[] asked = new int[1];
    try {
      assertRunsEachOnce(
          Execution.sequential()
              .on(
                  helper -> {
                    if (asked[0]++ == taken) {
                      throw new RejectedExecutionException("no more");
                    }
                    pool.execute(helper);
                  },
                  4));
    } finally {
      pool.shutdownNow();
    }
    assertEquals(Math.min(3, taken + 1), asked[0], "who says no is not asked again");
  }

  @Test
  void forEach_boundedPool_ends() throws InterruptedException {
    ThreadPoolExecutor bounded =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new SynchronousQueue<>());
    try {
      Execution execution = Execution.sequential().on(bounded, 8);
      for (int i = 0; i < 50; i++) {
        assertRunsEachOnce(execution);
      }
      AtomicIntegerArray runs = new AtomicIntegerArray(36);
      execution.forEach(6, i -> execution.forEach(6, j -> runs.incrementAndGet(6 * i + j)));
      for (int k = 0; k < 36; k++) {
        assertEquals(1, runs.get(k));
      }
    } finally {
      bounded.shutdownNow();
    }
  }

  @Test
  void forEach_executorShutDown_callerDoesAll() {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    pool.shutdown();
    assertRunsEachOnce(Execution.sequential().on(pool, 3));
  }

  @Test
  void forEach_executorShutDownBetween_theRestIsTheCallers() {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    Execution execution = Execution.sequential().on(pool, 3);
    for (int i = 0; i < 6; i++) {
      assertRunsEachOnce(execution);
      if (i == 2) {
        pool.shutdownNow();
      }
    }
  }

  private static void assertRunsEachOnce(Execution execution) {
    AtomicIntegerArray runs = new AtomicIntegerArray(20);
    execution.forEach(20, runs::incrementAndGet);
    int[] ones = new int[20];
    Arrays.fill(ones, 1);
    assertArrayEquals(ones, IntStream.range(0, 20).map(runs::get).toArray());
  }

  @Test
  void reportingTo_twice_tellsTheLast() {
    List<String> told = new ArrayList<>();
    Execution.sequential()
        .reportingTo((done, total) -> told.add("first"))
        .reportingTo((done, total) -> told.add("last"))
        .progress(1, 2);
    assertEquals(List.of("last"), told);
  }

  @Test
  void progress_listenerThatFails_isLoggedOnceAndToldAgain() {
    List<Long> told = new ArrayList<>();
    IllegalStateException failure = new IllegalStateException("window closed");
    Execution execution =
        Execution.sequential()
            .reportingTo(
                (done, total) -> {
                  told.add(done);
                  throw failure;
                });
    List<LogRecord> logged =
        logOf(
            () -> {
              execution.progress(3, 9);
              execution.on(task -> {}, 2).progress(4, 9);
            });
    assertEquals(List.of(3L, 4L), told);
    assertEquals(1, logged.size());
    assertEquals(
        "a progress listener failed at 3 of 9; the computation goes on",
        logged.get(0).getMessage());
    assertSame(failure, logged.get(0).getThrown());
  }

  @Test
  void progress_listenerThatCancels_endsTheComputation() {
    CancellationException wish = new CancellationException("by a button");
    assertSame(wish, assertThrows(CancellationException.class, () -> progressThrowing(wish)));
    AssertionError error = new AssertionError("a test's");
    assertSame(error, assertThrows(AssertionError.class, () -> progressThrowing(error)));
  }

  @Test
  void progress_listenerThatLosesAnInterrupt_leavesTheThreadInterrupted() {
    logOf(
        () -> progressThrowing(new IllegalStateException(new InterruptedException("in a sleep"))));
    assertTrue(Thread.interrupted());
  }

  private static void progressThrowing(Throwable thrown) {
    Execution.sequential()
        .reportingTo(
            (done, total) -> {
              if (thrown instanceof Error error) {
                throw error;
              }
              throw (RuntimeException) thrown;
            })
        .progress(1, 2);
  }

  /** What an execution logs while an action runs. */
  private static List<LogRecord> logOf(Runnable action) {
    List<LogRecord> records = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord logged) {
            records.add(logged);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(Execution.class.getName());
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      action.run();
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    return records;
  }
}
