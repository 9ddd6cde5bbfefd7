package org.abc4j.matrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.abc4j.testing.Draws;
import org.abc4j.testing.KnownSpectrum;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SingularValuesTest {

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "8,3", "64,1", "64,20", "64,64", "256,32", "256,256"})
  void of_exactMatrixOfAnyRank_areItsEigenvaluesWithoutSigns(int d, int rank) {
    double[] flat = new double[d];
    Arrays.setAll(flat, k -> k < rank ? (k % 2 == 0 ? 3 : -3) : 0);
    double[] spread = new double[d];
    Arrays.setAll(spread, k -> k < rank ? (k % 3 == 0 ? -1 : 1) * (1 + k) : 0);
    for (double[] spectrum : new double[][] {flat, spread}) {
      double[] expected = Arrays.stream(spectrum).map(Math::abs).toArray();
      assertClose(expected, SingularValues.of(KnownSpectrum.dyadic(spectrum), () -> {}));
      assertClose(expected, SingularValues.of(KnownSpectrum.turned(d, spectrum), () -> {}));
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,7", "2,3", "5,5", "9,4", "30,31", "64,17"})
  void of_anyShape_areThoseOfCommonsMathAndOfTheTranspose(int p, int q) {
    double[] values = Draws.doubles(p, q, p * q);
    double[][] matrix = new double[p][];
    Arrays.setAll(matrix, i -> Arrays.copyOfRange(values, i * q, (i + 1) * q));
    double[][] transposed = new double[q][p];
    for (int i = 0; i < p; i++) {
      for (int j = 0; j < q; j++) {
        transposed[j][i] = matrix[i][j];
      }
    }
    double[] expected =
        new SingularValueDecomposition(new Array2DRowRealMatrix(matrix)).getSingularValues();
    assertClose(expected, SingularValues.of(matrix, () -> {}));
    assertClose(expected, SingularValues.of(transposed, () -> {}));
  }

  @Test
  void of_smallestValue_isKnownToTheLargestOnesRounding() {
    // Squares would know it to 1e-8 only.
    double[] spectrum = {1, 0.5, 1e-9, 1e-10};
    assertClose(spectrum, SingularValues.of(KnownSpectrum.turned(3, spectrum), () -> {}));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-310, 1e-200, 1e200, 1e307})
  void of_scaledMatrix_areScaled(double unit) {
    double[][] matrix = {{3 * unit, 0}, {4 * unit, 0}, {0, unit}};
    double[] values = SingularValues.of(matrix, () -> {});
    Arrays.sort(values);
    assertEquals(unit, values[0], 1e-14 * unit);
    assertEquals(5 * unit, values[1], 1e-14 * 5 * unit);
  }

  @Test
  void of_zero_areZero() {
    assertArrayEquals(new double[3], SingularValues.of(new double[3][5], () -> {}));
  }

  @Test
  void of_nan_isRefused() {
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class,
            () -> SingularValues.of(new double[][] {{1, Double.NaN}}, () -> {}));
    assertEquals("a matrix to decompose must be finite, found NaN", error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,5", "20,9"})
  void of_anySize_stopsBetweenPieces(int p, int q) {
    double[][] matrix = new double[p][];
    Arrays.setAll(matrix, i -> Draws.doubles(2, i, q));
    int[] calls = {0};
    SingularValues.of(matrix, () -> calls[0]++);
    int pieces = 3 * Math.min(p, q);
    assertEquals(pieces, calls[0]);
    for (int last = 1; last <= pieces; last++) {
      int[] left = {last};
      assertThrows(
          CancellationException.class,
          () ->
              SingularValues.of(
                  matrix,
                  () -> {
                    if (--left[0] == 0) {
                      throw new CancellationException();
                    }
                  }));
      assertEquals(0, left[0]);
    }
  }

  private static void assertClose(double[] expected, double[] actual) {
    double[] sorted = actual.clone();
    Arrays.sort(sorted);
    double[] wanted = expected.clone();
    Arrays.sort(wanted);
    double tolerance = (16 + wanted.length / 2) * 0x1.0p-52;
    assertArrayEquals(wanted, sorted, tolerance * wanted[wanted.length - 1]);
  }
}
