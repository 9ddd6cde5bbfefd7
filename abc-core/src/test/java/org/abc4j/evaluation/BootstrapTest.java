package org.abc4j.evaluation;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.abc4j.Execution;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final Bootstrap BOOTSTRAP = Bootstrap.seeded(7).withDraws(500);

  @Test
  void mean_gaussianValues_hasTheWidthOfTheNormalInterval() {
    double[] values = Draws.doubles(3, 0, 200);
    Distribution distribution = Distribution.of(values);
    Interval interval = BOOTSTRAP.withDraws(4000).mean(values, 0.95);
    double half = 1.96 * distribution.standardDeviation() / Math.sqrt(200);
    assertEquals(distribution.mean() - half, interval.low(), 0.1 * half);
    assertEquals(distribution.mean() + half, interval.high(), 0.1 * half);
  }

  @Test
  void mean_equalValues_isThatValue() {
    assertEquals(new Interval(3, 3), BOOTSTRAP.mean(new double[] {3, 3, 3}, 0.9));
    assertEquals(new Interval(2, 2), BOOTSTRAP.mean(new double[] {2}, 0.9));
  }

  @Test
  void interval_anyExecution_isTheSameBits() {
    double[] values = Draws.doubles(4, 0, 30);
    Interval alone = BOOTSTRAP.mean(values, 0.9);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Execution execution = Execution.sequential().on(threads, 4);
      assertEquals(alone, BOOTSTRAP.with(execution).mean(values, 0.9));
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void interval_draws_areOfAllUnitsAndDifferBySeedAndKind() {
    int[][] first = new int[2][];
    BOOTSTRAP
        .withDraws(1)
        .interval(
            50,
            50,
            0.5,
            (a, b) -> {
              first[0] = a;
              first[1] = b;
              return 0;
            });
    assertTrue(Arrays.stream(first[0]).allMatch(i -> i >= 0 && i < 50));
    assertTrue(Arrays.stream(first[0]).distinct().count() > 20);
    assertTrue(!Arrays.equals(first[0], first[1]));
    Bootstrap.seeded(8)
        .withDraws(1)
        .interval(
            50,
            0.5,
            drawn -> {
              assertTrue(!Arrays.equals(drawn, first[0]));
              return 0;
            });
    assertEquals(500, BOOTSTRAP.draws());
  }

  @Test
  void interval_cancelled_stops() {
    Bootstrap stopped = BOOTSTRAP.with(Execution.sequential().until(() -> true));
    assertThrows(CancellationException.class, () -> stopped.mean(new double[] {1, 2}, 0.9));
  }

  @Test
  void interval_badArguments_areNamed() {
    assertIllegal("a bootstrap has at least 1 draw, found 0", () -> BOOTSTRAP.withDraws(0));
    assertIllegal(
        "a bootstrap needs at least 1 unit, found 0", () -> BOOTSTRAP.mean(new double[0], 0.9));
    assertIllegal(
        "values[1] must be finite, found NaN",
        () -> BOOTSTRAP.mean(new double[] {1, Double.NaN}, 0.9));
    assertIllegal(
        "a confidence lies between 0 and 1, found 2.0", () -> BOOTSTRAP.mean(new double[] {1}, 2));
    assertIllegal(
        "a statistic is finite, that of draw 0 is NaN",
        () -> BOOTSTRAP.interval(3, 0.9, drawn -> Double.NaN));
  }
}
