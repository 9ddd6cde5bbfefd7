package org.abc4j.cli.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Logger;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;

/**
 * The line on which a bar is drawn, once the work has taken some time. It is shown at once then, as
 * standard error is buffered and a bar ends no line, and what is logged meanwhile gets lines of its
 * own.
 */
final class BarLine extends ConsoleProgressBarConsumer {
  private static final int WIDTH = 78;

  /** Where nobody watches, bars are at first so long apart, and then longer and longer. */
  private static final long FIRST_PAUSE_NANOS = 1_000_000_000;

  private static final long LONGEST_PAUSE_NANOS = 300 * FIRST_PAUSE_NANOS;

  private final PrintStream out;
  private final long patienceNanos;
  private final long start = System.nanoTime();
  private final List<Runnable> restorations = new ArrayList<>();
  private final boolean watched;
  private boolean begun;

  /** Where nobody watches: when the next bar may be shown, and the last one that was not. */
  private long next;

  private String pending;

  /** Shown once the work has taken so long. */
  BarLine(PrintStream out, Duration patience) {
    this(out, patience, true);
  }

  /** The same that somebody watches, or that goes to a file, which grows with each bar. */
  BarLine(PrintStream out, Duration patience, boolean watched) {
    // The default asks the terminal for its width through a native library.
    super(out, WIDTH);
    this.out = out;
    this.patienceNanos = patience.toNanos();
    this.watched = watched;
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      if (handler instanceof ConsoleHandler) {
        Filter before = handler.getFilter();
        handler.setFilter(
            message -> {
              boolean shown = before == null || before.isLoggable(message);
              if (shown) {
                end();
              }
              return shown;
            });
        restorations.add(() -> handler.setFilter(before));
      }
    }
  }

  @Override
  public synchronized void accept(String bar) {
    accept(bar, System.nanoTime() - start);
  }

  /** The same, so long after the beginning. */
  synchronized void accept(String bar, long nanos) {
    if (!begun && nanos < patienceNanos) {
      return;
    }
    if (!watched && nanos < next) {
      pending = bar;
      return;
    }
    show(bar);
    // A tenth of the time so far: some fifty bars of any work, until it takes long.
    next = nanos + Math.min(LONGEST_PAUSE_NANOS, Math.max(FIRST_PAUSE_NANOS, nanos / 10));
  }

  private void show(String bar) {
    super.accept(bar);
    out.flush();
    begun = true;
    pending = null;
  }

  /** Ends the line, if a bar is on it. */
  private synchronized void end() {
    if (begun) {
      out.println();
      out.flush();
      begun = false;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>A handler that logs holds its own lock and then asks for this line's, so filters are given
   * back without the latter.
   */
  @Override
  public void close() {
    List<Runnable> outstanding;
    synchronized (this) {
      if (pending != null) {
        show(pending);
      }
      end();
      outstanding = List.copyOf(restorations);
      restorations.clear();
    }
    outstanding.forEach(Runnable::run);
  }
}
