package org.abc4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RanksTest {

  @Test
  void average_distinctValues_countsFromOne() {
    assertArrayEquals(new double[] {3, 1, 4, 2}, Ranks.average(new double[] {7, -2, 100, 0.5}));
  }

  @Test
  void average_ties_shareTheirMeanRank() {
    assertArrayEquals(
        new double[] {2.5, 5, 2.5, 5, 1, 5}, Ranks.average(new double[] {4, 9, 4, 9, 1, 9}));
  }

  @Test
  void average_bothZeros_tie() {
    assertArrayEquals(
        new double[] {2.5, 2.5, 4, 1}, Ranks.average(new double[] {-0.0, 0.0, 1, -1}));
  }

  @Test
  void average_infinities_areTheExtremes() {
    assertArrayEquals(
        new double[] {4, 1, 2, 3},
        Ranks.average(
            new double[] {
              Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -Double.MAX_VALUE, 0
            }));
  }

  @Test
  void average_noValues_givesNoRanks() {
    assertEquals(0, Ranks.average(new double[0]).length);
  }

  @Test
  void average_argument_isNotSorted() {
    double[] values = {3, 1, -0.0};
    Ranks.average(values);
    assertArrayEquals(new double[] {3, 1, -0.0}, values);
  }

  @Test
  void average_nan_namesItsIndex() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Ranks.average(new double[] {1, 2, Double.NaN, 4}));
    assertEquals("NaN has no rank, found it at index 2", error.getMessage());
  }
}
