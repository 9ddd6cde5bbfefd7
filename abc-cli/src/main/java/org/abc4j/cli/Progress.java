package org.abc4j.cli;

import java.time.Duration;
import org.abc4j.ProgressListener;
import org.abc4j.cli.progress.Terminal;
import org.abc4j.cli.progress.WorkBar;

/**
 * The bar of a command, over several computations of known weights: none if nobody watches, if it
 * is not wanted, or if all is done within seconds. Thread-safe.
 */
public final class Progress implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Null if nothing is shown. */
  private final WorkBar bar;

  Progress(String task, long weight, boolean quiet) {
    bar = quiet || !Terminal.isWatched() ? null : WorkBar.after(PATIENCE, task, weight);
  }

  /**
   * A listener for the next computation, of a given part of the whole's weight.
   *
   * @param weight that part
   * @return what hears of its progress
   */
  public synchronized ProgressListener next(long weight) {
    return bar == null ? (done, total) -> {} : bar.next(weight);
  }

  /**
   * Passes over work of an earlier run, which took no time in this one.
   *
   * @param weight its part of the whole's weight
   */
  public synchronized void skip(long weight) {
    if (bar != null) {
      bar.skip(weight);
    }
  }

  /** What was done in an earlier run took no time in this one. */
  void restart() {
    if (bar != null) {
      bar.restart();
    }
  }

  /** Shows a text beside the bar. */
  void message(String text) {
    if (bar != null) {
      bar.message(text);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
