package org.abc4j.evaluation;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorrelationTest {
  private static final double[] X = {1, 2, 4, 7, 11};
  private static final double[] Y = {3, 1, 4, 1, 5};

  @Test
  void pearson_fivePairs_matchesFiftyDigitArithmetic() {
    Correlation correlation = Correlation.pearson(X, Y);
    assertEquals(0.447266529582584, correlation.coefficient(), 1e-15);
    assertEquals(0.45012457424840124, correlation.pValue(), 1e-14);
    assertEquals(5, correlation.pairs());
  }

  @Test
  void spearman_tiedPairs_matchesScipy() {
    Correlation correlation = Correlation.spearman(X, Y);
    assertEquals(0.41039134083406165, correlation.coefficient(), 1e-15);
    assertEquals(0.49253578170279755, correlation.pValue(), 1e-14);
  }

  // I(1 − r²; n/2 − 1, 1/2) in 60-digit arithmetic.
  @ParameterizedTest
  @CsvSource({
    "1e-9, 30, 0.99999999581551254",
    "0.5, 10, 0.14111328125",
    "0.999999, 5, 1.2004215748646405e-9",
    "0.1, 100000, 1.464229353791343e-220",
    "-0.3, 3, 0.80602663195864343"
  })
  void pValue_givenCoefficient_matchesSixtyDigitArithmetic(double r, int n, double expected) {
    assertEquals(expected, Correlation.pValue(r, n), 1e-11 * expected);
  }

  @Test
  void pValue_bothSigns_areEqual() {
    assertEquals(Correlation.pValue(0.25, 40), Correlation.pValue(-0.25, 40));
    assertTrue(Correlation.pValue(0.25, 40) > 0.1);
  }

  @Test
  void pearson_exactlyLinear_isOneWithPValueZero() {
    Correlation correlation =
        Correlation.pearson(new double[] {1, 2, 3, 5}, new double[] {-2, -4, -6, -10});
    assertEquals(-1, correlation.coefficient());
    assertEquals(0, correlation.pValue());
  }

  @Test
  void pearson_twoPairs_hasPValueOneAsInScipy() {
    Correlation correlation = Correlation.pearson(new double[] {1, 2}, new double[] {1, 3});
    assertEquals(1, correlation.coefficient());
    assertEquals(1, correlation.pValue());
  }

  @Test
  void spearman_twoPairs_hasNoPValueAsInScipy() {
    Correlation correlation = Correlation.spearman(new double[] {1, 2}, new double[] {1, 3});
    assertEquals(1, correlation.coefficient());
    assertEquals(Double.NaN, correlation.pValue());
  }

  @ParameterizedTest
  @CsvSource({"0", "0.1", "1e300", "-1e-310"})
  void correlation_constantSeries_isNaN(double constant) {
    double[] same = {constant, constant, constant, constant, constant};
    assertEquals(Double.NaN, Correlation.pearson(X, same).coefficient());
    assertEquals(Double.NaN, Correlation.pearson(same, Y).pValue());
    assertEquals(Double.NaN, Correlation.spearman(X, same).coefficient());
    assertEquals(Double.NaN, Correlation.spearman(same, Y).pValue());
  }

  @Test
  void pearson_twoPairsOneConstant_isNaN() {
    Correlation correlation = Correlation.pearson(new double[] {1, 1}, new double[] {1, 3});
    assertEquals(Double.NaN, correlation.pValue());
  }

  @Test
  void pearson_offsetThatLeavesValuesExact_changesNothing() {
    double[] shifted = new double[X.length];
    for (int i = 0; i < X.length; i++) {
      shifted[i] = X[i] + 0x1.0p52;
    }
    assertEquals(
        Correlation.pearson(X, Y).coefficient(),
        Correlation.pearson(shifted, Y).coefficient(),
        1e-15);
  }

  @ParameterizedTest
  @CsvSource({"0x1.0p1019", "0x1.0p-1060", "-0x1.0p-1070"})
  void pearson_extremeScale_neitherOverflowsNorVanishes(String scale) {
    double factor = Double.parseDouble(scale);
    double[] scaled = new double[X.length];
    for (int i = 0; i < X.length; i++) {
      scaled[i] = X[i] * factor;
    }
    assertEquals(
        Math.signum(factor) * Correlation.pearson(X, Y).coefficient(),
        Correlation.pearson(scaled, Y).coefficient(),
        1e-15);
  }

  @Test
  void pearson_valuesOfBothExtremes_isFinite() {
    double[] extremes = {-Double.MAX_VALUE, Double.MAX_VALUE, 0};
    assertEquals(1, Correlation.pearson(extremes, extremes).coefficient());
  }

  @Test
  void pearson_nan_namesSeriesAndIndex() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Correlation.pearson(X, new double[] {1, 2, 3, Double.NaN, 5}));
    assertEquals("y[3] must be finite, found NaN", error.getMessage());
  }

  @Test
  void pearson_infinite_namesSeriesAndIndex() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Correlation.pearson(new double[] {1, Double.NEGATIVE_INFINITY}, new double[2]));
    assertEquals("x[1] must be finite, found -Infinity", error.getMessage());
  }

  @Test
  void spearman_nan_namesSeriesAndIndex() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Correlation.spearman(X, new double[] {Double.NaN, 2, 3, 4, 5}));
    assertEquals("y[0] must be a number, found NaN", error.getMessage());
  }

  @Test
  void spearman_infinity_ranksLast() {
    double[] x = {1, 2, 4, 7, Double.POSITIVE_INFINITY};
    assertEquals(
        Correlation.spearman(X, Y).coefficient(), Correlation.spearman(x, Y).coefficient());
  }

  @Test
  void correlation_unpairedSeries_namesBothLengths() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> Correlation.spearman(X, new double[] {1, 2}));
    assertEquals("x and y must pair up, found 5 and 2 values", error.getMessage());
  }

  @Test
  void correlation_onePair_isRefused() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Correlation.pearson(new double[1], new double[1]));
    assertEquals("at least 2 pairs are needed, found 1", error.getMessage());
  }

  @Test
  void spearman_nanInTheFirst_namesSeriesAndIndex() {
    assertIllegal(
        "x[2] must be a number, found NaN",
        () -> Correlation.spearman(new double[] {1, 2, Double.NaN, 4, 5}, Y));
  }

  /** Rounding alone would give 1 + 2⁻⁵² for a dozen of these. */
  @Test
  void pearson_proportionalSeries_isNeverBeyondOne() {
    for (int last = 8; last < 16; last++) {
      for (int tenths = 2; tenths < 60; tenths++) {
        double[] x = {1, 2, 4, last};
        double[] y = new double[x.length];
        double[] opposite = new double[x.length];
        for (int i = 0; i < x.length; i++) {
          y[i] = x[i] * tenths / 10;
          opposite[i] = -y[i];
        }
        double r = Correlation.pearson(x, y).coefficient();
        assertTrue(r <= 1 && r > 1 - 1e-14, "coefficient " + r);
        assertEquals(-r, Correlation.pearson(x, opposite).coefficient());
      }
    }
  }

  @Test
  void toString_namesCoefficientPValueAndPairs() {
    assertEquals(
        "Correlation[-1.0, p = 0.0, 3 pairs]",
        Correlation.pearson(new double[] {1, 2, 3}, new double[] {3, 2, 1}).toString());
  }
}
