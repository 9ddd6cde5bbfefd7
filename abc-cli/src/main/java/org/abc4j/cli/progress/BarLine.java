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

  private final PrintStream out;
  private final long patienceNanos;
  private final long start = System.nanoTime();
  private final List<Runnable> restorations = new ArrayList<>();
  private boolean begun;

  /** Shown once the work has taken so long. */
  BarLine(PrintStream out, Duration patience) {
    // The default asks the terminal for its width through a native library.
    super(out, WIDTH);
    this.out = out;
    this.patienceNanos = patience.toNanos();
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
    if (begun || System.nanoTime() - start >= patienceNanos) {
      super.accept(bar);
      out.flush();
      begun = true;
    }
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
      end();
      outstanding = List.copyOf(restorations);
      restorations.clear();
    }
    outstanding.forEach(Runnable::run);
  }
}
