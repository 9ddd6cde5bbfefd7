package org.abc4j.examples;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.abc4j.ProgressListener;

/** A progress bar, with the time left, over several computations of known weights. */
final class Progress implements AutoCloseable {
  private static final int UPDATE_MILLIS = 500;

  private static final int WIDTH = 78;

  private final ProgressBar bar;
  private final Stages stages;

  /**
   * Begins to show the bar.
   *
   * @param task its name
   * @param weight the sum of the computations' weights, at least 1
   */
  Progress(String task, long weight) {
    long units = Stages.UNITS * weight;
    bar = builder(task).setInitialMax(units).setUnit("%", units / 100).build();
    stages = new Stages((done, total) -> bar.stepTo(done), weight);
  }

  /** A bar as the examples show it, on standard error. */
  static ProgressBarBuilder builder(String task) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setUpdateIntervalMillis(UPDATE_MILLIS)
        .setStyle(ProgressBarStyle.ASCII)
        // The default asks the terminal for its width through a native library.
        .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH));
  }

  /** A listener for the next computation, of weight 1. */
  ProgressListener next() {
    return next(1);
  }

  /** A listener for the next computation. */
  ProgressListener next(long weight) {
    return stages.next(weight);
  }

  /** The share of all the work that is done, from 0 to 1. */
  double share() {
    return bar.getNormalizedProgress();
  }

  @Override
  public void close() {
    close(bar);
  }

  /** The library swallows a thread's interruption, which is somebody's wish that work ends. */
  static void close(ProgressBar bar) {
    boolean interrupted = Thread.interrupted();
    bar.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
