package org.abc4j.cli;

import org.abc4j.training.TrainingListener;

/** The mean loss over some hundred steps, beside the bar. Thread-safe. */
final class Loss implements TrainingListener {
  private static final double FADE = 0.99;

  private final Progress bar;
  private double sum;
  private double weight;
  private boolean begun;

  Loss(Progress bar) {
    this.bar = bar;
  }

  @Override
  public synchronized void trained(int member, int step, int steps, double loss) {
    if (!begun) {
      // Steps of an earlier run count as done, and not as fast.
      bar.restart();
      begun = true;
    }
    sum = FADE * sum + loss;
    weight = FADE * weight + 1;
    bar.loss(sum / weight);
  }
}
