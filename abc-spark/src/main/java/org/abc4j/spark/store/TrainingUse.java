package org.abc4j.spark.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.abc4j.Execution;
import org.abc4j.io.Uninterrupted;

/**
 * An attempt's use of a training's folder in a scratch folder. The process uses it from its first
 * attempt's beginning to its last one's end; then whoever needs the room may delete it. One
 * thread's.
 */
final class TrainingUse implements AutoCloseable {
  /** Ensembles may be brought meanwhile, which takes its time. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Attempts of this process by folder, those at work alone. */
  private static final Map<Path, Integer> ATTEMPTS = new HashMap<>();

  private final Path folder;
  private boolean begun;

  TrainingUse(Path folder) {
    this.folder = folder;
  }

  /** Begins, while the scratch folder is held. */
  void begin(ScratchLock lock) throws IOException {
    lock.use(folder);
    synchronized (ATTEMPTS) {
      ATTEMPTS.merge(folder, 1, Integer::sum);
    }
    begun = true;
  }

  private static boolean isAtWork(Path folder) {
    synchronized (ATTEMPTS) {
      return ATTEMPTS.containsKey(folder);
    }
  }

  /** Ends; what the attempt came to does not depend on it. */
  @Override
  public void close() {
    if (!begun) {
      return;
    }
    begun = false;
    synchronized (ATTEMPTS) {
      ATTEMPTS.computeIfPresent(folder, (of, attempts) -> attempts == 1 ? null : attempts - 1);
    }
    if (isAtWork(folder)) {
      return;
    }
    try {
      Uninterrupted.finish(this::release);
    } catch (IOException | CancellationException notNow) {
      System.getLogger(TrainingUse.class.getName())
          .log(
              Level.WARNING,
              folder + " counts as used until the next training in it, or this process, ends",
              notNow);
    }
  }

  /** Asks again while the scratch folder is held, as only then attempts begin. */
  private void release() throws IOException {
    long from = System.nanoTime();
    Execution patient =
        Execution.sequential().until(() -> System.nanoTime() - from > PATIENCE.toNanos());
    try (ScratchLock lock = ScratchLock.of(folder.getParent(), patient)) {
      if (!isAtWork(folder)) {
        lock.release(folder);
      }
    }
  }
}
