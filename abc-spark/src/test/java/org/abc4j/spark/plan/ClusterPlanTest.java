package org.abc4j.spark.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.abc4j.codebook.CostModel;
import org.abc4j.spark.plan.ClusterPlan.Phase;
import org.abc4j.unet.UNetCost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterPlanTest {
  /** A prediction of one second, and weights of 4 MB. */
  private static final UNetCost NETWORK = new UNetCost(1_000_000, 1_000_000_000, 1);

  private static final EngineSpeed SPEED = new EngineSpeed(1e9, 3, 0.5);
  private static final CostModel COUNTS = new CostModel(100, 4, 2, 3, 10);
  private static final ClusterWork WORK = new ClusterWork("small", NETWORK, COUNTS, 50, 8);
  private static final ClusterShape EVEN = new ClusterShape(2, 3, 1e6, 1e6, 1e9, 0);

  @Test
  void of_withoutSpread_isTheFormulas() {
    ClusterPlan plan = ClusterPlan.of(WORK, SPEED, EVEN);
    double member = 50 * 8 * 3;
    assertEquals(4, plan.training().tasks());
    assertEquals(member, plan.training().taskSeconds());
    assertEquals(member, plan.training().seconds(), 1e-6);
    assertEquals(4 / 6.0, plan.training().use(), 1e-9);
    assertEquals(2 * 4 * 4e6 / 1e6, plan.loadingSeconds());
    // 100 sources are cut in three, as 32 is the least; three samples for six threads in two.
    double third = 4 * 10 + 4 + 100 / 3.0 * 2 * 9;
    assertEquals(9, plan.landscapes().tasks());
    assertEquals(third, plan.landscapes().taskSeconds(), 1e-9);
    assertEquals(2 * third, plan.landscapes().seconds(), 1e-6);
    double useful = 3 * (4 * 10 + 4 + 100 * 2 * 9);
    assertEquals(useful / (6 * 2 * third), plan.landscapes().use(), 1e-9);
    double half = 4 * 10 + 0.5 * 4 * 2 * 9;
    assertEquals(6, plan.jacobians().tasks());
    assertEquals(half, plan.jacobians().taskSeconds());
    assertEquals(half, plan.jacobians().seconds(), 1e-6);
    assertEquals(3 * (4 * 10 + 0.5 * 4 * 4 * 9) / (6 * half), plan.jacobians().use(), 1e-9);
  }

  /** On one thread 16 samples are not cut: the counts are those of the library's own cost model. */
  @Test
  void tasks_ofOneThread_areTheCostModels() {
    CostModel counts = new CostModel(100, 4, 2, 16, 10);
    ClusterWork work = new ClusterWork("whole", NETWORK, counts, 1, 1);
    ClusterShape one = new ClusterShape(1, 1, 1e9, 1e9, 1e9, 0);
    ClusterPlan plan = ClusterPlan.of(work, new EngineSpeed(1e9, 1, 1), one);
    double exact = counts.exactAblation().passes().doubleValue() - 16 * (100 * 2 - 4.0);
    assertEquals(exact, plan.landscapes().seconds(), 1e-6);
    assertEquals(1, plan.landscapes().use(), 1e-9);
    double jacobians = counts.differentialAblation().passes().doubleValue() - 16 * 4.0 * 4;
    assertEquals(jacobians, plan.jacobians().seconds(), 1e-6);
    assertEquals(1, plan.jacobians().use(), 1e-9);
  }

  @Test
  void loading_isTheSlowerOfStorageAndOwnNetwork() {
    ClusterShape one = new ClusterShape(1, 1, 1e9, 1e6, 1, 0);
    assertEquals(16, ClusterPlan.of(WORK, SPEED, one).loadingSeconds());
    assertEquals(16, ClusterPlan.of(WORK, SPEED, one.withExecutors(1_000)).loadingSeconds());
    assertEquals(160, ClusterPlan.of(WORK, SPEED, one.withExecutors(10_000)).loadingSeconds());
  }

  @Test
  void training_takesNoLessTimeBeyondAThreadAMember() {
    ClusterShape spread = new ClusterShape(1, 4, 1e9, 1e9, 1e9, 0.15);
    Phase enough = ClusterPlan.of(WORK, SPEED, spread).training();
    Phase more = ClusterPlan.of(WORK, SPEED, spread.withExecutors(100)).training();
    assertEquals(enough.seconds(), more.seconds());
    assertEquals(enough.use() / 100, more.use(), 1e-9);
  }

  @Test
  void makespan_ofOneTaskASlot_isTheLargestOfLogNormalTimes() {
    assertEquals(1, TaskTimes.makespan(1_000, 1_000, 1, 0, 1e9), 1e-5);
    double largest = TaskTimes.makespan(1_000, 1_000, 1, 0.5, 1e9);
    // The largest of 1,000 normal numbers is 3.24 on average, with a standard deviation of 0.35.
    assertTrue(largest > Math.exp(0.5 * 2.4) && largest < Math.exp(0.5 * 4.4), "" + largest);
    assertEquals(largest, TaskTimes.makespan(1_000, 1_000, 1, 0.5, 1e9));
    assertEquals(7 * largest, TaskTimes.makespan(1_000, 1_000, 7, 0.5, 1e9), 1e-5);
  }

  @Test
  void makespan_ofManyTasksASlot_comesNearTheirMean() {
    int slots = 10;
    double seconds = TaskTimes.makespan(100_000, slots, 1, 0.5, 1e9);
    assertEquals(100_000 * TaskTimes.mean(1, 0.5) / slots, seconds, 0.02 * seconds);
    assertTrue(seconds >= TaskTimes.makespan(100_000, 2 * slots, 1, 0.5, 1e9));
  }

  @Test
  void makespan_ofShortTasks_isTheDrivers() {
    assertEquals(999 / 10.0 + 0.01, TaskTimes.makespan(1_000, 500, 0.01, 0, 10), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void shapes_outOfRange_areRefused(double bad) {
    assertThrows(IllegalArgumentException.class, () -> new EngineSpeed(bad, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new EngineSpeed(1, bad, 1));
    assertThrows(IllegalArgumentException.class, () -> new ClusterShape(1, 1, bad, 1, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new ClusterShape(1, 1, 1, bad, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new ClusterShape(1, 1, 1, 1, bad, 0));
    assertThrows(IllegalArgumentException.class, () -> TaskTimes.makespan(1, 1, bad, 0, 1));
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> new ClusterShape(0, 1, 1, 1, 1, 0));
    assertEquals("executors must be positive and finite, found 0.0", error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new ClusterWork("x", NETWORK, COUNTS, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> TaskTimes.makespan(0, 1, 1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new ClusterShape(1, 1, 1, 1, 1, Double.NaN));
  }

  @Test
  void numbers_areAsPeopleSayThem() {
    assertEquals("1.5 s", ClusterPlan.time(1.5));
    assertEquals("119 s", ClusterPlan.time(119));
    assertEquals("2.0 min", ClusterPlan.time(120));
    assertEquals("2.0 d", ClusterPlan.time(2 * 86_400));
    assertEquals("1,234 d", ClusterPlan.time(1_234 * 86_400));
    assertEquals("874.4 MB", ClusterPlan.bytes(874.4e6));
    assertEquals("19.2 GB", ClusterPlan.bytes(19.2e9));
  }
}
