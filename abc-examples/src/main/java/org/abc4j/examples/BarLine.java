package org.abc4j.examples;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Logger;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;

/**
 * The line on which a bar is drawn. It is shown at once, as standard error is buffered and a bar
 * ends no line, and what is logged meanwhile gets lines of its own.
 */
final class BarLine extends ConsoleProgressBarConsumer {
  private static final int WIDTH = 78;

  private final PrintStream out;
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
    super.accept(bar);
    out.flush();
    begun = true;
  }

  /** Ends the line, if a bar is on it. */
  private synchronized void end() {
    if (begun) {
      out.println();
      out.flush();
      begun = false;
    }
  }

  @Override
  public synchronized void close() {
    end();
    restorations.forEach(Runnable::run);
    restorations.clear();
  }
}
