package org.abc4j.examples;

import me.tongfei.progressbar.DefaultProgressBarRenderer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;
import org.abc4j.ProgressListener;
import org.abc4j.Stages;

/** A progress bar, with the time left, over several computations of known weights. */
final class Progress implements AutoCloseable {
  private static final int UPDATE_MILLIS = 500;

  private final ProgressBar bar;
  private final Stages stages;
  private final TimeLeft timeLeft = new TimeLeft();

  /**
   * Begins to show the bar.
   *
   * @param task its name
   * @param weight the sum of the computations' weights, at least 1
   */
  Progress(String task, long weight) {
    bar =
        builder(task)
            .setInitialMax(Stages.UNITS * weight)
            .setRenderer(new Percentage(timeLeft))
            .build();
    stages = new Stages((done, total) -> bar.stepTo(done), weight);
  }

  /** A bar as the examples show it, on standard error. */
  static ProgressBarBuilder builder(String task) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setUpdateIntervalMillis(UPDATE_MILLIS)
        .setStyle(ProgressBarStyle.ASCII)
        .setConsumer(new BarLine(System.err));
  }

  /** Without the units of work, which tell a reader nothing. */
  private static final class Percentage extends DefaultProgressBarRenderer {
    Percentage(TimeLeft timeLeft) {
      super(
          ProgressBarStyle.ASCII,
          "",
          1,
          false,
          null,
          null,
          true,
          state -> timeLeft.at(System.nanoTime(), state.getNormalizedProgress()));
    }

    @Override
    protected String ratio(ProgressState progress) {
      return "";
    }
  }

  /** A listener for the next computation, of weight 1. */
  ProgressListener next() {
    return next(1);
  }

  /** A listener for the next computation. */
  ProgressListener next(long weight) {
    return stages.next(weight);
  }

  /** Work that need not be done, since it was done before. */
  void skip(long weight) {
    stages.next(weight).progress(0, 0);
    timeLeft.restart();
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
