package org.abc4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceboTestTest {

  /** Every way to deal different distances to sources and placebos, each equally likely. */
  private static List<PlaceboTest> deals(int sources, int placebos, double... fartherSources) {
    List<PlaceboTest> deals = new ArrayList<>();
    deal(new int[sources + placebos], 0, sources, fartherSources, deals);
    return deals;
  }

  private static void deal(
      int[] dealt, int at, int sources, double[] fartherSources, List<PlaceboTest> deals) {
    if (at == dealt.length) {
      double[] distances = new double[sources + fartherSources.length];
      for (int s = 0; s < sources; s++) {
        distances[s] = dealt[s];
      }
      System.arraycopy(fartherSources, 0, distances, sources, fartherSources.length);
      double[] placebos = new double[dealt.length - sources];
      Arrays.setAll(placebos, j -> dealt[sources + j]);
      deals.add(PlaceboTest.of(distances, placebos));
      return;
    }
    for (int value = 1; value <= dealt.length; value++) {
      int candidate = value;
      if (Arrays.stream(dealt, 0, at).noneMatch(other -> other == candidate)) {
        dealt[at] = value;
        deal(dealt, at + 1, sources, fartherSources, deals);
      }
    }
  }

  /** How often a p-value is at most each of the values that it takes. */
  private static TreeMap<Double, Double> distribution(
      List<PlaceboTest> deals, ToDoubleFunction<PlaceboTest> pValue) {
    TreeMap<Double, Double> distribution = new TreeMap<>();
    double[] values = deals.stream().mapToDouble(pValue).toArray();
    for (double value : values) {
      long atMost = Arrays.stream(values).filter(other -> other <= value + 1e-12).count();
      distribution.put(value, atMost / (double) values.length);
    }
    return distribution;
  }

  private static void assertExact(TreeMap<Double, Double> distribution) {
    assertTrue(distribution.size() > 1, "a case that can tell: " + distribution);
    distribution.forEach((value, share) -> assertEquals(share, value, 1e-12));
  }

  private static double leastAdjusted(PlaceboTest test, int sources) {
    double least = 1;
    for (int s = 0; s < sources; s++) {
      least = Math.min(least, test.adjustedPValue(s));
    }
    return least;
  }

  @Test
  void pValue_noSourceMatters_isAtMostEachLevelThatOften() {
    assertExact(distribution(deals(2, 4), test -> test.pValue(1)));
  }

  @Test
  void adjustedPValue_noSourceMatters_theLeastIsAtMostEachLevelThatOften() {
    assertExact(distribution(deals(3, 3), test -> leastAdjusted(test, 3)));
    assertExact(distribution(deals(2, 4), test -> leastAdjusted(test, 2)));
  }

  /** Two sources that matter lie beyond everything: the others are named no more often. */
  @Test
  void adjustedPValue_someSourcesMatter_othersAreNamedNoMoreOften() {
    TreeMap<Double, Double> distribution =
        distribution(deals(2, 4, 99, 100), test -> leastAdjusted(test, 2));
    assertTrue(distribution.size() > 1);
    distribution.forEach((value, share) -> assertTrue(share <= value + 1e-12, "" + distribution));
  }

  @Test
  void pValueOfBeyondAll_noSourceMatters_isAtMostEachLevelThatOften() {
    assertExact(distribution(deals(4, 2), PlaceboTest::pValueOfBeyondAll));
    double mean = deals(4, 2).stream().mapToInt(PlaceboTest::beyondAll).average().orElseThrow();
    assertEquals(mean, deals(4, 2).get(0).expectedBeyondAll(), 1e-12);
  }

  @Test
  void atLeastAsFar_ties_countAgainstTheSource() {
    PlaceboTest test = PlaceboTest.of(new double[] {1, 2, 3, 4, 0}, new double[] {3, 2, 2, -0.0});
    int[] found = new int[5];
    Arrays.setAll(found, test::atLeastAsFar);
    assertArrayEquals(new int[] {3, 3, 1, 0, 4}, found);
    assertEquals(1, test.beyondAll(), "3 is not beyond 3");
  }

  @ParameterizedTest
  @CsvSource({"64, 8, 0.8889", "64, 1216, 0.05", "1, 19, 0.05", "1, 1, 0.5"})
  void leastPValues_anyNumbers_areThoseOfTheFarthest(int sources, int placebos, double adjusted) {
    double[] distances = new double[sources];
    distances[sources - 1] = 2;
    double[] others = new double[placebos];
    Arrays.fill(others, 1);
    PlaceboTest test = PlaceboTest.of(distances, others);
    assertEquals(adjusted, test.leastAdjustedPValue(), 5e-5);
    assertEquals(test.leastAdjustedPValue(), test.adjustedPValue(sources - 1));
    assertEquals(test.leastPValue(), test.pValue(sources - 1));
    assertEquals(1.0 / (placebos + 1), test.leastPValue(), 1e-15);
    assertEquals(1, test.adjustedPValue(0) + (sources == 1 ? 1 - adjusted : 0), 1e-9);
  }

  /** As {@code named} compares, to the last placebo: no share of them may be lost to rounding. */
  @Test
  void placebosNeeded_smallLevels_areExact() {
    int sources = 2_000_000;
    PlaceboTest test = PlaceboTest.of(new double[sources], new double[0]);
    for (double level : new double[] {1e-7, 3e-8, 1e-8}) {
      long needed = test.placebosNeeded(level);
      assertTrue(sources / ((double) sources + needed) <= level, level + ": " + needed);
      assertTrue(sources / ((double) sources + needed - 1) > level, level + ": " + needed);
    }
    // 1 of 3 and 7 is three tenths as a double is.
    assertEquals(7, PlaceboTest.of(new double[3], new double[0]).placebosNeeded(0.3));
    assertEquals(Long.MAX_VALUE, test.placebosNeeded(1e-300));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 1000})
  void placebosNeeded_soMany_reachTheLevelAndOneFewerDoNot(int sources) {
    double[] distances = new double[sources];
    distances[0] = 2;
    for (double level : new double[] {0.01, 0.05, 0.1, 0.5}) {
      int needed = (int) PlaceboTest.of(distances, new double[0]).placebosNeeded(level);
      PlaceboTest enough = PlaceboTest.of(distances, new double[needed]);
      assertArrayEquals(new int[] {0}, enough.named(level), sources + " at " + level);
      PlaceboTest fewer = PlaceboTest.of(distances, new double[needed - 1]);
      assertArrayEquals(new int[0], fewer.named(level), sources + " at " + level);
    }
  }

  @Test
  void named_anyLevel_areThoseOfTheAdjustedPValues() {
    for (PlaceboTest test : deals(2, 4).subList(0, 200)) {
      for (double level : new double[] {0.1, 1 / 3.0, 0.5, 0.6, 0.9}) {
        int[] expected =
            IntStream.range(0, 2).filter(s -> test.adjustedPValue(s) <= level).toArray();
        assertArrayEquals(expected, test.named(level), test + " at " + level);
      }
    }
  }

  @Test
  void noPlacebos_nothingCanBeSaid() {
    PlaceboTest test = PlaceboTest.of(new double[] {5, 0}, new double[0]);
    assertEquals(1, test.pValue(0));
    assertEquals(1, test.adjustedPValue(0));
    assertEquals(1, test.pValueOfBeyondAll());
    assertArrayEquals(new int[0], test.named(0.99));
  }

  @Test
  void of_noDistances_isRefused() {
    for (double bad : new double[] {-1, Double.NaN}) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> PlaceboTest.of(new double[] {1}, new double[] {1, bad}))
              .getMessage();
      assertEquals("distances of placebos are at least 0, number 1 is " + bad, message);
    }
    assertThrows(
        IllegalArgumentException.class, () -> PlaceboTest.of(new double[0], new double[1]));
    for (double level : new double[] {0, 1, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> PlaceboTest.of(new double[1], new double[1]).named(level));
    }
  }
}
