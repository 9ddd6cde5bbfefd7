package org.abc4j.evaluation;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTTest {
  /** From scipy.stats.t.ppf. */
  @ParameterizedTest
  @CsvSource({
    "1, 0.5, 1",
    "1, 0.95, 12.706204736174694",
    "1, 0.999, 636.6192487687897",
    "2, 0.95, 4.302652729749462",
    "5, 0.95, 2.5705818356363146",
    "21, 0.95, 2.0796138447276795",
    "21, 0.999, 3.8192771642745096",
    "1000, 0.5, 0.6747351646070093"
  })
  void quantile_knownDegrees_isScipys(double degrees, double confidence, double expected) {
    assertEquals(expected, StudentT.quantile(confidence, degrees), 1e-11 * expected);
  }

  @Test
  void twoSided_ofQuantile_isTheTail() {
    for (double confidence : new double[] {0.01, 0.3, 0.9, 0.9999}) {
      double t = StudentT.quantile(confidence, 7);
      assertEquals(1 - confidence, StudentT.twoSided(t, 7), 1e-13);
    }
    assertEquals(1, StudentT.twoSided(0, 3));
  }

  @Test
  void quantile_confidenceNaN_isRefused() {
    assertIllegal(
        "a confidence lies between 0 and 1, found NaN", () -> StudentT.quantile(Double.NaN, 3));
  }
}
