package org.abc4j.bench.peers;

import java.util.Arrays;
import java.util.Map;

/** Times both sides of a contest in turns. */
final class Race {
  private static final double NANOS_A_MILLI = 1e6;
  private static final double MILLIS_A_SECOND = 1e3;

  private final int rounds;
  private final double turnMillis;
  private final double warmMillis;
  private final Machine machine;
  private final Clock clock;

  /**
   * How to time.
   *
   * @param rounds how often both sides have their turn
   * @param turnSeconds least length of a turn
   * @param warmSeconds least length of each side's warm-up
   */
  Race(int rounds, double turnSeconds, double warmSeconds, Machine machine, Clock clock) {
    this.rounds = rounds;
    this.turnMillis = turnSeconds * MILLIS_A_SECOND;
    this.warmMillis = warmSeconds * MILLIS_A_SECOND;
    this.machine = machine;
    this.clock = clock;
  }

  /**
   * Runs a contest: both warm up, libtorch's fastest way is found, then each round gives both a
   * turn, the first of them by turns.
   */
  Line run(Contest contest, int threads, String cpu) {
    turn(contest.ours(), warmMillis);
    String peer = fastest(contest.peers());
    double[] ours = new double[rounds];
    double[] theirs = new double[rounds];
    double[] ratios = new double[rounds];
    double peak = 0;
    for (int round = 0; round < rounds; round++) {
      peak = machine.multiplyAddsPerSecond();
      if (round % 2 == 0) {
        ours[round] = turn(contest.ours(), turnMillis);
        theirs[round] = turn(contest.peers().get(peer), turnMillis);
      } else {
        theirs[round] = turn(contest.peers().get(peer), turnMillis);
        ours[round] = turn(contest.ours(), turnMillis);
      }
      ratios[round] = ours[round] / theirs[round];
    }
    Arrays.sort(ratios);
    double median = median(ours);
    return new Line(
        contest.work(),
        contest.channels(),
        contest.batch(),
        threads,
        Machine.jdk(),
        cpu,
        median * contest.scale(),
        median(theirs) * contest.scale(),
        median(ratios),
        ratios[0],
        ratios[rounds - 1],
        contest.multiplyAdds() / (median / MILLIS_A_SECOND) / (peak * threads),
        clock.toString(),
        rounds,
        peer,
        contest.note());
  }

  private String fastest(Map<String, Runnable> ways) {
    String best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Map.Entry<String, Runnable> way : ways.entrySet()) {
      turn(way.getValue(), warmMillis / ways.size());
      double millis = turn(way.getValue(), turnMillis);
      if (millis < least) {
        least = millis;
        best = way.getKey();
      }
    }
    if (best == null) {
      throw new IllegalStateException("libtorch has no way to do this");
    }
    return best;
  }

  /** Mean time of a run, in milliseconds, over as many as the turn takes. */
  private double turn(Runnable work, double leastMillis) {
    long begin = clock.nanos();
    int runs = 0;
    double millis;
    do {
      work.run();
      runs++;
      millis = (clock.nanos() - begin) / NANOS_A_MILLI;
    } while (millis < leastMillis);
    return millis / runs;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
