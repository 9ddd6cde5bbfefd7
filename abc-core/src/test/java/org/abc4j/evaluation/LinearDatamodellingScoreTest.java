package org.abc4j.evaluation;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

class LinearDatamodellingScoreTest {
  private static final int SOURCES = 30;
  private static final int SETS = 60;

  private static BitSet set(int... sources) {
    BitSet set = new BitSet();
    Arrays.stream(sources).forEach(set::set);
    return set;
  }

  /** Random halves of the sources. */
  private static List<BitSet> halves() {
    List<BitSet> halves = new ArrayList<>();
    for (int k = 0; k < SETS; k++) {
      halves.add(set(Arrays.copyOf(Draws.shuffled(7, k, SOURCES), SOURCES / 2)));
    }
    return halves;
  }

  private static double[] sums(double[] scores, List<BitSet> sets) {
    return sets.stream()
        .mapToDouble(set -> set.stream().mapToDouble(s -> scores[s]).sum())
        .toArray();
  }

  /** 1 − 6 Σd²/(n³ − n), which holds where no two values are equal. */
  private static double withoutTies(double[] x, double[] y) {
    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      double d = place(x, i) - place(y, i);
      squares += d * d;
    }
    double n = x.length;
    return 1 - 6 * squares / (n * n * n - n);
  }

  private static double place(double[] values, int i) {
    return IntStream.range(0, values.length).filter(j -> values[j] < values[i]).count();
  }

  @Test
  void of_smallCase_isTheNumberByHand() {
    LinearDatamodellingScore score =
        LinearDatamodellingScore.of(
            new double[] {1, 2, 4},
            List.of(set(0, 1), set(2), set(0, 2), set()),
            new double[] {10, 30, 20, 0});
    assertArrayEquals(new double[] {3, 4, 5, 0}, score.predicted());
    // Places 1, 2, 3, 0 against 1, 3, 2, 0: Σd² = 2, 1 − 12/60.
    assertEquals(0.8, score.score(), 1e-15);
    assertEquals(4, score.correlation().pairs());
    assertEquals("LinearDatamodellingScore[" + score.score() + ", 4 sets]", score.toString());
  }

  @Test
  void of_measurementsThatAreMonotoneInTheSums_isOne() {
    double[] attribution = Draws.doubles(1, 0, SOURCES);
    List<BitSet> sets = halves();
    double[] sums = sums(attribution, sets);
    double[] monotone = Arrays.stream(sums).map(s -> StrictMath.exp(s / 4)).toArray();
    double[] falling = Arrays.stream(sums).map(s -> 3 - s).toArray();
    assertEquals(1, LinearDatamodellingScore.of(attribution, sets, monotone).score());
    assertEquals(-1, LinearDatamodellingScore.of(attribution, sets, falling).score());
  }

  @Test
  void of_randomMeasurements_isSpearmansCorrelationOfTheSums() {
    for (int k = 0; k < 20; k++) {
      double[] attribution = Draws.doubles(2, k, SOURCES);
      double[] measured = Draws.doubles(3, k, SETS);
      List<BitSet> sets = halves();
      assertEquals(
          withoutTies(sums(attribution, sets), measured),
          LinearDatamodellingScore.of(attribution, sets, measured).score(),
          1e-12);
    }
  }

  @Test
  void of_noOrder_isNaN() {
    List<BitSet> sets = List.of(set(0), set(1));
    assertTrue(
        Double.isNaN(
            LinearDatamodellingScore.of(new double[] {1, 1}, sets, new double[] {1, 2}).score()));
    assertTrue(
        Double.isNaN(
            LinearDatamodellingScore.of(new double[] {1, 2}, sets, new double[] {1, 1}).score()));
  }

  @Test
  void of_whatDoesNotFit_isRefused() {
    double[] scores = {1, 2, 3};
    List<BitSet> sets = List.of(set(0), set(1, 2));
    double[] two = {1, 2};
    String numbers = "there are as many sets as measurements, at least 2, found ";
    assertIllegal(
        numbers + "2 and 1", () -> LinearDatamodellingScore.of(scores, sets, new double[1]));
    assertIllegal(
        numbers + "1 and 1",
        () -> LinearDatamodellingScore.of(scores, List.of(set(0)), new double[1]));
    assertIllegal(
        "sources are numbered 0 to 2, set 1 keeps source 3",
        () -> LinearDatamodellingScore.of(scores, List.of(set(0), set(0, 3)), two));
    for (double[] bad : new double[][] {{1, Double.NaN}, {Double.POSITIVE_INFINITY, 1}}) {
      assertTrue(refusal(bad, List.of(set(0), set(1)), two).contains("attribution["));
    }
    double huge = Double.MAX_VALUE;
    assertTrue(
        refusal(new double[] {huge, huge}, List.of(set(0), set(0, 1)), two)
            .contains("predicted[1]"));
    assertTrue(refusal(scores, sets, new double[] {1, Double.NaN}).contains("[1]"));
  }

  private static String refusal(double[] scores, List<BitSet> sets, double[] measured) {
    try {
      LinearDatamodellingScore.of(scores, sets, measured);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
    return "none";
  }
}
