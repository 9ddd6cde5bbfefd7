package org.abc4j.evaluation;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import org.abc4j.Execution;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * Percentile intervals by the bootstrap (Efron 1979): a statistic of units that are drawn anew,
 * with replacement, from those that were measured.
 *
 * <p>Draws are functions of seed, draw and place ({@link Purpose#BOOTSTRAP}), so that an interval
 * is the same bits for any execution, and the first draws of many are those of few. The intervals
 * assume that units are independent and alike; samples of one ensemble share its members, and an
 * interval over samples says nothing of another ensemble. With few units they are too narrow, by a
 * factor of about √((n − 1)/n) and more.
 *
 * <p>Immutable and thread-safe.
 */
public final class Bootstrap {
  private static final int USUAL_DRAWS = 2000;

  private final int draws;
  private final CounterRandom random;
  private final Execution execution;

  private Bootstrap(int draws, CounterRandom random, Execution execution) {
    this.draws = draws;
    this.random = random;
    this.execution = Objects.requireNonNull(execution, "execution");
  }

  /**
   * A bootstrap of 2,000 draws on the calling thread.
   *
   * @param seed any value
   * @return the bootstrap
   */
  public static Bootstrap seeded(long seed) {
    return new Bootstrap(
        USUAL_DRAWS, CounterRandom.of(seed, Purpose.BOOTSTRAP), Execution.sequential());
  }

  /**
   * With another number of draws.
   *
   * @param draws at least 1; for the usual 95 % some thousands
   * @return a copy that makes so many
   * @throws IllegalArgumentException if there is no draw
   */
  public Bootstrap withDraws(int draws) {
    if (draws < 1) {
      throw new IllegalArgumentException("a bootstrap has at least 1 draw, found " + draws);
    }
    return new Bootstrap(draws, random, execution);
  }

  /**
   * With another execution.
   *
   * @param execution where statistics are computed, when it stops; it hears of no progress
   * @return a copy that uses it
   */
  public Bootstrap with(Execution execution) {
    return new Bootstrap(draws, random, execution);
  }

  /**
   * Number of draws.
   *
   * @return at least 1
   */
  public int draws() {
    return draws;
  }

  /**
   * The interval of the mean of some values, the units.
   *
   * @param values at least one finite value
   * @param confidence 1 − α, above 0 and below 1
   * @return from the α/2 quantile of the draws' means to the 1 − α/2 quantile
   * @throws IllegalArgumentException if there is no value, one is not finite, or the confidence is
   *     out of range
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public Interval mean(double[] values, double confidence) {
    double[] own = values.clone();
    Samples.requireFinite("values", own);
    return interval(
        own.length,
        confidence,
        drawn -> Samples.mean(Arrays.stream(drawn).mapToDouble(i -> own[i]).toArray()));
  }

  /**
   * The interval of a statistic of units.
   *
   * @param units how many units there are, at least 1
   * @param confidence 1 − α, above 0 and below 1
   * @param statistic of the drawn units, by index, as many as there are; finite, the same for the
   *     same indices, called on the execution's threads
   * @return from the α/2 quantile of the draws' statistics to the 1 − α/2 quantile
   * @throws IllegalArgumentException if there is no unit, the confidence is out of range, or a
   *     statistic is not finite, naming the draw
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public Interval interval(int units, double confidence, ToDoubleFunction<int[]> statistic) {
    requireUnits(units);
    return percentiles(confidence, draw -> statistic.applyAsDouble(resample(draw, 0, units)));
  }

  /**
   * The interval of a statistic of units of two kinds that were crossed, such as samples and sets
   * of sources: both are drawn anew, independently.
   *
   * @param first how many units of the first kind there are, at least 1
   * @param second how many of the second, at least 1
   * @param confidence 1 − α, above 0 and below 1
   * @param statistic of the drawn units of both kinds
   * @return from the α/2 quantile of the draws' statistics to the 1 − α/2 quantile
   * @throws IllegalArgumentException if there is no unit of a kind, the confidence is out of range,
   *     or a statistic is not finite, naming the draw
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public Interval interval(
      int first, int second, double confidence, ToDoubleBiFunction<int[], int[]> statistic) {
    requireUnits(first);
    requireUnits(second);
    return percentiles(
        confidence,
        draw -> statistic.applyAsDouble(resample(draw, 0, first), resample(draw, 1, second)));
  }

  private static void requireUnits(int units) {
    if (units < 1) {
      throw new IllegalArgumentException("a bootstrap needs at least 1 unit, found " + units);
    }
  }

  private int[] resample(int draw, int kind, int units) {
    int[] drawn = new int[units];
    Arrays.setAll(drawn, i -> (int) random.below(units, draw, kind, i));
    return drawn;
  }

  private Interval percentiles(double confidence, IntToDoubleFunction ofDraw) {
    Interval.requireConfidence(confidence);
    double[] statistics = new double[draws];
    execution.forEach(
        draws,
        draw -> {
          execution.checkCancelled();
          statistics[draw] = ofDraw.applyAsDouble(draw);
        });
    for (int draw = 0; draw < draws; draw++) {
      if (!Double.isFinite(statistics[draw])) {
        throw new IllegalArgumentException(
            "a statistic is finite, that of draw " + draw + " is " + statistics[draw]);
      }
    }
    execution.checkCancelled();
    double tail = (1 - confidence) / 2;
    return new Interval(Quantiles.of(statistics, tail), Quantiles.of(statistics, 1 - tail));
  }

  @Override
  public String toString() {
    return "Bootstrap[" + draws + " draws, " + random + "]";
  }
}
