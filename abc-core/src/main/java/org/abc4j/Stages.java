package org.abc4j;

import java.util.Objects;

/**
 * One progress made of several computations after one another, each with its share of the work, so
 * that one bar can run over all of them.
 *
 * <p>For use by one thread, which begins the stages; their listeners are as thread-safe as that of
 * the whole.
 */
public final class Stages {
  /** The smallest step that a computation of weight 1 reports. */
  public static final long UNITS = 1000;

  private final ProgressListener whole;
  private final long weight;
  private long begun;

  /**
   * Stages of a whole.
   *
   * @param whole hears of the progress of all stages, of {@link #UNITS} times the weight
   * @param weight the sum of the stages' weights, at least 1
   * @throws IllegalArgumentException if the weight is less than 1
   */
  public Stages(ProgressListener whole, long weight) {
    this.whole = Objects.requireNonNull(whole, "listener");
    if (weight < 1) {
      throw new IllegalArgumentException("the weight of all stages is at least 1, found " + weight);
    }
    this.weight = weight;
  }

  /**
   * A listener for the next computation.
   *
   * @param weight its part of the whole's weight
   * @return what hears of its progress
   */
  public ProgressListener next(long weight) {
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
