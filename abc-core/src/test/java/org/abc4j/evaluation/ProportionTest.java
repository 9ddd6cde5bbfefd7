package org.abc4j.evaluation;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {
  /** From scipy.stats. */
  @ParameterizedTest
  @CsvSource({
    "14, 3731, 0.95, 0.002236555123405316, 0.006288963073757548, 0.0020529139264404586,"
        + " 0.00628779094187641",
    "0, 10, 0.95, 0, 0.2775327998628892, 0, 0.3084971078187607",
    "10, 10, 0.95, 0.7224672001371108, 1, 0.6915028921812392, 1",
    "272, 1024, 0.99, 0.2316646324537775, 0.302603029564058, 0.2307508116394996,"
        + " 0.3027126500428796"
  })
  void intervals_knownCounts_areScipys(
      int successes,
      int trials,
      double confidence,
      double wilsonLow,
      double wilsonHigh,
      double exactLow,
      double exactHigh) {
    Proportion proportion = new Proportion(successes, trials);
    Interval wilson = proportion.wilson(confidence);
    assertEquals(wilsonLow, wilson.low(), 1e-14);
    assertEquals(wilsonHigh, wilson.high(), 1e-14);
    Interval exact = proportion.exact(confidence);
    assertEquals(exactLow, exact.low(), 1e-12);
    assertEquals(exactHigh, exact.high(), 1e-12);
  }

  @Test
  void intervals_allCountsOfTwenty_holdTheShareAndGrowWithTheConfidence() {
    for (int k = 0; k <= 20; k++) {
      Proportion proportion = new Proportion(k, 20);
      assertEquals(k / 20.0, proportion.share());
      for (Interval[] pair :
          new Interval[][] {
            {proportion.wilson(0.5), proportion.wilson(0.99)},
            {proportion.exact(0.5), proportion.exact(0.99)}
          }) {
        assertTrue(pair[0].contains(proportion.share()), pair[0] + " of " + proportion);
        assertTrue(pair[1].low() <= pair[0].low() && pair[0].high() <= pair[1].high());
      }
    }
  }

  /** By exhaustion: whatever p is, the counts whose interval holds it have the confidence. */
  @Test
  void exact_anyProbability_coversWithTheConfidence() {
    int n = 12;
    for (int step = 0; step <= 200; step++) {
      double p = step / 200.0;
      double covered = 0;
      double mass = 1;
      for (int k = 0; k <= n; k++) {
        double pmf = mass * Math.pow(p, k) * Math.pow(1 - p, n - k);
        mass = mass * (n - k) / (k + 1);
        if (new Proportion(k, n).exact(0.9).contains(p)) {
          covered += pmf;
        }
      }
      assertTrue(covered >= 0.9 - 1e-12, "covered " + covered + " at " + p);
    }
  }

  /** Its ends are the probabilities that lie just z standard errors of their own away. */
  @Test
  void wilson_ends_lieZStandardErrorsFromTheShare() {
    double z = 1.959963984540054;
    for (int k = 1; k < 30; k++) {
      Proportion proportion = new Proportion(k, 30);
      Interval interval = proportion.wilson(0.95);
      for (double p : new double[] {interval.low(), interval.high()}) {
        assertEquals(
            z * Math.sqrt(p * (1 - p) / 30), Math.abs(proportion.share() - p), 1e-12, "k = " + k);
      }
    }
  }

  @Test
  void of_countsOutOfRange_nameThem() {
    String rule = "a proportion is of 0 to all of at least 1 trial, found ";
    assertIllegal(rule + "0 of 0", () -> new Proportion(0, 0));
    assertIllegal(rule + "-1 of 3", () -> new Proportion(-1, 3));
    assertIllegal(rule + "4 of 3", () -> new Proportion(4, 3));
  }

  @Test
  void intervals_confidenceOutOfRange_namesIt() {
    String rule = "a confidence lies between 0 and 1, found ";
    Proportion proportion = new Proportion(1, 2);
    assertIllegal(rule + "NaN", () -> proportion.wilson(Double.NaN));
    assertIllegal(rule + "1.0", () -> proportion.exact(1));
    assertIllegal(rule + "0.0", () -> proportion.exact(0));
  }

  @Test
  void interval_endsInTheWrongOrder_namesThem() {
    assertIllegal("an interval goes up, found one from 2.0 to 1.0", () -> new Interval(2, 1));
    assertIllegal(
        "an interval goes up, found one from NaN to 1.0", () -> new Interval(Double.NaN, 1));
    assertTrue(new Interval(1, 1).contains(1));
    assertFalse(new Interval(1, 2).contains(Double.NaN));
    assertFalse(new Interval(1, 2).contains(2.5));
  }
}
