package org.abc4j.cli.progress;

import java.time.Duration;
import me.tongfei.progressbar.DefaultProgressBarRenderer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;
import org.abc4j.ProgressListener;
import org.abc4j.Stages;

/**
 * A progress bar on standard error, with the time left, over several computations of known weights,
 * one after the other. Where standard error goes to a file, bars are few. Thread-safe, but for
 * {@link #next(long)} and {@link #skip}, which are one thread's.
 */
public final class WorkBar implements AutoCloseable {
  private static final int UPDATE_MILLIS = 500;

  private final ProgressBar bar;
  private final Stages stages;
  private final TimeLeft timeLeft = new TimeLeft();

  private WorkBar(String task, long weight, Duration patience) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(new BarLine(System.err, patience, Terminal.isWatched()))
            .setInitialMax(Stages.UNITS * weight)
            .setRenderer(new Percentage(timeLeft))
            .build();
    stages = new Stages((done, total) -> bar.stepTo(done), weight);
  }

  /**
   * A bar that is shown at once.
   *
   * @param task its name
   * @param weight the sum of the computations' weights, at least 1
   * @return the bar, to be closed
   * @throws IllegalArgumentException if the weight is less than 1
   */
  public static WorkBar of(String task, long weight) {
    return new WorkBar(task, weight, Duration.ZERO);
  }

  /**
   * A bar that is shown only if the work takes its time.
   *
   * @param task its name
   * @param weight the sum of the computations' weights, at least 1
   * @param patience how long nothing is shown
   * @return the bar, to be closed
   * @throws IllegalArgumentException if the weight is less than 1
   */
  public static WorkBar after(Duration patience, String task, long weight) {
    return new WorkBar(task, weight, patience);
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

  /**
   * A listener for the next computation, of weight 1.
   *
   * @return what hears of its progress
   */
  public ProgressListener next() {
    return next(1);
  }

  /**
   * A listener for the next computation.
   *
   * @param weight its part of the whole's weight
   * @return what hears of its progress
   */
  public ProgressListener next(long weight) {
    return stages.next(weight);
  }

  /**
   * Passes over work that was done before: it is done, and took no time.
   *
   * @param weight its part of the whole's weight
   */
  public void skip(long weight) {
    stages.next(weight).progress(0, 0);
    restart();
  }

  /** Forgets the pace: what was done so far took no time in this run. */
  public void restart() {
    timeLeft.restart();
  }

  /**
   * Shows a text beside the bar.
   *
   * @param text the text, of a few characters
   */
  public void message(String text) {
    bar.setExtraMessage(text);
  }

  /**
   * The share of all the work that is done.
   *
   * @return from 0 to 1
   */
  public double share() {
    return bar.getNormalizedProgress();
  }

  /** The library swallows a thread's interruption, which is somebody's wish that work ends. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    bar.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
