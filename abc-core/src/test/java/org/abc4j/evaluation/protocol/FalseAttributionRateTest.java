package org.abc4j.evaluation.protocol;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.evaluation.PlaceboTest;
import org.abc4j.evaluation.Proportion;
import org.abc4j.evaluation.protocol.FalseAttributionRate.Sample;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

class FalseAttributionRateTest {

  @Test
  void of_fourSamples_countsByHand() {
    int[] without = {7, 8, 9};
    FalseAttributionRate rate =
        FalseAttributionRate.of(
            List.of(
                Sample.of(new int[] {1, 7}, without),
                Sample.of(new int[] {}, without),
                Sample.of(new int[] {8, 9}, without),
                Sample.of(new int[] {2, 3}, without)));
    assertEquals(new Proportion(2, 4), rate.rate());
    assertEquals(new Proportion(3, 12), rate.bySource());
    assertEquals((0.5 + 0 + 1 + 0) / 4, rate.ofNamed(), 1e-15);
    // P(X ≥ 2), X ~ Binomial(4, 1/10): 1 − 0.9⁴ − 4·0.1·0.9³.
    assertEquals(0.0523, rate.pValue(0.1), 1e-12);
  }

  @Test
  void pValue_nobodyNamedFalsely_isOne() {
    assertEquals(1, FalseAttributionRate.of(List.of(new Sample(3, 2, 0))).pValue(0.05));
  }

  /**
   * Distances whose sources without effect are exchangeable with the placebos, over independent
   * ensembles: naming at 20 % names one falsely in at most 20 % of them, whatever the others do.
   */
  @Test
  void of_placeboTestsOfExchangeableWords_keepsTheirPromise() {
    int sources = 10;
    int planted = 6;
    List<Sample> samples = new ArrayList<>();
    int[] without = IntStream.range(sources - planted, sources).toArray();
    int trials = 3000;
    for (int trial = 0; trial < trials; trial++) {
      double[] drawn = Draws.doubles(40, trial, sources + 60);
      double[] distances = new double[sources];
      double[] placebos = new double[60];
      for (int s = 0; s < sources; s++) {
        distances[s] = 10 + drawn[s] + (s < sources - planted ? 1.5 : 0);
      }
      Arrays.setAll(placebos, p -> 10 + drawn[sources + p]);
      samples.add(Sample.of(PlaceboTest.of(distances, placebos).named(0.2), without));
    }
    FalseAttributionRate rate = FalseAttributionRate.of(samples);
    assertTrue(rate.rate().share() < 0.2, rate.toString());
    assertTrue(rate.rate().share() > 0.02, rate.toString());
    assertTrue(rate.pValue(0.2) > 0.01, rate.toString());
    assertTrue(rate.pValue(0.02) < 0.01, rate.toString());
  }

  @Test
  void of_badNumbers_areNamed() {
    assertIllegal(
        "a rate is over at least 1 sample, found none", () -> FalseAttributionRate.of(List.of()));
    assertIllegal(
        "sources named are listed once, found 3 twice in [3, 1, 3]",
        () -> Sample.of(new int[] {3, 1, 3}, new int[] {2}));
    String rule = "of at least 1 source without effect some were named, and others: found ";
    assertIllegal(rule + "0 of 0 among 2 named", () -> Sample.of(new int[] {1, 2}, new int[0]));
    assertIllegal(rule + "3 of 4 among 2 named", () -> new Sample(2, 4, 3));
    assertIllegal(rule + "3 of 2 among 4 named", () -> new Sample(4, 2, 3));
    assertIllegal(rule + "-1 of 2 among 4 named", () -> new Sample(4, 2, -1));
    FalseAttributionRate rate = FalseAttributionRate.of(List.of(new Sample(1, 1, 1)));
    assertIllegal("a level lies between 0 and 1, found NaN", () -> rate.pValue(Double.NaN));
    assertIllegal("a level lies between 0 and 1, found 1.0", () -> rate.pValue(1));
  }
}
