package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrawnBoundTest {

  private static BigInteger choose(int n, int k) {
    BigInteger result = BigInteger.ONE;
    for (int i = 0; i < k; i++) {
      result = result.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
    }
    return n < k ? BigInteger.ZERO : result;
  }

  /** The least b with C(P − b − 1, R)/C(P, R) at most δ, by whole numbers. */
  private static int twin(int population, int drawn, double confidence) {
    BigDecimal all = new BigDecimal(choose(population, drawn));
    for (int b = 0; b <= population; b++) {
      BigDecimal missed =
          new BigDecimal(choose(population - b - 1, drawn)).divide(all, new MathContext(40));
      if (missed.compareTo(BigDecimal.ONE.subtract(BigDecimal.valueOf(confidence))) <= 0) {
        return b;
      }
    }
    return population;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.5, 0.93, 0.95, 0.999})
  void atMostAbove_anyDraw_isTheHypergeometricBound(double confidence) {
    for (int population : new int[] {1, 2, 7, 30, 64, 253}) {
      for (int drawn = 0; drawn <= population; drawn += 1 + population / 20) {
        assertEquals(
            twin(population, drawn, confidence),
            new DrawnBound(population, drawn, confidence).atMostAbove(),
            drawn + " of " + population);
      }
    }
  }

  @Test
  void atMostAbove_allDrawn_isNone() {
    assertEquals(0, new DrawnBound(64, 64, 0.999).atMostAbove());
    assertEquals(0, new DrawnBound(0, 0, 0.5).atMostAbove());
  }

  @Test
  void atMostAbove_noneDrawn_isAll() {
    assertEquals(64, new DrawnBound(64, 0, 0.95).atMostAbove());
  }

  /** A share of at most −ln δ / R: 3 in R at 95 %. */
  @ParameterizedTest
  @CsvSource({"2000000000,30", "1000000,300", "1000,16"})
  void atMostAbove_manySources_isBelowTheLogarithmsShare(int population, int drawn) {
    double share = (double) new DrawnBound(population, drawn, 0.95).atMostAbove() / population;
    double limit = -Math.log(0.05) / drawn;
    assertTrue(share <= limit, share + " above " + limit);
    assertTrue(share >= 0.85 * limit, share + " far below " + limit);
  }

  @ParameterizedTest
  @CsvSource({"5,6", "-1,0", "5,-1"})
  void new_notADraw_isRefusedWithItsNumbers(int population, int drawn) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new DrawnBound(population, drawn, 0.5))
            .getMessage();
    assertEquals(
        "a draw is of 0 to all of a population, found " + drawn + " of " + population, message);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, Double.NaN})
  void new_notAConfidence_isRefused(double confidence) {
    assertEquals(
        "a confidence lies between 0 and 1, found " + confidence,
        assertThrows(IllegalArgumentException.class, () -> new DrawnBound(5, 1, confidence))
            .getMessage());
  }
}
