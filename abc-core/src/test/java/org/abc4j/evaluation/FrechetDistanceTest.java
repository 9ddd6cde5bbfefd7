package org.abc4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.testing.Fixtures;
import org.junit.jupiter.api.Test;

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
