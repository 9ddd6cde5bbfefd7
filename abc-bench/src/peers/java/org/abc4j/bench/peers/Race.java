package org.abc4j.bench.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.abc4j.evaluation.Quantiles;

/** Times the sides of a contest in turns. */
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
   * @param rounds how often each side has its turn
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
   * Runs a contest: all sides warm up, each peer's fastest way is found, then each round gives each
   * side a turn, the first of them by turns.
   *
   * @return our engine's lines, one beside each peer; then for each other executor one beside
   *     libtorch and one beside ours
   */
  List<Line> run(Contest contest, int threads, String cpu) {
    turn(contest.ours(), warmMillis);
    contest.others().values().forEach(other -> turn(other, warmMillis));
    List<Runnable> sides = new ArrayList<>(List.of(contest.ours()));
    List<String> peers = new ArrayList<>();
    for (Map<String, Runnable> ways : contest.peers()) {
      if (!ways.isEmpty()) {
        String fastest = fastest(ways);
        peers.add(fastest);
        sides.add(ways.get(fastest));
      }
    }
    if (peers.isEmpty()) {
      throw new IllegalStateException("no peer has a way to do this");
    }
    sides.addAll(contest.others().values());
    double[][] millis = new double[sides.size()][rounds];
    double peak = 0;
    for (int round = 0; round < rounds; round++) {
      peak = machine.multiplyAddsPerSecond();
      for (int i = 0; i < sides.size(); i++) {
        int side = (round + i) % sides.size();
        millis[side][round] = turn(sides.get(side), turnMillis);
      }
    }
    List<Line> lines = new ArrayList<>();
    Result engine = new Result(contest.work(), contest.note(), millis[0]);
    int side = 1;
    for (String peer : peers) {
      lines.add(line(contest, engine, peer, millis[side++], peak, threads, cpu));
    }
    for (String title : contest.others().keySet()) {
      String work = contest.work() + " " + title;
      String note = title + " in place of our engine, in the rounds of its line: " + contest.note();
      Result other = new Result(work, note, millis[side++]);
      lines.add(line(contest, other, peers.get(0), millis[1], peak, threads, cpu));
      lines.add(line(contest, other, Line.ENGINE, millis[0], peak, threads, cpu));
    }
    return lines;
  }

  /** One side's times, in milliseconds of each round, and what its line says of it. */
  private record Result(String work, String note, double[] millis) {}

  private Line line(
      Contest contest,
      Result ours,
      String peer,
      double[] peerMillis,
      double peak,
      int threads,
      String cpu) {
    double[] ratios = new double[rounds];
    boolean beside = peer.equals(Line.ENGINE);
    double peerScale = beside ? contest.scale() : contest.peerScale();
    Arrays.setAll(
        ratios, round -> ours.millis()[round] * contest.scale() / (peerMillis[round] * peerScale));
    Arrays.sort(ratios);
    double median = Quantiles.median(ours.millis());
    return new Line(
        ours.work(),
        contest.channels(),
        contest.batch(),
        threads,
        Machine.jdk(),
        cpu,
        median * contest.scale(),
        Quantiles.median(peerMillis) * peerScale,
        Quantiles.median(ratios),
        ratios[0],
        ratios[rounds - 1],
        contest.multiplyAdds() / (median / MILLIS_A_SECOND) / (peak * threads),
        clock.toString(),
        rounds,
        peer,
        ours.note());
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
}
