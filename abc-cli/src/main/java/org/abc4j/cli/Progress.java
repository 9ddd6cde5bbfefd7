package org.abc4j.cli;

import me.tongfei.progressbar.DefaultProgressBarRenderer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;
import org.abc4j.ProgressListener;

/**
 * A progress bar on standard error, with the time left, over several computations of known weights.
 * What is done within seconds shows none. Thread-safe.
 */
final class Progress implements AutoCloseable {
  private static final int UPDATE_MILLIS = 500;

  /** The smallest step that a computation of weight 1 shows. */
  private static final long UNITS = 1000;

  /** Null if nothing is shown. */
  private final ProgressBar bar;

  private final TimeLeft timeLeft = new TimeLeft();
  private long begun;

  Progress(String task, long weight, boolean quiet) {
    bar =
        quiet || !Terminal.isWatched()
            ? null
            : new ProgressBarBuilder()
                .setTaskName(task)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new BarLine(System.err))
                .setInitialMax(UNITS * weight)
                .setRenderer(new Percentage(timeLeft))
                .build();
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

  /** A listener for the next computation, of a given part of the whole's weight. */
  synchronized ProgressListener next(long weight) {
    long from = UNITS * begun;
    begun += weight;
    return (done, total) -> {
      if (bar != null) {
        double share = total == 0 ? 1 : (double) done / total;
        bar.stepTo(from + Math.round(UNITS * weight * share));
      }
    };
  }

  /** What was done in an earlier run took no time in this one. */
  void restart() {
    timeLeft.restart();
  }

  /** Shows a text beside the bar. */
  void message(String text) {
    if (bar != null) {
      bar.setExtraMessage(text);
    }
  }

  /** The library swallows a thread's interruption, which is somebody's wish that work ends. */
  @Override
  public void close() {
    if (bar == null) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    bar.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
