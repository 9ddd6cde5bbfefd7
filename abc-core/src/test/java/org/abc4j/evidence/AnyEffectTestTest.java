package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.Purpose;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    return test(ITEMS, ensemble, 2, deals, 5);
  }

  private static AnyEffectTest test(
      Batch items, Ensemble ensemble, int samples, int deals, long seed) {
    TrainingPoints points = TrainingPoints.of(items, ensemble.code().sources());
    TrainingResiduals residuals =
        TrainingResiduals.compute(
            ensemble,
            points,
            SAMPLER.steps().subList(2, 6),
            new ResidualDraws(1, 1),
            Execution.sequential());
    List<Sample> made = SAMPLER.samples(ensemble, ExogenousNoise.philox(1), samples);
    return AnyEffectTest.of(new CalibratedAttributor(points, residuals), made, deals, seed);
  }

  @Test
  void pValue_membersOfTheirWords_isLeast() {
    AnyEffectTest found = test(trained(code(1)), 39);
    assertEquals(39, found.permuted().size());
    assertEquals(1 / 40.0, found.pValue(), found.toString());
  }

  private static List<NoiseModel> members(Ensemble ensemble) {
    return IntStream.range(0, ensemble.size()).mapToObj(ensemble::member).toList();
  }

  /** A deal of the words is as good as having had that deal, to the bit. */
  @Test
  void permuted_areStatisticsOfEnsemblesOfThatDeal() {
    Ensemble trained = trained(code(1));
    AnyEffectTest found = test(trained, 3);
    CounterRandom random = CounterRandom.of(5, Purpose.WORD_PERMUTATION);
    for (int i = 0; i < 3; i++) {
      CodeAssignment anew =
          CodeAssignment.random(
              trained.code().codebook(), trained.code().sources(), random.bits(i, 0, 0));
      AnyEffectTest dealt = test(Ensemble.of(anew, members(trained)), 1);
      assertEquals(dealt.statistic(), found.permuted().get(i), "deal " + i);
    }
  }

  /** The same members under words that were dealt to others. */
  @Test
  void pValue_wordsDealtAnew_isUniform() {
    Batch items = Draws.images(3, 1, new Shape(1, 2, 2), 10);
    Codebook words = Codebook.allWords(6, 2);
    DataSources sources = DataSources.oneItemEach(10);
    Ensemble trained =
        ClosedFormEnsembles.gaussian(items, words.assign(sources, 1), 0.05, NoiseSchedule.linear());
    int deals = 400;
    int atMostHalf = 0;
    int atMostTenth = 0;
    for (int seed = 2; seed < 2 + deals; seed++) {
      Ensemble dealt = Ensemble.of(words.assign(sources, seed), members(trained));
      double p = test(items, dealt, 1, 9, seed).pValue();
      atMostHalf += p <= 0.5 ? 1 : 0;
      atMostTenth += p <= 0.1 ? 1 : 0;
    }
    // Within three standard errors.
    assertEquals(0.5 * deals, atMostHalf, 3 * Math.sqrt(0.25 * deals));
    assertEquals(0.1 * deals, atMostTenth, 3 * Math.sqrt(0.09 * deals));
  }

  @Test
  void pValue_countsThoseAtLeastAsGreat() {
    assertEquals(3 / 5.0, new AnyEffectTest(1, 2, List.of(1.0, 2.0, 3.0, -1.0)).pValue());
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> test(trained(code(1)), 0));
    assertTrue(error.getMessage().contains("found 0"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void statistics_notFinite_areRefused(double sum) {
    Messages.assertIllegal(
        "the statistic is finite, found " + sum, () -> new AnyEffectTest(1, sum, List.of(1.0)));
    Messages.assertIllegal(
        "the statistic of deal 1 is finite, found " + sum,
        () -> new AnyEffectTest(1, 2, List.of(1.0, sum)));
  }
}
