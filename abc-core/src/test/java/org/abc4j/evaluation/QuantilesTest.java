package org.abc4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantilesTest {
  private static final double[] VALUES = {3.5, -1, 7, 2, 2, 10.25};

  // numpy.quantile of the same values.
  @ParameterizedTest
  @CsvSource({"0, -1", "0.1, 0.5", "0.25, 2", "0.5, 2.75", "0.9, 8.625", "1, 10.25"})
  void of_sixValues_matchesNumpy(double fraction, double expected) {
    assertEquals(expected, Quantiles.of(VALUES, fraction), 1e-14);
  }

  @Test
  void median_oddCount_isTheMiddleValue() {
    double[] values = {9, 1, 5};
    assertEquals(5, Quantiles.median(values));
    assertArrayEquals(new double[] {9, 1, 5}, values);
  }

  @Test
  void median_oneValue_isThatValue() {
    assertEquals(-4, Quantiles.median(new double[] {-4}));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.001, 1.001, Double.NaN})
  void of_fractionOutOfRange_namesIt(double fraction) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Quantiles.of(VALUES, fraction));
    assertEquals("a quantile's fraction must be in [0, 1], found " + fraction, error.getMessage());
  }

  @Test
  void median_nan_namesItsIndex() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> Quantiles.median(new double[] {1, Double.NaN}));
    assertEquals("values[1] must be finite, found NaN", error.getMessage());
  }

  @Test
  void median_noValues_isRefused() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Quantiles.median(new double[0]));
    assertEquals("no values have no quantile, found an empty array", error.getMessage());
  }

  @Test
  void median_valuesFurtherApartThanTheRange_isBetweenThem() {
    assertEquals(0, Quantiles.median(new double[] {-Double.MAX_VALUE, Double.MAX_VALUE}));
    assertEquals(
        -Double.MAX_VALUE / 2,
        Quantiles.of(new double[] {Double.MAX_VALUE, -Double.MAX_VALUE}, 0.25));
  }
}
