package org.abc4j.evaluation.protocol;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.attribution.Landscape;
import org.junit.jupiter.api.Test;

class AttributionFloorTest {
  private static final Landscape TRUTH =
      Landscape.of(IntStream.range(0, 30).mapToDouble(s -> s * s).toArray());

  private static double score(double[] scores) {
    return LeaveOneOutAgreement.correlation(scores, TRUTH).coefficient();
  }

  /** Spearman's coefficient of independent orders has mean 0 and variance 1/(N − 1). */
  @Test
  void random_rankCorrelation_hasItsKnownMoments() {
    AttributionFloor floor = AttributionFloor.random(30, AttributionFloorTest::score, 2000, 5, 0);
    assertEquals(0, floor.values().mean(), 4 / Math.sqrt(2000 * 29));
    assertEquals(1 / Math.sqrt(29), floor.values().standardDeviation(), 0.01);
  }

  @Test
  void placebos_dealt_areDifferentOnesOfThose() {
    double[] placebos = IntStream.range(0, 40).mapToDouble(p -> p).toArray();
    double[] means = new double[30];
    AttributionFloor.placebos(
        placebos,
        30,
        dealt -> {
          assertEquals(30, Arrays.stream(dealt).distinct().count());
          for (int s = 0; s < 30; s++) {
            means[s] += dealt[s] / 1000;
          }
          return 0;
        },
        1000,
        5,
        0);
    // Each place has a uniform one of 0 to 39: standard error 0.365.
    for (double mean : means) {
      assertEquals(19.5, mean, 5 * 0.365);
    }
    assertEquals(39, placebos[39]);
  }

  @Test
  void random_samplesAndSeeds_differAndEarlierDrawsStay() {
    double[] few = AttributionFloor.random(30, s -> s[0], 3, 5, 0).values().values();
    double[] more = AttributionFloor.random(30, s -> s[0], 9, 5, 0).values().values();
    assertArrayEquals(few, Arrays.copyOf(more, 3));
    double[] other = AttributionFloor.random(30, s -> s[0], 3, 5, 1).values().values();
    assertFalse(Arrays.equals(few, other));
    double[] seed = AttributionFloor.random(30, s -> s[0], 3, 6, 0).values().values();
    assertFalse(Arrays.equals(few, seed));
    assertTrue(Arrays.stream(more).allMatch(v -> v >= 0 && v < 1));
  }

  @Test
  void pValue_measured_countsDrawsThatReachIt() {
    int[] draw = {0};
    AttributionFloor floor = AttributionFloor.random(1, s -> ++draw[0], 9, 5, 0);
    assertEquals(0.1, floor.pValue(10));
    assertEquals(0.2, floor.pValue(9));
    assertEquals(1, floor.pValue(0));
    assertIllegal("a bound is a number, found NaN", () -> floor.pValue(Double.NaN));
  }

  @Test
  void ofMean_twoSamples_isDrawByDraw() {
    AttributionFloor a = AttributionFloor.random(3, s -> s[0], 4, 5, 0);
    AttributionFloor b = AttributionFloor.random(3, s -> s[0], 4, 5, 1);
    double[] mean = AttributionFloor.ofMean(List.of(a, b)).values().values();
    for (int draw = 0; draw < 4; draw++) {
      assertEquals((a.values().values()[draw] + b.values().values()[draw]) / 2, mean[draw]);
    }
    AttributionFloor fewer = AttributionFloor.random(3, s -> s[0], 3, 5, 1);
    assertIllegal(
        "floors of one mean have as many draws, found 4 and 3",
        () -> AttributionFloor.ofMean(List.of(a, fewer)));
    assertIllegal(
        "a mean is over at least 1 sample, found none", () -> AttributionFloor.ofMean(List.of()));
  }

  @Test
  void of_badNumbers_areNamed() {
    assertIllegal(
        "a floor is of at least 1 source and 1 draw, found 0 and 5",
        () -> AttributionFloor.random(0, s -> 0, 5, 1, 0));
    assertIllegal(
        "a measure is finite, that of draw 0 is NaN",
        () -> AttributionFloor.random(2, s -> Double.NaN, 5, 1, 0));
    assertIllegal(
        "each of 3 sources is dealt a placebo of its own, found 2 placebos",
        () -> AttributionFloor.placebos(new double[2], 3, s -> 0, 5, 1, 0));
    assertIllegal(
        "distances of placebos are at least 0, number 1 is NaN",
        () -> AttributionFloor.placebos(new double[] {1, Double.NaN}, 2, s -> 0, 5, 1, 0));
  }
}
