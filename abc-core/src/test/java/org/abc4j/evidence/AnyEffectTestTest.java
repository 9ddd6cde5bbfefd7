package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

class AnyEffectTestTest {
  private static final int SOURCES = 24;
  private static final Sampler SAMPLER = DdimSampler.steps(6);
  private static final Batch ITEMS = Draws.images(2, 1, new Shape(1, 4, 4), SOURCES);

  private static CodeAssignment code(int seed) {
    return Codebook.allWords(8, 3).assign(DataSources.oneItemEach(SOURCES), seed);
  }

  private static Ensemble trained(CodeAssignment code) {
    return ClosedFormEnsembles.gaussian(ITEMS, code, 0.05, NoiseSchedule.linear());
  }

  private static AnyEffectTest test(Ensemble ensemble, int deals) {
    TrainingPoints points = TrainingPoints.of(ITEMS, ensemble.code().sources());
    TrainingResiduals residuals =
        TrainingResiduals.compute(
            ensemble,
            points,
            SAMPLER.steps().subList(2, 6),
            new ResidualDraws(1, 1),
            Execution.sequential());
    List<Sample> samples = SAMPLER.samples(ensemble, ExogenousNoise.philox(1), 2);
    return AnyEffectTest.of(new CalibratedAttributor(points, residuals), samples, deals, 5);
  }

  @Test
  void pValue_membersOfTheirWords_isLeast() {
    AnyEffectTest found = test(trained(code(1)), 39);
    assertEquals(39, found.permuted().size());
    assertEquals(1 / 40.0, found.pValue(), found.toString());
  }

  /** The same members under words that were dealt to others. */
  @Test
  void pValue_wordsDealtAnew_isUniform() {
    Ensemble trained = trained(code(1));
    List<NoiseModel> members =
        java.util.stream.IntStream.range(0, 8).mapToObj(trained::member).toList();
    int atMostHalf = 0;
    int deals = 30;
    for (int seed = 2; seed < 2 + deals; seed++) {
      atMostHalf += test(Ensemble.of(code(seed), members), 9).pValue() <= 0.5 ? 1 : 0;
    }
    // Within three standard errors.
    assertEquals(0.5 * deals, atMostHalf, 3 * Math.sqrt(0.25 * deals));
  }

  @Test
  void pValue_countsThoseAtLeastAsGreat() {
    assertEquals(3 / 5.0, new AnyEffectTest(2, List.of(1.0, 2.0, 3.0, -1.0)).pValue());
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> test(trained(code(1)), 0));
    assertTrue(error.getMessage().contains("found 0"), error.getMessage());
  }
}
