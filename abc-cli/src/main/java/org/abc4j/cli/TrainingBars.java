package org.abc4j.cli;

import java.util.Locale;
import org.abc4j.ProgressListener;
import org.abc4j.training.TrainingListener;

/**
 * What is shown of a training: a bar while members that are there are copied or checked, then one
 * of the steps with the mean loss over some hundred of them. Thread-safe.
 */
final class TrainingBars implements TrainingListener, ProgressListener, AutoCloseable {
  private static final double FADE = 0.99;

  private final Work work;
  private final int there;
  private Progress members;
  private Progress steps;
  private ProgressListener listener;
  private double sum;
  private double weight;

  /** For a training of which so many members are expected to be there already. */
  TrainingBars(Work work, int there) {
    this.work = work;
    this.there = Math.max(1, there);
  }

  @Override
  public synchronized void taken(int member) {
    if (members == null) {
      members = work.progress("Members", there);
    }
    members.next(1).progress(1, 1);
  }

  /** Told first when all members that are there have been taken. */
  @Override
  public synchronized void progress(long done, long total) {
    if (steps == null) {
      close();
      steps = work.progress("Training", 1);
      listener = steps.next(1);
    }
    listener.progress(done, total);
  }

  @Override
  public synchronized void trained(int member, int step, int of, double loss) {
    if (steps == null) {
      return;
    }
    if (weight == 0) {
      // Steps of an earlier run count as done, and not as fast.
      steps.restart();
    }
    sum = FADE * sum + loss;
    weight = FADE * weight + 1;
    steps.message(String.format(Locale.ROOT, " loss %.4f", sum / weight));
  }

  @Override
  public synchronized void close() {
    if (members != null) {
      members.close();
      members = null;
    }
    if (steps != null) {
      steps.close();
      steps = null;
    }
  }
}
