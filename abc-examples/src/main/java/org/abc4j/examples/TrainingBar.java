package org.abc4j.examples;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import me.tongfei.progressbar.ProgressBar;
import org.abc4j.training.TrainingListener;

/**
 * A progress bar over the steps of all members, with the loss of late and the time left. Steps that
 * an earlier run has taken count as done, and not as fast. Thread-safe.
 */
final class TrainingBar implements TrainingListener, AutoCloseable {
  /** The shown loss is a mean over some hundred steps. */
  private static final double FADE = 0.99;

  private final ProgressBar bar;
  private final int[] done;
  private final long total;
  private final long begun = System.nanoTime();
  private long takenHere;
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
    bar =
        Progress.builder("Training")
            .setInitialMax(total)
            .setEtaFunction(state -> timeLeft())
            .build();
    bar.stepTo(doneInAll());
  }

  @Override
  public synchronized void trained(int member, int step, int steps, double loss) {
    done[member] = step;
    takenHere++;
    lossSum = FADE * lossSum + loss;
    lossWeight = FADE * lossWeight + 1;
    bar.stepTo(doneInAll());
    bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f", loss()));
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

  /** At the pace of this run. */
  synchronized Optional<Duration> timeLeft() {
    if (takenHere == 0) {
      return Optional.empty();
    }
    double nanosOfAStep = (double) (System.nanoTime() - begun) / takenHere;
    return Optional.of(Duration.ofNanos((long) (nanosOfAStep * (total - doneInAll()))));
  }

  @Override
  public void close() {
    Progress.close(bar);
  }
}
