package org.abc4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class CorrelationProperties {

  @Property(tries = 300)
  void average_anyValues_countsSmallerAndEqualOnes(@ForAll("integers") double[] values) {
    double[] expected = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      for (double other : values) {
        expected[i] += other < values[i] ? 1 : other == values[i] ? 0.5 : 0;
      }
      expected[i] += 0.5;
    }
    assertArrayEquals(expected, Ranks.average(values));
  }

  @Property(tries = 300)
  void spearman_monotoneMaps_changeNoBit(@ForAll("pairs") double[][] pairs) {
    double[] x = pairs[0];
    double[] y = pairs[1];
    double[] rising = map(x, v -> v * v * v + 3);
    double[] falling = map(x, v -> -Math.cbrt(v));
    double expected = Correlation.spearman(x, y).coefficient();
    assertEquals(expected, Correlation.spearman(rising, y).coefficient());
    assertEquals(
        expected, Correlation.spearman(x, map(y, v -> StrictMath.exp(v / 8))).coefficient());
    assertEquals(-expected, Correlation.spearman(falling, y).coefficient(), 1e-15);
  }

  @Property(tries = 300)
  void spearman_distinctValues_matchesSumOfSquaredRankDifferences(
      @ForAll("permutation") int[] order) {
    int n = order.length;
    double[] x = new double[n];
    double[] y = new double[n];
    long squares = 0;
    for (int i = 0; i < n; i++) {
      x[i] = i;
      y[i] = 10.0 * order[i] - 7;
      squares += (long) (i - order[i]) * (i - order[i]);
    }
    double expected = 1 - 6.0 * squares / ((double) n * ((double) n * n - 1));
    assertEquals(expected, Correlation.spearman(x, y).coefficient(), 1e-14);
  }

  @Property(tries = 300)
  void correlation_swappedSeries_isTheSame(@ForAll("pairs") double[][] pairs) {
    Correlation one = Correlation.pearson(pairs[0], pairs[1]);
    Correlation other = Correlation.pearson(pairs[1], pairs[0]);
    assertEquals(one.coefficient(), other.coefficient(), 1e-15);
    assertEquals(
        Correlation.spearman(pairs[0], pairs[1]).coefficient(),
        Correlation.spearman(pairs[1], pairs[0]).coefficient(),
        1e-15);
  }

  @Property(tries = 300)
  void correlation_anySeries_isInRange(@ForAll("pairs") double[][] pairs) {
    for (Correlation correlation :
        new Correlation[] {
          Correlation.pearson(pairs[0], pairs[1]), Correlation.spearman(pairs[0], pairs[1])
        }) {
      assertTrue(Math.abs(correlation.coefficient()) <= 1, correlation.toString());
      assertTrue(correlation.pValue() >= 0 && correlation.pValue() <= 1, correlation.toString());
    }
  }

  @Property(tries = 300)
  void pearson_affineMaps_changeTheSignOnly(
      @ForAll("pairs") double[][] pairs,
      @ForAll @DoubleRange(min = 0.01, max = 1000) double scale,
      @ForAll @DoubleRange(min = -1000, max = 1000) double shift) {
    double[] x = pairs[0];
    double[] y = pairs[1];
    double expected = Correlation.pearson(x, y).coefficient();
    // Rounding of scale·v + shift is up to 2e-16·(1000 + 50000) beside deviations of 0.005 or more.
    double tolerance = 1e-9;
    assertEquals(
        expected, Correlation.pearson(map(x, v -> scale * v + shift), y).coefficient(), tolerance);
    assertEquals(
        -expected, Correlation.pearson(x, map(y, v -> shift - scale * v)).coefficient(), tolerance);
  }

  @Property(tries = 300)
  void pearson_anySeries_matchesExactSums(@ForAll("pairs") double[][] pairs) {
    long n = pairs[0].length;
    long sumX = 0;
    long sumY = 0;
    long sumXx = 0;
    long sumYy = 0;
    long sumXy = 0;
    for (int i = 0; i < n; i++) {
      long x = (long) pairs[0][i];
      long y = (long) pairs[1][i];
      sumX += x;
      sumY += y;
      sumXx += x * x;
      sumYy += y * y;
      sumXy += x * y;
    }
    // Integers, so that every difference is exact.
    double expected =
        (n * sumXy - sumX * sumY)
            / (Math.sqrt(n * sumXx - sumX * sumX) * Math.sqrt(n * sumYy - sumY * sumY));
    assertEquals(expected, Correlation.pearson(pairs[0], pairs[1]).coefficient(), 1e-14);
  }

  @Property(tries = 200)
  void pValue_threePairs_hasAClosedForm(@ForAll @DoubleRange(min = -1, max = 1) double r) {
    // One degree of freedom is the Cauchy distribution: p = 1 − (2/π)·asin |r|.
    double expected = 1 - 2 / Math.PI * Math.asin(Math.abs(r));
    assertEquals(expected, Correlation.pValue(r, 3), 1e-14);
  }

  @Property(tries = 200)
  void pValue_strongerCorrelation_isSmaller(
      @ForAll @DoubleRange(min = 0, max = 0.99) double r,
      @ForAll @IntRange(min = 3, max = 200) int n) {
    assertTrue(Correlation.pValue(r + 0.01, n) < Correlation.pValue(r, n));
  }

  @Provide
  Arbitrary<double[]> integers() {
    return Arbitraries.integers()
        .between(-6, 6)
        .map(Integer::doubleValue)
        .array(double[].class)
        .ofMinSize(0)
        .ofMaxSize(20);
  }

  /** Two series of equal length, neither constant, whole numbers with ties. */
  @Provide
  Arbitrary<double[][]> pairs() {
    return Arbitraries.integers()
        .between(3, 24)
        .flatMap(
            n -> Combinators.combine(series(n), series(n)).as((x, y) -> new double[][] {x, y}));
  }

  private static Arbitrary<double[]> series(int n) {
    return Arbitraries.integers()
        .between(-50, 50)
        .map(Integer::doubleValue)
        .array(double[].class)
        .ofSize(n)
        .filter(values -> IntStream.range(1, n).anyMatch(i -> values[i] != values[0]));
  }

  @Provide
  Arbitrary<int[]> permutation() {
    return Arbitraries.integers()
        .between(2, 30)
        .flatMap(n -> Arbitraries.shuffle(IntStream.range(0, n).boxed().toList()))
        .map(list -> list.stream().mapToInt(Integer::intValue).toArray());
  }

  private static double[] map(double[] values, DoubleUnaryOperator function) {
    return Arrays.stream(values).map(function).toArray();
  }
}
