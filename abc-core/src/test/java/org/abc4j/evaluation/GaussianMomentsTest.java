package org.abc4j.evaluation;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import org.abc4j.Execution;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaussianMomentsTest {
  private static final double[][] FEATURES = {{1, 2}, {3, 8}, {5, 2}, {7, 4}};

  @Test
  void of_fourRows_hasUnbiasedCovariance() {
    GaussianMoments moments = GaussianMoments.of(FEATURES);
    assertEquals(2, moments.dimension());
    assertArrayEquals(new double[] {4, 4}, moments.mean());
    // Deviations (−3 −2) (−1 4) (1 −2) (3 0): squares 20 and 24, products 0.
    assertArrayEquals(new double[] {20.0 / 3, 0}, moments.covariance()[0]);
    assertArrayEquals(new double[] {0, 8}, moments.covariance()[1]);
  }

  @ParameterizedTest
  @CsvSource({"2,1", "63,5", "64,17", "65,16", "200,33"})
  void of_moreRowsThanABlock_hasTheBitsOfOneSum(int n, int d) {
    double[][] rows = new double[n][];
    Arrays.setAll(rows, r -> Draws.doubles(n, r, d));
    GaussianMoments moments = GaussianMoments.of(rows);
    double[] mean = moments.mean();
    double[][] expected = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        for (double[] row : rows) {
          expected[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]);
        }
        expected[i][j] /= n - 1;
      }
    }
    assertArrayEquals(expected, moments.covariance());
  }

  @Test
  void of_withExecution_reportsRowsAndEndsOnRequest() {
    double[][] rows = new double[150][];
    Arrays.setAll(rows, r -> Draws.doubles(1, r, 4));
    List<Long> told = new ArrayList<>();
    Execution execution =
        Execution.sequential()
            .reportingTo(
                (done, total) -> {
                  assertEquals(150, total);
                  told.add(done);
                });
    GaussianMoments.of(rows, 0, execution);
    assertEquals(LongStream.rangeClosed(0, 150).boxed().toList(), told);
    told.clear();
    assertThrows(
        CancellationException.class,
        () -> GaussianMoments.of(rows, 0, execution.until(() -> told.size() == 70)));
    assertEquals(70, told.size());
  }

  @Test
  void of_ddofZero_dividesByTheNumberOfRows() {
    assertArrayEquals(new double[] {5, 0}, GaussianMoments.of(FEATURES, 0).covariance()[0]);
  }

  @Test
  void of_largeOffset_keepsTheCovariance() {
    double[][] shifted = new double[FEATURES.length][2];
    for (int r = 0; r < shifted.length; r++) {
      shifted[r][0] = FEATURES[r][0] + 0x1.0p52;
      shifted[r][1] = FEATURES[r][1] - 0x1.0p50;
    }
    assertArrayEquals(
        GaussianMoments.of(FEATURES).covariance(), GaussianMoments.of(shifted).covariance());
  }

  @Test
  void of_constantFeature_hasCovarianceZero() {
    // 0.1 + 0.1 + 0.1 is not 3 times 0.1.
    GaussianMoments moments = GaussianMoments.of(new double[][] {{0.1, 1}, {0.1, 2}, {0.1, 4}});
    assertEquals(0.1, moments.mean()[0]);
    assertArrayEquals(new double[] {0, 0}, moments.covariance()[0]);
  }

  @Test
  void of_correlatedFeatures_isSymmetric() {
    double[][] covariance = GaussianMoments.of(new double[][] {{0, 0}, {2, 6}}).covariance();
    assertArrayEquals(new double[] {2, 6}, covariance[0]);
    assertArrayEquals(new double[] {6, 18}, covariance[1]);
  }

  @Test
  void accessors_changedByCaller_leaveMomentsAlone() {
    double[] mean = {1, 2};
    double[][] covariance = {{1, 0}, {0, 1}};
    GaussianMoments moments = GaussianMoments.of(mean, covariance);
    mean[0] = 9;
    covariance[1][1] = 9;
    moments.mean()[0] = 9;
    moments.covariance()[1][1] = 9;
    assertArrayEquals(new double[] {1, 2}, moments.mean());
    assertArrayEquals(new double[] {0, 1}, moments.covariance()[1]);
  }

  @Test
  void of_slightAsymmetry_isAveragedAway() {
    GaussianMoments moments =
        GaussianMoments.of(new double[2], new double[][] {{1, 0.5}, {0.5 + 0x1.0p-21, 1}});
    assertEquals(0.5 + 0x1.0p-22, moments.covariance()[0][1]);
    assertEquals(0.5 + 0x1.0p-22, moments.covariance()[1][0]);
  }

  @Test
  void of_asymmetricCovariance_namesBothEntries() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> GaussianMoments.of(new double[2], new double[][] {{1, 0.5}, {0.500002, 1}}));
    assertEquals(
        "a covariance is symmetric, found 0.500002 at (1, 0) and 0.5 at (0, 1)",
        error.getMessage());
  }

  @Test
  void of_covarianceOfOtherSize_namesBothSizes() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> GaussianMoments.of(new double[3], new double[2][2]));
    assertEquals("a mean of 3 values needs 3 covariance rows, found 2", error.getMessage());
  }

  @Test
  void of_nanInCovariance_namesItsPlace() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> GaussianMoments.of(new double[2], new double[][] {{1, 0}, {Double.NaN, 1}}));
    assertEquals("covariance[1][0] must be finite, found NaN", error.getMessage());
  }

  @Test
  void of_nanInFeatures_namesItsPlace() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> GaussianMoments.of(new double[][] {{1, 0}, {2, Double.NaN}, {3, 1}}));
    assertEquals("features[1][1] must be finite, found NaN", error.getMessage());
  }

  @Test
  void of_raggedRows_namesTheRow() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> GaussianMoments.of(new double[][] {{1, 0}, {2, 1}, {3}}));
    assertEquals("features row 2 has 1 values, expected 2 as in every row", error.getMessage());
  }

  @Test
  void of_oneRowUnbiased_isRefused() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> GaussianMoments.of(new double[][] {{1, 2}}));
    assertEquals("a covariance with ddof 1 needs more than 1 rows, found 1", error.getMessage());
  }

  @Test
  void of_negativeDdof_isRefused() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> GaussianMoments.of(FEATURES, -1));
    assertEquals("ddof must be at least 0, found -1", error.getMessage());
  }

  @Test
  void of_noColumns_isRefused() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> GaussianMoments.of(new double[3][0]));
    assertEquals("features must have at least 1 column, found 0", error.getMessage());
  }

  @Test
  void of_squaresBeyondRange_namesTheFeatures() {
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class,
            () -> GaussianMoments.of(new double[][] {{0, 1e200}, {0, -1e200}}));
    assertEquals(
        "the covariance of features 1 and 1 exceeds the range of double", error.getMessage());
  }

  @Test
  void of_meanThatIsNotFinite_namesItsPlace() {
    double[][] covariance = {{1, 0}, {0, 1}};
    assertIllegal(
        "mean[1] must be finite, found Infinity",
        () -> GaussianMoments.of(new double[] {0, Double.POSITIVE_INFINITY}, covariance));
  }

  /** 1e-6 of 2³⁰ is 1073.7. */
  @Test
  void of_asymmetryAtTheBound_isJudgedByTheLargestMagnitude() {
    double[] mean = new double[2];
    double large = 0x1.0p30;
    double[][] within = {{large, 1000}, {0, 1}};
    assertEquals(500, GaussianMoments.of(mean, within).covariance()[1][0]);
    assertThrows(
        IllegalArgumentException.class,
        () -> GaussianMoments.of(mean, new double[][] {{large, 1100}, {0, 1}}));
    assertThrows(
        IllegalArgumentException.class,
        () -> GaussianMoments.of(mean, new double[][] {{large, 0}, {-1100, 1}}));
  }

  @Test
  void toString_namesTheDimension() {
    assertEquals(
        "GaussianMoments[dimension 2]",
        GaussianMoments.of(new double[2], new double[2][2]).toString());
  }
}
