package org.abc4j.evaluation.protocol;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.abc4j.evaluation.Bootstrap;
import org.abc4j.evaluation.Interval;
import org.abc4j.evaluation.LinearDatamodellingScore;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

class LinearDatamodellingStudyTest {
  private static final Bootstrap BOOTSTRAP = Bootstrap.seeded(2).withDraws(200);

  @Test
  void of_twoSamples_isTheMeanOfTheirScores() {
    double[] measured = {1, 2, 3, 4};
    LinearDatamodellingStudy study =
        LinearDatamodellingStudy.of(
            List.of(new double[] {2, 1, 3, 4}, new double[] {7, 7, 7, 7}),
            List.of(measured, measured));
    assertArrayEquals(new double[] {0.8, 0}, study.scores(), 1e-15);
    assertEquals(0.4, study.mean(), 1e-15);
    assertEquals(4, study.sets());
  }

  @Test
  void of_scoresOfAttributions_areTheirs() {
    List<double[]> predicted = new ArrayList<>();
    List<double[]> measured = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    List<BitSet> kept = new ArrayList<>();
    for (int k = 0; k < 20; k++) {
      BitSet set = new BitSet();
      for (int s = 0; s < 10; s++) {
        set.set(s, Draws.below(2, 5, k, s) == 1);
      }
      kept.add(set);
    }
    for (int i = 0; i < 3; i++) {
      double[] found = Draws.doubles(6, i, kept.size());
      LinearDatamodellingScore score =
          LinearDatamodellingScore.of(Draws.doubles(7, i, 10), kept, found);
      predicted.add(score.predicted());
      measured.add(found);
      scores.add(score.score());
    }
    assertArrayEquals(
        scores.stream().mapToDouble(s -> s).toArray(),
        LinearDatamodellingStudy.of(predicted, measured).scores());
  }

  /** Samples that are all alike: samples say there is no doubt, sets that there is. */
  @Test
  void intervals_samplesAlike_areWideOverSetsOnly() {
    double[] signal = Draws.doubles(8, 0, 16);
    double[] noise = Draws.doubles(8, 1, 16);
    double[] measured = new double[16];
    Arrays.setAll(measured, k -> signal[k] + noise[k]);
    List<double[]> predicted = List.of(signal, signal, signal);
    LinearDatamodellingStudy study =
        LinearDatamodellingStudy.of(predicted, List.of(measured, measured, measured));
    Interval samples = study.overSamples(0.95, BOOTSTRAP);
    assertEquals(0, samples.high() - samples.low(), 1e-12);
    Interval sets = study.overSets(0.95, BOOTSTRAP);
    assertTrue(sets.high() - sets.low() > 0.2, sets.toString());
    assertTrue(sets.contains(study.mean()), sets + " of " + study);
    Interval both = study.overBoth(0.95, BOOTSTRAP);
    assertTrue(both.high() - both.low() > 0.2, both.toString());
  }

  @Test
  void overSets_perfectAttribution_isOne() {
    double[] values = Draws.doubles(9, 0, 12);
    LinearDatamodellingStudy study =
        LinearDatamodellingStudy.of(List.of(values, values), List.of(values, values));
    assertEquals(1, study.mean(), 1e-15);
    assertEquals(1, study.overSets(0.9, BOOTSTRAP).low(), 1e-12);
    assertEquals(1, study.overBoth(0.9, BOOTSTRAP).low(), 1e-12);
  }

  @Test
  void of_badNumbers_areNamed() {
    double[] two = {1, 2};
    assertIllegal(
        "each of at least 1 sample has what is foretold and what was measured, found 0 and 0",
        () -> LinearDatamodellingStudy.of(List.of(), List.of()));
    assertIllegal(
        "each of at least 1 sample has what is foretold and what was measured, found 1 and 2",
        () -> LinearDatamodellingStudy.of(List.of(two), List.of(two, two)));
    assertIllegal(
        "samples have the same sets, at least 2, found 2 and, measured of sample 0, 3",
        () -> LinearDatamodellingStudy.of(List.of(two), List.of(new double[3])));
    assertIllegal(
        "samples have the same sets, at least 2, found 1 and, predicted of sample 0, 1",
        () -> LinearDatamodellingStudy.of(List.of(new double[1]), List.of(new double[1])));
    assertIllegal(
        "measured must be a number, that of sample 0 for set 1 is NaN",
        () -> LinearDatamodellingStudy.of(List.of(two), List.of(new double[] {1, Double.NaN})));
  }
}
