package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.abc4j.Execution;
import org.abc4j.store.EnsembleFolder;

/** The threads of a command, and who hears how far it is. */
public final class Work implements AutoCloseable {
  private final ExecutorService pool;
  private final int threads;
  private final boolean quiet;

  /**
   * Threads for a command.
   *
   * @param threads how many, at least 1
   * @param quiet whether no progress is shown
   */
  public Work(int threads, boolean quiet) {
    this.threads = threads;
    this.quiet = quiet;
    // Threads that do not keep the JVM alive.
    pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "abc-worker");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * How many threads there are.
   *
   * @return at least 1
   */
  public int threads() {
    return threads;
  }

  /**
   * On all threads, telling nobody.
   *
   * @return an execution
   */
  public Execution silent() {
    return Execution.sequential().on(pool, threads);
  }

  /**
   * A bar on standard error for what is to come, of some weight in all.
   *
   * @param task its name
   * @param weight the sum of the computations' weights, at least 1
   * @return the bar, to be closed
   */
  public Progress progress(String task, long weight) {
    return new Progress(task, weight, quiet);
  }

  /** An ensemble, all of whose files are hashed, under a bar. */
  EnsembleFolder open(Path folder) throws IOException {
    try (Progress bar = progress("Opening", 1)) {
      return EnsembleFolder.open(folder, silent().reportingTo(bar.next(1)));
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
