package org.abc4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import org.abc4j.Execution;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Fixtures;
import org.abc4j.testing.KnownSpectrum;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrechetDistanceTest {

  @Test
  void between_oneDimension_isTheTextbookFormula() {
    // (μ₁ − μ₂)² + (σ₁ − σ₂)²
    assertEquals(9 + 4, distance(new double[] {1}, new double[][] {{9}}, 4, 25), 1e-13);
  }

  @Test
  void between_fewerImagesThanFeatures_isExact() throws IOException {
    SafetensorsFile tensors = Fixtures.tensors(Fixtures.folders("stats").get(0), "stats");
    // From the singular values of X·Yᵀ of the centred rows, by NumPy.
    assertEquals(
        53.48900182966306,
        FrechetDistance.between(
            firstRows(tensors.doubles("fid.a")), firstRows(tensors.doubles("fid.b"))),
        1e-10);
  }

  @ParameterizedTest
  @CsvSource({"2,8", "8,8", "9,8", "5,64", "32,128", "100,128", "200,128", "2,300", "40,300"})
  void between_anyNumberOfImages_matchesTheirCentredRows(int n, int d) {
    double[][] a = gaussians(1, n, d);
    double[][] b = gaussians(2, n + 3, d);
    RealMatrix x = centred(a);
    RealMatrix y = centred(b);
    double spread = square(x) + square(y);
    double root =
        Arrays.stream(new SingularValueDecomposition(x.multiply(y.transpose())).getSingularValues())
            .sum();
    double[] meanA = GaussianMoments.of(a).mean();
    double[] meanB = GaussianMoments.of(b).mean();
    double shift = 0;
    for (int i = 0; i < d; i++) {
      shift += (meanA[i] - meanB[i]) * (meanA[i] - meanB[i]);
    }
    assertEquals(shift + spread - 2 * root, FrechetDistance.between(a, b), 1e-11 * spread);
    assertEquals(0, FrechetDistance.between(a, a), 1e-12 * spread);
  }

  // With the same eigenvectors the distance is Σ (√a − √b)².
  @ParameterizedTest
  @CsvSource({
    "8,1,8",
    "8,8,8",
    "64,1,1",
    "64,16,64",
    "64,63,40",
    "128,31,31",
    "256,128,256",
    "256,2,255",
    "1024,200,1024"
  })
  void between_commutingCovariancesOfAnyRank_matchesTheClosedForm(int d, int rankA, int rankB) {
    double[] flat = new double[d];
    Arrays.fill(flat, 0, rankA, 4);
    double[] steps = new double[d];
    Arrays.setAll(steps, k -> k < rankA ? 1 << k % 8 : 0);
    double[] spread = new double[d];
    Arrays.setAll(spread, k -> k < rankB ? 9.0 + k : 0);
    for (double[] spectrum : new double[][] {flat, steps}) {
      double expected = 0;
      double trace = 0;
      for (int k = 0; k < d; k++) {
        double root = Math.sqrt(spectrum[k]) - Math.sqrt(spread[k]);
        expected += root * root;
        trace += spectrum[k] + spread[k];
      }
      double actual =
          FrechetDistance.between(
              GaussianMoments.of(new double[d], KnownSpectrum.dyadic(spectrum)),
              GaussianMoments.of(new double[d], KnownSpectrum.dyadic(spread)));
      assertEquals(expected, actual, 1e-12 * trace);
    }
  }

  @Test
  void between_covariancesInSinglePrecision_isNearTheExactDistance() {
    double[] spectrum = new double[64];
    Arrays.setAll(spectrum, k -> k < 40 ? 1 + k : 0);
    double[][] rounded = KnownSpectrum.turned(3, spectrum);
    for (double[] row : rounded) {
      Arrays.setAll(row, j -> (float) row[j]);
    }
    double[] mean = new double[64];
    double expected =
        FrechetDistance.between(
            GaussianMoments.of(mean, KnownSpectrum.turned(3, spectrum)),
            GaussianMoments.of(mean, KnownSpectrum.dyadic(spectrum)));
    double actual =
        FrechetDistance.between(
            GaussianMoments.of(mean, rounded),
            GaussianMoments.of(mean, KnownSpectrum.dyadic(spectrum)));
    assertEquals(expected, actual, 1e-3 * expected);
  }

  @Test
  void between_singularCovariances_matchesTheRootOfTheirOverlap() {
    // Along unit vectors p and q: Tr (s·ppᵀ·t·qqᵀ)^½ = √(st)·|p·q|.
    double[][] a = {{0.36 * 4, 0.48 * 4}, {0.48 * 4, 0.64 * 4}};
    double[][] b = {{9, 0}, {0, 0}};
    double expected = 4 + 9 - 2 * 6 * 0.6;
    assertEquals(
        expected,
        FrechetDistance.between(
            GaussianMoments.of(new double[2], a), GaussianMoments.of(new double[2], b)),
        1e-13);
  }

  @Test
  void between_pointMasses_isTheSquaredDistance() {
    double[][] zero = new double[2][2];
    assertEquals(
        25,
        FrechetDistance.between(
            GaussianMoments.of(new double[] {0, 0}, zero),
            GaussianMoments.of(new double[] {3, -4}, zero)));
  }

  @Test
  void between_pointMassAndGaussian_addsItsTrace() {
    assertEquals(
        1 + 7,
        FrechetDistance.between(
            GaussianMoments.of(new double[] {0, 0}, new double[2][2]),
            GaussianMoments.of(new double[] {1, 0}, new double[][] {{5, 1}, {1, 2}})),
        1e-13);
  }

  @Test
  void between_ddof_isUsedForBothSets() {
    // Variances 4 and 16 with divisor 2, 8 and 32 with divisor 1: (√32 − √8)² = 8.
    double[][] a = {{-2}, {2}};
    double[][] b = {{-4}, {4}};
    assertEquals(4, FrechetDistance.between(a, b, 0), 1e-13);
    assertEquals(8, FrechetDistance.between(a, b, 1), 1e-13);
    assertEquals(8, FrechetDistance.between(a, b), 1e-13);
  }

  @Test
  void between_smallNegativeEigenvalue_countsAsZero() {
    double[][] clamped = {{4, 0}, {0, 0}};
    double[][] rounded = {{4, 0}, {0, -4e-6}};
    GaussianMoments other = GaussianMoments.of(new double[2], new double[][] {{1, 0}, {0, 1}});
    assertEquals(
        FrechetDistance.between(GaussianMoments.of(new double[2], clamped), other),
        FrechetDistance.between(GaussianMoments.of(new double[2], rounded), other),
        1e-14);
  }

  @Test
  void between_indefiniteCovariance_namesTheEigenvalue() {
    GaussianMoments indefinite =
        GaussianMoments.of(new double[2], new double[][] {{4, 0}, {0, -1}});
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> FrechetDistance.between(indefinite, indefinite));
    assertEquals(
        "a covariance has no negative eigenvalue, found -1.0 beside a largest magnitude of 4.0",
        error.getMessage());
  }

  @Test
  void between_negativeVariance_isRefused() {
    GaussianMoments negative = GaussianMoments.of(new double[1], new double[][] {{-2}});
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> FrechetDistance.between(negative, negative));
    assertTrue(error.getMessage().contains("found -2.0"), error.getMessage());
  }

  @Test
  void between_differentDimensions_namesBoth() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> FrechetDistance.between(new double[3][2], new double[3][4]));
    assertEquals(
        "both distributions must have the same dimension, found 2 and 4", error.getMessage());
  }

  @Test
  void between_meansTooFarApart_isRefused() {
    double[][] one = {{1}};
    ArithmeticException error =
        assertThrows(ArithmeticException.class, () -> distance(new double[] {1e200}, one, 0, 1));
    assertEquals("the distance exceeds the range of double", error.getMessage());
  }

  @Test
  void between_withExecution_reportsEachPieceAndHasTheSameBits() {
    double[][] a = gaussians(3, 30, 20);
    double[][] b = gaussians(4, 8, 20);
    List<Long> told = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    Execution execution =
        Execution.sequential()
            .reportingTo(
                (done, total) -> {
                  told.add(done);
                  totals.add(total);
                });
    double distance = FrechetDistance.between(a, b, 1, execution);
    assertEquals(FrechetDistance.between(a, b), distance);
    long total = 30 + 8 + 10 * 20;
    assertEquals(List.of(total), totals.stream().distinct().toList());
    assertEquals(told.stream().sorted().distinct().toList(), told);
    assertEquals(List.of(0L, 1L), told.subList(0, 2));
    assertEquals(total, told.get(told.size() - 1));
    told.clear();
    FrechetDistance.between(GaussianMoments.of(a), GaussianMoments.of(a), execution);
    assertEquals(LongStream.rangeClosed(0, 200).boxed().toList(), told);
  }

  @Test
  void between_cancelledAnywhere_endsAtOnce() {
    double[][] a = gaussians(5, 9, 6);
    int[] asked = {0};
    Execution counting =
        Execution.sequential()
            .until(
                () -> {
                  asked[0]++;
                  return false;
                });
    FrechetDistance.between(a, a, 1, counting);
    int questions = asked[0];
    assertTrue(questions > 60, "asked " + questions);
    for (int last = 1; last <= questions; last++) {
      int[] left = {last};
      Execution cancelled = Execution.sequential().until(() -> --left[0] == 0);
      assertThrows(CancellationException.class, () -> FrechetDistance.between(a, a, 1, cancelled));
      assertEquals(0, left[0]);
    }
  }

  @Test
  void between_interruptedThread_isCancelledAndStaysInterrupted() {
    double[][] a = gaussians(5, 9, 6);
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> FrechetDistance.between(a, a));
    assertTrue(Thread.interrupted());
    assertEquals(0, FrechetDistance.between(a, a), 1e-12);
  }

  private static double[][] gaussians(int stream, int rows, int d) {
    double[][] matrix = new double[rows][];
    double[] values = Draws.doubles(7, stream, rows * d);
    Arrays.setAll(matrix, r -> Arrays.copyOfRange(values, r * d, (r + 1) * d));
    return matrix;
  }

  /** Deviations from the mean, divided by √(n − 1). */
  private static RealMatrix centred(double[][] rows) {
    double[] mean = GaussianMoments.of(rows).mean();
    RealMatrix centred = new Array2DRowRealMatrix(rows);
    for (int r = 0; r < rows.length; r++) {
      for (int i = 0; i < mean.length; i++) {
        centred.setEntry(r, i, (rows[r][i] - mean[i]) / Math.sqrt(rows.length - 1));
      }
    }
    return centred;
  }

  private static double square(RealMatrix matrix) {
    return matrix.getFrobeniusNorm() * matrix.getFrobeniusNorm();
  }

  private static double distance(
      double[] mean, double[][] covariance, double otherMean, double otherVariance) {
    return FrechetDistance.between(
        GaussianMoments.of(mean, covariance),
        GaussianMoments.of(new double[] {otherMean}, new double[][] {{otherVariance}}));
  }

  private static double[][] firstRows(double[] values) {
    double[][] rows = new double[40][];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = Arrays.copyOfRange(values, 64 * r, 64 * (r + 1));
    }
    return rows;
  }
}
