package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.Ensemble;
import org.abc4j.model.Linearization;
import org.abc4j.model.NoiseModel;
import org.abc4j.model.PreciseLinearization;
import org.abc4j.model.PreciseNoiseModel;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Members that compute in double ask the Jacobian's execution between groups of tangents. */
class EnsembleJacobianStopTest {

  /** A model that is to be given an execution, and remembers which. */
  private record Hearing(PreciseNoiseModel model, List<Execution> heard)
      implements PreciseNoiseModel {
    @Override
    public Shape shape() {
      return model.shape();
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      return model.predict(x, timestep);
    }

    @Override
    public Linearization linearize(Batch x, int timestep, Batch tangents) {
      throw new AssertionError("asked in float");
    }

    @Override
    public PreciseLinearization linearize(double[] x, int timestep, double[] tangents) {
      throw new AssertionError("asked without an execution");
    }

    @Override
    public PreciseLinearization linearize(
        double[] x, int timestep, double[] tangents, Execution execution) {
      heard.add(execution);
      return model.linearize(x, timestep, tangents, execution);
    }
  }

  @ParameterizedTest
  @EnumSource
  void of_membersThatComputeInDouble_giveThemItsExecution(Kind kind) {
    Scenario scenario = Scenario.of(5, kind, Walk.DDIM);
    Sample own = scenario.sample();
    List<Execution> heard = new ArrayList<>();
    List<NoiseModel> members = new ArrayList<>();
    for (int i = 0; i < Scenario.MEMBERS; i++) {
      members.add(new Hearing((PreciseNoiseModel) own.ensemble().member(i), heard));
    }
    Sample sample =
        scenario.sampler().sample(Ensemble.of(scenario.code(), members), scenario.noise());
    Execution execution = Execution.sequential();
    EnsembleJacobian jacobian = EnsembleJacobian.of(sample, execution);
    assertArrayEquals(EnsembleJacobian.of(own).column(2), jacobian.column(2));
    assertEquals(scenario.steps() * Scenario.MEMBERS, heard.size());
    assertEquals(List.of(execution), heard.stream().distinct().toList());
  }
}
