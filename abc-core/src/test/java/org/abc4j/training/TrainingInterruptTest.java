package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.Draws;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts at moments that nobody chose, from the first read to the last write. */
class TrainingInterruptTest {
  private static final int TRIES = 24;
  private static final long SEED = 23;

  @TempDir private static Path whole;
  private static Map<String, String> digests;

  /** Nanoseconds of a training from beginning to end, and of one that only opens. */
  private static long longest;

  private static long opening;

  @TempDir private Path temp;

  @BeforeAll
  static void train_once(@TempDir Path warm) throws IOException {
    train(warm);
    longest = train(whole);
    digests = TinyNetworks.digests(whole);
    opening = train(whole);
  }

  /** Returns the nanoseconds that it took. */
  private static long train(Path folder) throws IOException {
    long start = System.nanoTime();
    UNetEnsembleTrainer.of(
            TinyNetworks.config(), TrainingConfig.paper(2, 2).withBatchSize(1).withAverage(0.5))
        .withCheckpointEvery(1)
        .train(TinyNetworks.images(), TinyNetworks.code(), folder);
    return System.nanoTime() - start;
  }

  /** Trains, interrupted after a while. Returns whether it came to its end. */
  private static boolean trained(Path folder, long nanos) throws Exception {
    Thread caller = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              long end = System.nanoTime() + nanos;
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
              caller.interrupt();
            });
    interrupter.start();
    boolean done;
    try {
      train(folder);
      done = true;
    } catch (CancellationException stopped) {
      assertTrue(caller.isInterrupted(), "the thread is left interrupted");
      done = false;
    }
    try {
      interrupter.join();
    } catch (InterruptedException kept) {
      interrupter.join();
      return done;
    }
    assertTrue(Thread.interrupted(), "the thread is left interrupted");
    return done;
  }

  private static void assertNoTemporaries(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        assertFalse(file.toString().endsWith(".tmp"), file.toString());
      }
    }
  }

  @Test
  void train_interruptedAtAnyMoment_isCancelledOrEndsAndLeavesNothingHalf() throws Exception {
    int cancelled = 0;
    for (int k = 0; k < TRIES; k++) {
      Path folder = temp.resolve("folder-" + k);
      long nanos = (long) (1.2 * longest * Draws.below(1000, SEED, 0, k) / 1000);
      boolean done = trained(folder, k % 4 == 0 ? 0 : nanos);
      cancelled += done ? 0 : 1;
      if (Files.exists(folder)) {
        assertNoTemporaries(folder);
      }
      if (k % 6 == 0 || done) {
        train(folder);
        assertEquals(digests, TinyNetworks.digests(folder));
      }
    }
    assertTrue(cancelled > TRIES / 5, "cancelled " + cancelled + " of " + TRIES);
  }

  @Test
  void train_interruptedAgainAndAgain_comesToItsEnd() throws Exception {
    Path folder = temp.resolve("folder");
    int tries = 0;
    while (!EnsembleFolder.isComplete(folder)) {
      trained(folder, longest * Draws.below(1000, SEED, 1, tries++) / 1000);
      assertTrue(tries < 1000, "tries " + tries);
    }
    train(folder);
    assertEquals(digests, TinyNetworks.digests(folder));
  }

  /** Of a folder that is whole. */
  @Test
  void train_interruptedWhileItOpens_opensOrIsCancelled() throws Exception {
    for (int k = 0; k < TRIES; k++) {
      trained(whole, opening * Draws.below(1000, SEED, 2, k) / 1000);
    }
    assertEquals(digests, TinyNetworks.digests(whole));
  }
}
