package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FactualPathTest {
  @ParameterizedTest
  @EnumSource(Walk.class)
  void of_anySampler_endsWhereTheSamplesDo(Walk walk) {
    Scenario scenario = Scenario.of(3, Kind.POSTERIOR_MEAN, walk);
    Ensemble ensemble = scenario.ensemble();
    List<Sample> samples = scenario.sampler().samples(ensemble, ExogenousNoise.philox(2), 3);
    List<SamplingStep> steps = scenario.sampler().steps();
    Set<Integer> timesteps = Set.of(steps.get(1).timestep(), steps.get(4).timestep());
    FactualPath path = FactualPath.of(samples, timesteps, Execution.sequential());
    for (int q = 0; q < 3; q++) {
      assertArrayEquals(samples.get(q).image(), path.images().row(q), "sample " + q);
      assertEquals(List.of(1, 4), path.steps().get(q).stream().map(FactualStep::index).toList());
    }
  }

  /** With one step the state is the noise. */
  @Test
  void steps_sayWhatMembersPredict() {
    Scenario scenario = Scenario.of(4, Kind.GAUSSIAN, Walk.DDIM);
    Ensemble ensemble = scenario.ensemble();
    Sample sample = scenario.sample();
    SamplingStep first = scenario.sampler().steps().get(0);
    FactualStep step =
        FactualPath.of(List.of(sample), Set.of(first.timestep()), Execution.sequential())
            .steps()
            .get(0)
            .get(0);
    Batch x = Batch.of(Scenario.SHAPE, scenario.noise().start(Scenario.SHAPE));
    double[] sum = new double[Scenario.SHAPE.size()];
    double squares = 0;
    for (int i = 0; i < Scenario.MEMBERS; i++) {
      Batch said = ensemble.member(i).predict(x, first.timestep());
      for (int p = 0; p < sum.length; p++) {
        double clean =
            (x.get(0, p) - Math.sqrt(1 - first.alphaBar()) * said.get(0, p))
                / Math.sqrt(first.alphaBar());
        assertEquals(clean, step.clean()[p] + step.differences()[i][p], 1e-9 * Math.abs(clean));
        sum[p] += step.differences()[i][p];
        squares += step.differences()[i][p] * step.differences()[i][p];
      }
    }
    assertArrayEquals(new double[sum.length], sum, 1e-9);
    assertEquals(Scenario.MEMBERS * sum.length / squares, step.precision(), 1e-9 / squares);
  }

  @Test
  void of_clippedSampler_cleanIsClipped() {
    FactualStep step =
        FactualStep.of(
            0, 5, 0.25, 0.5, new double[] {1, 0.1, -1}, new double[][] {{0, 0, 0}, {0, 0, 0}});
    assertArrayEquals(new double[] {0.5, 0.2, -0.5}, step.clean());
    assertEquals(1, step.precision());
  }
}
