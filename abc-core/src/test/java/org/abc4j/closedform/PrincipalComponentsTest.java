package org.abc4j.closedform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.abc4j.testing.Draws;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrincipalComponentsTest {

  @ParameterizedTest
  @CsvSource({"2,5", "4,5", "5,5", "6,5", "30,5", "9,1", "7,20"})
  void of_moreOrFewerItemsThanDimensions_rebuildsTheCovariance(int rows, int m) {
    double[] values = Draws.doubles(rows, m, rows * m);
    PrincipalComponents components = PrincipalComponents.of(values, rows, () -> {});

    double[][] table = new double[rows][];
    Arrays.setAll(table, r -> Arrays.copyOfRange(values, r * m, (r + 1) * m));
    for (int j = 0; j < m; j++) {
      int column = j;
      double mean = Arrays.stream(table).mapToDouble(row -> row[column]).average().orElseThrow();
      assertEquals(mean, components.mean()[j], 1e-14);
    }
    if (m > 1) {
      RealMatrix expected =
          new Covariance(new Array2DRowRealMatrix(table), false).getCovarianceMatrix();
      assertTrue(expected.subtract(covariance(components)).getNorm() < 1e-12);
    }
    assertEquals(Math.min(rows - 1, m), components.variances().length);
    assertOrthonormal(components.directions());
  }

  @ParameterizedTest
  @CsvSource({"6,9", "9,9", "14,9"})
  void of_itemsOnAPlane_hasTwoDirections(int rows, int m) {
    double[] a = Draws.doubles(1, 1, m);
    double[] b = Draws.doubles(1, 2, m);
    double[] weights = Draws.doubles(1, 3, 2 * rows);
    double[] values = new double[rows * m];
    Arrays.setAll(
        values, j -> 3 + weights[2 * (j / m)] * a[j % m] + weights[2 * (j / m) + 1] * b[j % m]);
    PrincipalComponents components = PrincipalComponents.of(values, rows, () -> {});
    assertEquals(2, components.variances().length);
    assertOrthonormal(components.directions());
  }

  @Test
  void of_itemsGivenTwice_hasTheSameCovariance() {
    double[] values = Draws.doubles(7, 1, 5 * 8);
    double[] twice = Arrays.copyOf(values, 2 * values.length);
    System.arraycopy(values, 0, twice, values.length, values.length);
    PrincipalComponents fewer = PrincipalComponents.of(values, 5, () -> {});
    PrincipalComponents more = PrincipalComponents.of(twice, 10, () -> {});
    assertArrayEquals(fewer.mean(), more.mean(), 1e-14);
    assertTrue(covariance(fewer).subtract(covariance(more)).getNorm() < 1e-12);
    assertEquals(4, more.variances().length);
  }

  @Test
  void of_oneItem_isItsMeanAndVariesNowhere() {
    PrincipalComponents components = PrincipalComponents.of(new double[] {3, -1, 0.5}, 1, () -> {});
    assertArrayEquals(new double[] {3, -1, 0.5}, components.mean());
    assertEquals(0, components.directions().length);
    assertEquals(0, components.variances().length);
  }

  @ParameterizedTest
  @CsvSource({"3", "4", "17"})
  void of_identicalItems_variesByNoMoreThanRounding(int rows) {
    double[] values = new double[rows * 4];
    Arrays.setAll(values, j -> 0.1f * (j % 4 + 1));
    PrincipalComponents components = PrincipalComponents.of(values, rows, () -> {});
    assertArrayEquals(Arrays.copyOf(values, 4), components.mean(), 1e-15);
    for (double variance : components.variances()) {
      assertEquals(0, variance, 1e-30);
    }
  }

  @Test
  void of_valueThatIsNotFinite_isNaN() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      PrincipalComponents components =
          PrincipalComponents.of(new double[] {1, 2, 3, bad}, 2, () -> {});
      assertArrayEquals(new double[] {Double.NaN, Double.NaN}, components.mean());
      assertArrayEquals(new double[] {Double.NaN}, components.variances());
    }
  }

  /** By items and by values: a matrix of products, its eigenvectors, and what is made of those. */
  @ParameterizedTest
  @CsvSource({"4,9", "9,4"})
  void of_anyPiece_canEndIt(int rows, int m) {
    double[] values = Draws.doubles(rows, m, rows * m);
    int[] pieces = {0};
    PrincipalComponents.of(values, rows, () -> pieces[0]++);
    int size = Math.min(rows, m);
    assertEquals(rows < m ? 4 * size + size - 1 : 4 * size, pieces[0]);
    for (int last = 1; last <= pieces[0]; last++) {
      int[] left = {last};
      Runnable end =
          () -> {
            if (--left[0] == 0) {
              throw new CancellationException();
            }
          };
      assertThrows(CancellationException.class, () -> PrincipalComponents.of(values, rows, end));
      assertEquals(0, left[0]);
    }
  }

  private static RealMatrix covariance(PrincipalComponents components) {
    int m = components.mean().length;
    RealMatrix sum = new Array2DRowRealMatrix(m, m);
    for (int k = 0; k < components.variances().length; k++) {
      double[] direction = components.directions()[k];
      for (int a = 0; a < m; a++) {
        for (int b = 0; b < m; b++) {
          sum.addToEntry(a, b, components.variances()[k] * direction[a] * direction[b]);
        }
      }
    }
    return sum;
  }

  private static void assertOrthonormal(double[][] directions) {
    for (int a = 0; a < directions.length; a++) {
      for (int b = 0; b <= a; b++) {
        double product = 0;
        for (int j = 0; j < directions[a].length; j++) {
          product += directions[a][j] * directions[b][j];
        }
        assertEquals(a == b ? 1 : 0, product, 1e-10, a + "·" + b);
      }
    }
  }
}
