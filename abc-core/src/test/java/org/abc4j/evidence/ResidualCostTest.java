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
