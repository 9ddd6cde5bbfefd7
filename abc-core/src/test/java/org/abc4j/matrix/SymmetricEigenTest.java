package org.abc4j.matrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.abc4j.testing.Draws;
import org.abc4j.testing.KnownSpectrum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {

  /** Flat, stepped and spread spectra of a given rank. */
  @ParameterizedTest
  @CsvSource({
    "1,1",
    "2,1",
    "8,1",
    "8,2",
    "8,5",
    "8,8",
    "64,1",
    "64,2",
    "64,31",
    "64,63",
    "64,64",
    "256,1",
    "256,32",
    "256,128",
    "256,255",
    "256,256",
    "1024,300"
  })
  void of_exactMatrixOfAnyRank_hasItsSpectrum(int d, int rank) {
    double[] flat = new double[d];
    Arrays.fill(flat, 0, rank, 3);
    double[] steps = new double[d];
    Arrays.setAll(steps, k -> k < rank ? 1 + k % 4 * 50 : 0);
    double[] spread = new double[d];
    Arrays.setAll(spread, k -> k < rank ? 1 + k : 0);
    for (double[] spectrum : new double[][] {flat, steps, spread}) {
      assertDecomposed(KnownSpectrum.dyadic(spectrum), spectrum);
      if (d < 1000) {
        assertDecomposed(KnownSpectrum.turned(d + rank, spectrum), spectrum);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 33, 100})
  void of_spectrumOverManyMagnitudes_hasIt(int d) {
    double[] spectrum = new double[d];
    Arrays.setAll(spectrum, k -> (k % 3 - 1) * Math.scalb(1.0, -k));
    assertDecomposed(KnownSpectrum.turned(d, spectrum), spectrum);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 20, 41})
  void of_randomMatrix_hasJacobisEigenvalues(int d) {
    double[][] matrix = random(d);
    assertDecomposed(matrix, KnownSpectrum.byJacobi(matrix));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1074, -1022, -600, 600, 1022})
  void of_scaledMatrix_hasScaledValuesAndTheSameVectors(int exponent) {
    double[][] whole = {{3, 1, 0}, {1, -2, 1}, {0, 1, 1}};
    double[][] scaled = Scaling.scaled(whole, exponent == 1022 ? 1021 : exponent);
    SymmetricEigen expected = SymmetricEigen.of(whole, () -> {});
    SymmetricEigen actual = SymmetricEigen.of(scaled, () -> {});
    assertArrayEquals(expected.vectors(), actual.vectors());
    double unit = Math.scalb(1.0, exponent == 1022 ? 1021 : exponent);
    for (int k = 0; k < 3; k++) {
      assertEquals(expected.values()[k] * unit, actual.values()[k]);
    }
  }

  @Test
  void of_elementsWhoseSquaresVanish_hasUnitVectors() {
    for (double tiny : new double[] {1e-140, 1e-155, 1e-160, 1e-165, 1e-300, 4.9e-324}) {
      double[][] matrix = new double[5][5];
      for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++) {
          matrix[i][j] = i == 4 && j == 4 ? 1 : tiny * (1 + (i + 1) * (j + 1) % 3);
        }
      }
      SymmetricEigen eigen = SymmetricEigen.of(matrix, () -> {});
      assertOrthonormal(eigen.vectors());
      assertArrayEquals(new double[] {1, 0, 0, 0, 0}, eigen.values(), 1e-139);
    }
  }

  @Test
  void of_zero_hasZerosAndAnyBasis() {
    SymmetricEigen eigen = SymmetricEigen.of(new double[6][6], () -> {});
    assertArrayEquals(new double[6], eigen.values());
    assertOrthonormal(eigen.vectors());
  }

  @Test
  void of_matrix_isReadAboveItsDiagonalOnlyAndNotChanged() {
    double[][] matrix = random(9);
    double[][] upper = new double[9][];
    Arrays.setAll(upper, i -> matrix[i].clone());
    for (int i = 0; i < 9; i++) {
      Arrays.fill(upper[i], 0, i, 7);
    }
    double[][] before = new double[9][];
    Arrays.setAll(before, i -> upper[i].clone());
    SymmetricEigen expected = SymmetricEigen.of(matrix, () -> {});
    SymmetricEigen actual = SymmetricEigen.of(upper, () -> {});
    assertArrayEquals(expected.values(), actual.values());
    assertArrayEquals(expected.vectors(), actual.vectors());
    assertArrayEquals(before, upper);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void of_valueThatIsNotFinite_isRefused(double bad) {
    double[][] matrix = random(4);
    matrix[1][2] = bad;
    ArithmeticException error =
        assertThrows(ArithmeticException.class, () -> SymmetricEigen.of(matrix, () -> {}));
    assertEquals(
        "a matrix to decompose must be finite, found " + Math.abs(bad), error.getMessage());
  }

  @Test
  void diagonalise_valuesThatAreNotFinite_endsAndSaysSo() {
    double nan = Double.NaN;
    Tridiagonal tridiagonal = new Tridiagonal(new double[] {1, nan, 2}, new double[] {nan, nan, 0});
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class, () -> tridiagonal.diagonalise(Rotations.none(), () -> {}));
    assertEquals("eigenvalue 0 of 3 was not found in 90 sweeps", error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 40})
  void of_anySize_stopsBetweenPieces(int d) {
    double[][] matrix = random(d);
    int[] calls = {0};
    SymmetricEigen.of(matrix, () -> calls[0]++);
    assertEquals(3 * d, calls[0]);
    for (int last = 1; last <= 3 * d; last++) {
      int[] left = {last};
      assertThrows(
          CancellationException.class,
          () ->
              SymmetricEigen.of(
                  matrix,
                  () -> {
                    if (--left[0] == 0) {
                      throw new CancellationException();
                    }
                  }));
      assertEquals(0, left[0]);
    }
  }

  // Interpreted, compiled and vectorised, on any machine.
  @Test
  void of_sameMatrix_hasTheSameBitsEverywhere() {
    double[][] matrix = random(50);
    for (int again = 0; again < 100; again++) {
      SymmetricEigen eigen = SymmetricEigen.of(matrix, () -> {});
      assertEquals(1654241253, Arrays.hashCode(eigen.values()));
      assertEquals(-1509400172, Arrays.deepHashCode(eigen.vectors()));
      assertEquals(1678896992, Arrays.hashCode(SingularValues.of(matrix, () -> {})));
    }
  }

  private static void assertDecomposed(double[][] matrix, double[] spectrum) {
    SymmetricEigen eigen = SymmetricEigen.of(matrix, () -> {});
    double[] expected = Arrays.stream(spectrum).sorted().toArray();
    int d = expected.length;
    double scale = Math.max(Math.abs(expected[0]), Math.abs(expected[d - 1]));
    double[] increasing = new double[d];
    Arrays.setAll(increasing, k -> eigen.values()[d - 1 - k]);
    double[] sorted = increasing.clone();
    Arrays.sort(sorted);
    assertArrayEquals(sorted, increasing, "order");
    assertArrayEquals(expected, increasing, (16 + d / 2) * 0x1.0p-52 * scale);
    double[][] vectors = eigen.vectors();
    for (int k : d > 300 ? new int[] {0, 1, d / 2, d - 1} : IntStream.range(0, d).toArray()) {
      for (int i = 0; i < d; i++) {
        double product = 0;
        for (int j = 0; j < d; j++) {
          product += matrix[i][j] * vectors[k][j];
        }
        assertEquals(
            eigen.values()[k] * vectors[k][i],
            product,
            (16 + d / 2) * 0x1.0p-52 * scale,
            "vector " + k);
      }
    }
    assertOrthonormal(vectors);
  }

  private static void assertOrthonormal(double[][] vectors) {
    int d = vectors.length;
    double[][] columns = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        columns[j][i] = vectors[i][j];
      }
    }
    double[][] products = new double[d][d];
    Products.addGram(columns, d, products, () -> {});
    double worst = 0;
    for (int i = 0; i < d; i++) {
      for (int j = i; j < d; j++) {
        worst = Math.max(worst, Math.abs(products[i][j] - (i == j ? 1 : 0)));
      }
    }
    assertTrue(worst < (16 + d / 2) * 0x1.0p-52, "d " + d + ": " + worst);
  }

  private static double[][] random(int d) {
    double[] values = Draws.doubles(d, 9, d * d);
    double[][] matrix = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j <= i; j++) {
        matrix[i][j] = values[i * d + j];
        matrix[j][i] = matrix[i][j];
      }
    }
    return matrix;
  }
}
