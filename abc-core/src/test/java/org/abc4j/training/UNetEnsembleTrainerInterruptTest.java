package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.Threads;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A trainer whose thread is interrupted stops, keeps what it has, and goes on from there. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class UNetEnsembleTrainerInterruptTest {
  private static final int STEPS = 3;
  private static final TrainingConfig CONFIG =
      TrainingConfig.paper(2, STEPS).withBatchSize(2).withLearningRate(1e-3).withAverage(0.5);

  @TempDir private static Path whole;
  private static Map<String, String> digests;

  @TempDir private Path temp;

  @BeforeAll
  static void train_once() throws IOException {
    train(trainer(), whole);
    digests = TinyNetworks.digests(whole);
  }

  @AfterEach
  void clear_theInterrupt() {
    Thread.interrupted();
  }

  private static UNetEnsembleTrainer trainer() {
    return UNetEnsembleTrainer.of(TinyNetworks.config(), CONFIG);
  }

  private static EnsembleFolder train(UNetEnsembleTrainer trainer, Path folder) throws IOException {
    return trainer.train(TinyNetworks.images(), TinyNetworks.code(), folder);
  }

  @Test
  void train_interruptedBefore_beginsNothing() {
    Path folder = temp.resolve("begun");
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> train(trainer(), folder));
    assertTrue(Thread.interrupted(), "the thread is left interrupted");
    assertFalse(Files.exists(folder));
  }

  /** Interrupted as a step is reported, the last of all too, in one folder again and again. */
  @Test
  void train_interruptedAfterEachStep_goesOnToTheSameBytes() throws IOException {
    Path folder = temp.resolve("interrupted");
    int all = TinyNetworks.MEMBERS * STEPS;
    int[] taken = {0};
    UNetEnsembleTrainer interrupted =
        trainer()
            .reportingTo(
                (member, step, steps, loss) -> {
                  taken[0]++;
                  assertEquals(taken[0], member * STEPS + step, "no step is taken twice");
                  Thread.currentThread().interrupt();
                });
    for (int step = 1; step <= all; step++) {
      try {
        train(interrupted, folder);
        assertEquals(all, step, "steps of a training that ends in spite of the interrupt");
      } catch (CancellationException stopped) {
        assertEquals(step, taken[0], "it stops before the next step");
      }
      assertTrue(Thread.interrupted(), "the thread is left interrupted");
    }
    train(trainer(), folder);
    assertEquals(digests, TinyNetworks.digests(folder));
  }

  /**
   * The caller has no member of its own left, and only waits for the last one of another thread.
   */
  @Test
  void train_interruptedWhileItWaits_stopsTheOtherThread() {
    Thread caller = Thread.currentThread();
    CountDownLatch otherHasBegun = new CountDownLatch(1);
    AtomicInteger othersSteps = new AtomicInteger();
    TrainingListener listener =
        (member, step, steps, loss) -> {
          if (Thread.currentThread() == caller) {
            await(otherHasBegun);
          } else if (othersSteps.incrementAndGet() == 1) {
            otherHasBegun.countDown();
            while (caller.getState() != Thread.State.WAITING) {
              Thread.onSpinWait();
            }
            caller.interrupt();
          }
        };
    Threads.with(
        2,
        execution ->
            assertThrows(
                CancellationException.class,
                () ->
                    train(
                        trainer().with(execution).reportingTo(listener), temp.resolve("waiting"))));
    assertTrue(Thread.interrupted(), "the thread is left interrupted");
    assertEquals(1, othersSteps.get(), "steps of the other thread");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES), "the other thread has not begun");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
