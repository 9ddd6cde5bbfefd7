package org.abc4j.examples;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.abc4j.ProgressListener;

/** A progress bar, with the time left, over several computations of equal size. */
final class Progress implements AutoCloseable {
  private static final int UPDATE_MILLIS = 500;

  private static final int WIDTH = 78;

  /** The bar's own units, so that computations of any size fit. */
  private static final long UNITS = 1000;

  private final ProgressBar bar;
  private int finished;

  Progress(String task, int computations) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(UNITS * computations)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            .setStyle(ProgressBarStyle.ASCII)
            .setUnit("%", UNITS * computations / 100)
            // The default asks the terminal for its width through a native library.
            .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
            .build();
  }

  /** A listener for the next computation. */
  ProgressListener next() {
    long from = UNITS * finished++;
    return (done, total) -> bar.stepTo(from + (total == 0 ? UNITS : UNITS * done / total));
  }

  /** The share of all the work that is done, from 0 to 1. */
  double share() {
    return bar.getNormalizedProgress();
  }

  @Override
  public void close() {
    bar.close();
  }
}
