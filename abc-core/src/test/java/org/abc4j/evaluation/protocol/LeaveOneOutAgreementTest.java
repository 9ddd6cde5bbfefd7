package org.abc4j.evaluation.protocol;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.evaluation.Bootstrap;
import org.abc4j.evaluation.Correlation;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

/** Agreement with a truth by retraining, and what bounds it. */
class LeaveOneOutAgreementTest {
  private static final Landscape TRUTH = Landscape.of(1, 2, 3, 4);

  private static List<Correlation> correlations(double[]... scores) {
    return Arrays.stream(scores).map(s -> LeaveOneOutAgreement.correlation(s, TRUTH)).toList();
  }

  @Test
  void correlation_eachKind_countsTheMostResponsibleAsGreatest() {
    assertEquals(
        1, LeaveOneOutAgreement.correlation(Landscape.of(0, 5, 6, 7), TRUTH).coefficient(), 1e-15);
    VisualAttribution visual = VisualAttribution.of(new double[] {0.1, 0.2, 0.3, 0.4}, new long[4]);
    assertEquals(-1, LeaveOneOutAgreement.correlation(visual, TRUTH).coefficient(), 1e-15);
    // Σd² = 2 for one exchanged pair: 1 − 6·2/60.
    assertEquals(
        0.8,
        LeaveOneOutAgreement.correlation(new double[] {2, 1, 3, 4}, TRUTH).coefficient(),
        1e-15);
  }

  @Test
  void of_samples_isTheMeanOfThoseThatAreDefined() {
    LeaveOneOutAgreement agreement =
        LeaveOneOutAgreement.of(
            correlations(
                new double[] {1, 2, 3, 4}, new double[] {2, 1, 3, 4}, new double[] {5, 5, 5, 5}));
    assertEquals(0.9, agreement.mean(), 1e-15);
    assertEquals(1, agreement.correlations().undefined());
    assertTrue(agreement.interval(0.9, Bootstrap.seeded(1).withDraws(99)).contains(0.9));
    assertIllegal(
        "a distribution needs at least 1 value that is defined, all 1 are NaN",
        () -> LeaveOneOutAgreement.of(correlations(new double[4])));
    assertIllegal(
        "x and y must pair up, found 3 and 4 values",
        () -> LeaveOneOutAgreement.correlation(new double[3], TRUTH));
    assertIllegal(
        "x[1] must be a number, found NaN",
        () -> LeaveOneOutAgreement.correlation(new double[] {1, Double.NaN, 2, 3}, TRUTH));
  }

  @Test
  void ceiling_knownReliability_isSpearmanAndBrowns() {
    NoiseCeiling ceiling =
        NoiseCeiling.of(
            List.of(
                NoiseCeiling.reliability(TRUTH, Landscape.of(2, 1, 3, 4)),
                NoiseCeiling.reliability(TRUTH, Landscape.of(2, 1, 4, 3))));
    // 0.8 and 1 − 6·4/60 = 0.6.
    assertEquals(0.7, ceiling.reliability(), 1e-15);
    assertEquals(0.7, ceiling.reliability(1), 1e-15);
    assertEquals(1.4 / 1.7, ceiling.reliability(2), 1e-15);
    assertEquals(Math.sqrt(0.7), ceiling.attainable(1), 1e-15);
    assertEquals(Math.sqrt(2.1 / 2.4), ceiling.attainable(3), 1e-15);
    assertTrue(ceiling.interval(0.9, Bootstrap.seeded(1).withDraws(99)).contains(0.7));
    assertIllegal("a mean is of at least 1 truth, found 0", () -> ceiling.reliability(0));
  }

  @Test
  void ceiling_truthsThatDisagree_attainNothing() {
    NoiseCeiling ceiling =
        NoiseCeiling.of(List.of(NoiseCeiling.reliability(TRUTH, Landscape.of(4, 3, 2, 1))));
    assertEquals(-1, ceiling.reliability(), 1e-15);
    assertEquals(0, ceiling.reliability(5));
    assertEquals(0, ceiling.attainable(1));
  }

  /** Scores with known noise: the ceiling is what the signal itself reaches against one truth. */
  @Test
  void ceiling_signalWithNoise_isWhatTheSignalReaches() {
    int sources = 4000;
    double[] signal = Draws.doubles(31, 0, sources);
    double[] first = plus(signal, Draws.doubles(31, 1, sources));
    double[] second = plus(signal, Draws.doubles(31, 2, sources));
    Landscape truth = Landscape.of(first);
    NoiseCeiling ceiling =
        NoiseCeiling.of(List.of(NoiseCeiling.reliability(truth, Landscape.of(second))));
    double reached = LeaveOneOutAgreement.correlation(signal, truth).coefficient();
    assertEquals(reached, ceiling.attainable(1), 0.03);
    assertEquals(0.5, ceiling.reliability(), 0.05);
  }

  private static double[] plus(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> 100 + a[i] + b[i]).toArray();
  }
}
