package org.abc4j.examples;

import org.abc4j.ProgressListener;

/** One progress made of several computations after one another, each with its share of the work. */
final class Stages {
  /** The smallest step that a computation of weight 1 reports. */
  static final long UNITS = 1000;

  private final ProgressListener whole;
  private final long weight;
  private long begun;

  /**
   * Stages of a whole.
   *
   * @param whole hears of the progress of all stages
   * @param weight the sum of the stages' weights
   */
  Stages(ProgressListener whole, long weight) {
    this.whole = whole;
    this.weight = weight;
  }

  /** A listener for the next computation, of a given part of the whole's weight. */
  ProgressListener next(long weight) {
    long from = UNITS * begun;
    begun += weight;
    return (done, total) ->
        whole.progress(
            from + (total == 0 ? UNITS * weight : share(UNITS * weight, done, total)),
            UNITS * this.weight);
  }

  private static long share(long units, long done, long total) {
    return done == total ? units : (long) ((double) units / total * done);
  }
}
