package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.abc4j.evaluation.Bootstrap;
import org.abc4j.evaluation.Interval;
import org.abc4j.report.PaperComparison;
import org.abc4j.report.PaperComparison.Agreement;
import org.junit.jupiter.api.Test;

class PaperOrderTest {
  private static final PaperOrder ORDER = PaperOrder.by(Bootstrap.seeded(3));

  /** Ranks about a mean. */
  private static double[] about(double mean) {
    double[] ranks = new double[40];
    Arrays.setAll(ranks, k -> mean + 0.01 * (k % 5 - 2));
    return ranks;
  }

  @Test
  void order_isJudgedByTheSideOnWhichTheIntervalLies() {
    assertEquals(Agreement.YES, ORDER.belowChance("rank", about(0.2)).agreement());
    assertEquals(Agreement.NO, ORDER.belowChance("rank", about(0.8)).agreement());
    assertEquals(Agreement.NOT_COMPARABLE, ORDER.belowChance("rank", about(0.5)).agreement());
    assertEquals(Agreement.YES, ORDER.aboveChance("rank", about(0.8)).agreement());
    assertEquals(Agreement.NO, ORDER.aboveChance("rank", about(0.2)).agreement());
    assertEquals(Agreement.NO, ORDER.correlated("correlation", about(-0.1)).agreement());
  }

  @Test
  void order_ofTwo_isOfTheirDifferencesSampleBySample() {
    double[] first = new double[40];
    double[] second = new double[40];
    Arrays.setAll(first, k -> k / 40.0);
    // Far less than ranks differ among each other.
    Arrays.setAll(second, k -> first[k] + 1e-3 * (1 + k % 2));
    PaperComparison below = ORDER.below("first less second", first, second);
    assertEquals(Agreement.YES, below.agreement());
    assertEquals(Agreement.NO, ORDER.below("second less first", second, first).agreement());
    assertTrue(below.ours().startsWith("-0.00150 ("), below.ours());
  }

  @Test
  void order_saysItsMeanAndTheBootstrapsInterval() {
    double[] ranks = about(0.3);
    Interval of = Bootstrap.seeded(3).mean(ranks, 0.95);
    PaperComparison said = ORDER.belowChance("rank", ranks);
    assertEquals(
        "0.300 ("
            + ReportSections.number(of.low())
            + " to "
            + ReportSections.number(of.high())
            + ")",
        said.ours());
    assertTrue(said.why().contains("40 samples"), said.why());
  }

  @Test
  void correlations_thatAreUndefined_areLeftOut_andOneSampleIsNotJudged() {
    PaperComparison found = ORDER.correlated("correlation", 0.5, Double.NaN, 0.7);
    assertTrue(found.why().contains("2 samples"), found.why());
    assertEquals(Agreement.YES, found.agreement());
    PaperComparison one = ORDER.correlated("correlation", 0.5, Double.NaN);
    assertEquals(Agreement.NOT_COMPARABLE, one.agreement());
    assertEquals("1 samples", one.ours());
  }
}
