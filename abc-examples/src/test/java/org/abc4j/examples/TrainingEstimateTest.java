package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.abc4j.codebook.CostModel;
import org.abc4j.training.TrainingPlan;
import org.abc4j.unet.UNetCost;
import org.junit.jupiter.api.Test;

class TrainingEstimateTest {
  /** A step a second, a pass in 10 ms, a tangent in 5 ms. */
  private static final TrainingPlan PLAN =
      new TrainingPlan(
          new UNetCost(1_000_000, 2_000_000, 300_000),
          new CostModel(64, 9, 4, 10, 20),
          1,
          0.01,
          0.005,
          1000,
          20_000_000);

  @Test
  void lines_twoThreads_leaveOneIdleInTheLastRound() {
    assertEquals(
        List.of(
            "Network:        1,000,000 parameters, 2,000,000 multiply-adds an image",
            // Nine members on two threads take as long as ten.
            "Training:       about 83 min on 2 threads: 9 members, 1,000 steps of 32 images each",
            "Memory:         20.0 MB for each of 2 members at once",
            "Disk:           36.0 MB",
            // 10·20·(9 + 64·5) passes; 10·20·9·(10 + 9·5) ms; both by two threads.
            "Afterwards:     all counterfactuals of 10 samples of 20 steps take about 5 min exactly,"
                + " 50 s to first order",
            "Without codes:  65 trainings instead of 9, about 9 h 3 min"),
        TrainingEstimate.lines(PLAN, 32, 2));
  }

  @Test
  void lines_moreThreadsThanMembers_takeOneMembersTime() {
    assertEquals(
        "Training:       about 17 min on 99 threads: 9 members, 1,000 steps of 32 images each",
        TrainingEstimate.lines(PLAN, 32, 99).get(1));
    assertEquals(
        "Training:       about 2 h 30 min on 1 thread: 9 members, 1,000 steps of 32 images each",
        TrainingEstimate.lines(PLAN, 32, 1).get(1));
  }

  @Test
  void text_anyTime_hasAUnitThatFits() {
    assertEquals("1 s", TrainingEstimate.text(Duration.ZERO));
    assertEquals("99 s", TrainingEstimate.text(Duration.ofSeconds(99)));
    assertEquals("2 min", TrainingEstimate.text(Duration.ofSeconds(100)));
    assertEquals("99 min", TrainingEstimate.text(Duration.ofMinutes(99)));
    assertEquals("1 h 40 min", TrainingEstimate.text(Duration.ofMinutes(100)));
    assertEquals("71 h 0 min", TrainingEstimate.text(Duration.ofHours(71)));
    assertEquals("30 days", TrainingEstimate.text(Duration.ofDays(30)));
  }
}
