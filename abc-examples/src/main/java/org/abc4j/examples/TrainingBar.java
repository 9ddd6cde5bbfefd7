package org.abc4j.examples;

import java.util.Locale;
import java.util.stream.IntStream;
import org.abc4j.ProgressListener;
import org.abc4j.cli.progress.WorkBar;
import org.abc4j.training.TrainingListener;

/**
 * A progress bar over the steps of all members, with the loss of late and the time left. Steps that
 * an earlier run has taken count as done, and not as fast. Thread-safe.
 */
final class TrainingBar implements TrainingListener, AutoCloseable {
  /** The shown loss is a mean over some hundred steps. */
  private static final double FADE = 0.99;

  private final WorkBar bar = WorkBar.of("Training", 1);
  private final ProgressListener steps = bar.next();
  private final int[] done;
  private final long total;
  private double lossSum;
  private double lossWeight;

  /**
   * Begins to show the bar.
   *
   * @param steps steps of each member
   * @param taken steps that each member is known to have taken before
   */
  TrainingBar(int steps, int[] taken) {
    done = taken.clone();
    total = (long) steps * done.length;
    this.steps.progress(doneInAll(), total);
    bar.restart();
  }

  @Override
  public synchronized void trained(int member, int step, int steps, double loss) {
    done[member] = step;
    lossSum = FADE * lossSum + loss;
    lossWeight = FADE * lossWeight + 1;
    this.steps.progress(doneInAll(), total);
    bar.message(String.format(Locale.ROOT, " loss %.4f", loss()));
  }

  /** Steps that all members have taken together, in this run and before. */
  synchronized long doneInAll() {
    return IntStream.of(done).asLongStream().sum();
  }

  /** Steps that all members take together. */
  long total() {
    return total;
  }

  /** The mean loss of late; NaN before the first step. */
  synchronized double loss() {
    return lossSum / lossWeight;
  }

  @Override
  public void close() {
    bar.close();
  }
}
