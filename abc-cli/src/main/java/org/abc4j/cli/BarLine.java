package org.abc4j.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Logger;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;

/**
 * The line on which a bar is drawn, once the work has taken some seconds. It is shown at once, and
 * what is logged meanwhile gets lines of its own.
 */
final class BarLine extends ConsoleProgressBarConsumer {
  private static final int WIDTH = 78;
  private static final long PATIENCE_NANOS = 3_000_000_000L;

  private final PrintStream out;
  private final long start = System.nanoTime();
  private final List<Runnable> restorations = new ArrayList<>();
  private boolean begun;

  BarLine(PrintStream out) {
    // The default asks the terminal for its width through a native library.
    super(out, WIDTH);
    this.out = out;
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
    if (begun || System.nanoTime() - start > PATIENCE_NANOS) {
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
