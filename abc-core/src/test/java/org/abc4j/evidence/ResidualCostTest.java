package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.testing.Messages;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.WatchedModel;
import org.junit.jupiter.api.Test;

class ResidualCostTest {
  private static final Scenario SCENARIO = Scenario.of(3, Kind.GAUSSIAN, Walk.DDIM);

  /** As many rows as members are really given. */
  @Test
  void predictions_areThoseThatMembersMake() {
    ResidualDraws draws = new ResidualDraws(1, 3);
    List<WatchedModel> members = WatchedModel.membersOf(SCENARIO.ensemble(), 32, () -> {});
    Ensemble ensemble = Ensemble.of(SCENARIO.code(), members);
    TrainingPoints points = TrainingPoints.of(SCENARIO.items(), SCENARIO.code().sources());
    List<SamplingStep> late = TrainingResiduals.lateSteps(SCENARIO.sampler());
    TrainingResiduals.compute(ensemble, points, late, draws, Execution.sequential());
    long rows =
        members.stream().flatMap(member -> member.calls().stream()).mapToLong(c -> c.rows()).sum();
    ResidualCost cost = ResidualCost.of(SCENARIO.code(), Scenario.SHAPE, SCENARIO.sampler(), draws);
    assertEquals(BigInteger.valueOf(rows), cost.predictions());
    assertEquals(late.stream().map(SamplingStep::timestep).toList(), cost.timesteps());
    assertEquals(2L * points.count() * 16 * late.size(), cost.bytes());
    assertEquals(BigInteger.valueOf(2 * rows), cost.withFlips().predictions());
    assertEquals(2 * cost.bytes(), cost.withFlips().bytes());
  }

  /** Of the largest terms each by hand: what is kept, and what two threads work in. */
  @Test
  void attributionBytes_isWhatStagesTake() {
    long fields = 8 * 12 * 16;
    long sums = 4 * 12 * 2 * fields + 8 * 2 * (1 << 20);
    long kept = 13 * 3 * 2 * fields + 8 * 12 * 3 * 2 * 1500 + 8 * 12 * 3 * 250;
    long moments = 8 * 1024 * (3 * 1024 + 16);
    long seen = 2 * 6 * 8 * 1500;
    // 100 a source: three lists of one byte, two of a char, two of an int, and one of a long.
    long placebos = 25_000 * (3 + 4 + 8 + 8);
    ResidualCost cost = new ResidualCost(1500, 16, 250, 12, 1, List.of(80, 0));
    assertEquals(sums + kept + moments + seen + placebos, cost.attributionBytes(3, 2));
  }

  @Test
  void toString_isALineForPlans() {
    ResidualCost cost = new ResidualCost(100_000, 3072, 100_000, 24, 2, List.of(160, 80, 0));
    assertEquals(
        "residuals of 100,000 points at timesteps [160, 80, 0], 2 draws each: 14,400,000"
            + " predictions, 1,843.2 MB",
        cost.toString());
  }

  @Test
  void badArguments_areNamed() {
    Messages.assertIllegal(
        "draws must be at least 1, found 0", () -> new ResidualCost(1, 1, 1, 1, 0, List.of(1)));
    Messages.assertIllegal(
        "timesteps must be at least 1, found 0", () -> new ResidualCost(1, 1, 1, 1, 1, List.of()));
    ResidualCost huge = new ResidualCost(Long.MAX_VALUE, 3072, 1, 1, 1, List.of(1));
    assertThrows(ArithmeticException.class, huge::bytes);
    assertThrows(ArithmeticException.class, huge::withFlips);
    Messages.assertIllegal(
        "threads must be at least 1, found 0", () -> huge.attributionBytes(1, 0));
  }
}
