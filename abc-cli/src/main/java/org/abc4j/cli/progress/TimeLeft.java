package org.abc4j.cli.progress;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The time that is left of a work, at its pace of late: since half of the time that has passed, as
 * a beginning is slow, where code is still to be compiled. While it is, the pace of the first part
 * of that half is less than that of the second, and nothing is said: it would be far too long.
 * Thread-safe.
 */
final class TimeLeft {
  /** Nothing is said before. */
  private static final long PATIENCE_NANOS = 2_000_000_000;

  /** While the pace still rises, nothing is said for so long. */
  private static final long SETTLING_NANOS = 30_000_000_000L;

  /** So much faster than before is a pace that rises. */
  private static final double RISE = 1.25;

  /** Of the time that has passed, the shortest between two moments that are remembered. */
  private static final double GRAIN = 0.01;

  private record Moment(long nanos, double share) {}

  private final Deque<Moment> moments = new ArrayDeque<>();
  private long begun;

  /**
   * Hears how far the work is, and says how long it will take.
   *
   * @param nanos the time, from any moment on
   * @param share what is done of the work, from 0 to 1
   * @return the time left; empty if that cannot be said yet
   */
  synchronized Optional<Duration> at(long nanos, double share) {
    if (moments.isEmpty()) {
      begun = nanos;
      moments.add(new Moment(nanos, share));
      return Optional.empty();
    }
    long passed = nanos - begun;
    if (nanos - moments.getLast().nanos() >= GRAIN * passed) {
      moments.add(new Moment(nanos, share));
    }
    while (moments.size() > 2 && nanos - second().nanos() >= passed / 2) {
      moments.removeFirst();
    }
    Moment from = moments.getFirst();
    Moment now = new Moment(nanos, share);
    double pace = pace(from, now);
    return passed < PATIENCE_NANOS || !(pace > 0) || passed < SETTLING_NANOS && rises(from, now)
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) ((1 - share) / pace)));
  }

  private static double pace(Moment from, Moment to) {
    return (to.share() - from.share()) / (to.nanos() - from.nanos());
  }

  /** Whether the later half of what is remembered is faster than the earlier by much. */
  private boolean rises(Moment from, Moment now) {
    long half = from.nanos() + (now.nanos() - from.nanos()) / 2;
    Moment middle = from;
    for (Moment moment : moments) {
      if (moment.nanos() <= half) {
        middle = moment;
      }
    }
    return middle != from && pace(middle, now) > RISE * pace(from, middle);
  }

  private Moment second() {
    return moments.stream().skip(1).findFirst().orElseThrow();
  }

  /** Forgets what was: a share was done at no time. */
  synchronized void restart() {
    moments.clear();
  }
}
