package org.abc4j.testing;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.abc4j.Execution;

/** Executions on threads that end with the test. */
public final class Threads {
  private Threads() {}

  /** Runs a test body with an execution on so many threads. */
  public static void with(int threads, Consumer<Execution> body) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work);
              thread.setDaemon(true);
              return thread;
            });
    try {
      body.accept(Execution.sequential().on(pool, threads));
    } finally {
      pool.shutdownNow();
    }
  }
}
