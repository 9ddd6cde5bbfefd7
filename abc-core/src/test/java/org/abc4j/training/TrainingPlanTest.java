package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.CostModel;
import org.abc4j.codebook.DataSources;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetCost;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {
  private static final CodeAssignment CODE =
      Codebook.allWords(5, 2).assignInOrder(DataSources.oneItemEach(10));

  @Test
  void times_ofRoundNumbers() {
    // N = 10, n = 5, w = 2; 3 samples of 4 steps; 100 training steps of 2 s; passes of 1 s.
    TrainingPlan plan =
        new TrainingPlan(new UNetCost(1000, 1, 1), CostModel.of(CODE, 3, 4), 2, 1, 0.5, 100, 77);
    assertEquals(Duration.ofSeconds(5 * 200), plan.training());
    assertEquals(Duration.ofSeconds(3 * 4 * (5 + 10 * 3)), plan.exactLandscapes());
    assertEquals(Duration.ofMillis(3 * 4 * 5 * (1000 + 5 * 500)), plan.jacobians());
    assertEquals(Duration.ofSeconds(11 * 200 + 3 * 4 * 11), plan.retraining());
    assertEquals(77, plan.trainingBytes());
    assertEquals(5 * 4 * 1000, plan.diskBytes());
  }

  /** 2⁵⁰ samples of 4 steps, 5 members, 3.5 s each: 2.5·10⁹ years, which are no nanoseconds. */
  @Test
  void jacobians_longerThanNanosecondsCount_areNotCutShort() {
    CostModel many = new CostModel(10, 5, 2, 1L << 50, 4);
    TrainingPlan plan = new TrainingPlan(new UNetCost(1000, 1, 1), many, 2, 1, 0.5, 100, 77);
    assertEquals(Duration.ofSeconds((1L << 50) * 2 * 7 * 5), plan.jacobians());
    CostModel more = new CostModel(10, 5, 2, Long.MAX_VALUE, 4);
    assertThrows(
        ArithmeticException.class,
        () -> new TrainingPlan(new UNetCost(1000, 1, 1), more, 2, 1, 0.5, 100, 77).jacobians());
  }

  @Test
  void measure_ofASmallNetwork_takesTimeAndCountsIt() {
    UNetConfig config = UNetConfig.attendingOnce(new Shape(1, 8, 8), List.of(8, 8), 1, 4);
    TrainingConfig training = TrainingConfig.paper(1, 100).withBatchSize(2);
    TrainingPlan plan = TrainingPlan.measure(config, training, CODE, 1, 10);
    assertEquals(UNetCost.of(config), plan.network());
    assertTrue(plan.stepSeconds() > 0 && plan.stepSeconds() < 60, plan::toString);
    assertTrue(plan.passSeconds() > 0 && plan.passSeconds() < 60, plan::toString);
    // Eleven trainings against five, whatever the clock said.
    assertTrue(plan.retraining().compareTo(plan.training()) > 0, plan::toString);
  }

  @Test
  void measure_withAListener_tellsHowFarItIs() {
    UNetConfig config = UNetConfig.attendingOnce(new Shape(1, 8, 8), List.of(8, 8), 1, 4);
    TrainingConfig training = TrainingConfig.paper(1, 100).withBatchSize(2);
    List<Double> shares = new ArrayList<>();
    TrainingPlan.measure(
        config, training, CODE, 1, 10, (done, total) -> shares.add((double) done / total));
    assertEquals(15, shares.size());
    assertEquals(shares.stream().sorted().toList(), shares);
    assertEquals(1, shares.get(14));
  }

  /** As on a virtual machine that compiles while it runs: fifty times slower at first. */
  @Test
  void seconds_ofWhatGetsFaster_areThoseItSettlesAt() {
    long[] clock = {77_000_000_000L};
    double[] speed = {100e6};
    Runnable falling = () -> clock[0] += (long) (speed[0] = Math.max(2e6, 0.8 * speed[0]));
    assertEquals(0.002, seconds(falling, 5, clock), 1e-9);
    assertTrue(clock[0] < 78_500_000_000L, clock[0] + " ns");
    // As slow for a dozen runs before it is compiled.
    int[] runs = {0};
    Runnable compiled = () -> clock[0] += runs[0]++ < 12 ? 100_000_000 : 1_000_000;
    assertEquals(0.001, seconds(compiled, 5, clock), 1e-9);
  }

  private static double seconds(Runnable work, int patience, long... clock) {
    return TrainingPlan.seconds(
        (done, total) -> {}, work, Duration.ofSeconds(patience), () -> clock[0]);
  }

  @Test
  void seconds_ofWhatTakesLong_areOfAFewRuns() {
    long[] clock = {0};
    int[] runs = {0};
    Runnable slow =
        () -> {
          clock[0] += (10 - runs[0]) * 1_000_000_000L;
          runs[0]++;
        };
    assertEquals(6, seconds(slow, 5, clock), 1e-9);
    assertEquals(5, runs[0]);
  }

  @Test
  void seconds_withoutPatience_areOfAFewRunsHoweverFast() {
    long[] clock = {0};
    int[] runs = {0};
    Runnable fast = () -> clock[0] += 9 - runs[0]++;
    assertEquals(5e-9, seconds(fast, 0, clock), 1e-15);
    assertEquals(5, runs[0]);
  }

  @Test
  void measure_withPatience_takesNoLongerThanItAllows() {
    UNetConfig config = UNetConfig.attendingOnce(new Shape(1, 8, 8), List.of(8, 8), 1, 4);
    TrainingConfig training = TrainingConfig.paper(1, 100).withBatchSize(2);
    List<Double> shares = new ArrayList<>();
    TrainingPlan plan =
        TrainingPlan.measure(
            config,
            training,
            CODE,
            1,
            10,
            Duration.ofMillis(20),
            (done, total) -> shares.add((double) done / total));
    assertTrue(plan.stepSeconds() > 0 && plan.passSeconds() > 0, plan::toString);
    assertTrue(shares.size() >= 20, shares::toString);
    assertEquals(shares.stream().sorted().toList(), shares);
    assertEquals(1, shares.get(shares.size() - 1));
  }
}
