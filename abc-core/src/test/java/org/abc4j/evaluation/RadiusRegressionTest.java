package org.abc4j.evaluation;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RadiusRegressionTest {
  // The paper's 23 ensembles in the order of Table 2: training set sizes, and the mean of log10 of
  // the radii as Figure 7 gives them.
  private static final double[] SIZES = {
    256,
    512,
    1024,
    2048,
    4096,
    8192, // MNIST
    256,
    512,
    1024,
    2048,
    4096,
    8192, // FASHION
    500,
    50000,
    500,
    50000, // CIFAR-10, CIFAR-100
    15363,
    162770,
    15365,
    162770, // CelebA, basic and Stable Diffusion autoencoder
    1336,
    6414,
    50000 // MetFaces, Landscapes, ArtBench
  };
  private static final double[] MEANS = {
    2.015, 2.003, 1.940, 1.817, 1.755, 1.765, //
    1.914, 1.834, 1.805, 1.783, 1.826, 1.795, //
    1.961, 1.340, 1.964, 1.563, //
    1.566, 1.528, 1.625, 1.426, //
    1.794, 1.464, 1.532
  };

  @Test
  void ofMeanLog10Radii_papersEnsembles_matchesScipysLinregress() {
    RadiusRegression line = RadiusRegression.ofMeanLog10Radii(SIZES, MEANS);
    assertEquals(-0.200334783970418, line.slope(), 1e-13);
    assertEquals(2.4640688250223506, line.intercept(), 1e-12);
    assertEquals(0.7998081560204544, line.rSquared(), 1e-13);
    assertEquals(8.805242614366373e-09, line.pValue(), 1e-18);
    assertEquals(23, line.points());
  }

  @Test
  void ofMeanLog10Radii_papersEnsembles_matchesThePaper() {
    RadiusRegression line = RadiusRegression.ofMeanLog10Radii(SIZES, MEANS);
    assertEquals(2.46407, line.intercept(), 1e-5);
    assertEquals(-0.20033, line.slope(), 1e-5);
    assertEquals(0.79981, line.rSquared(), 5e-6);
    assertEquals(8.81e-9, line.pValue(), 5e-12);
    // Section 3.6: "around 7" at ten to the eighth.
    assertEquals(7.267592252262385, line.predict(1e8), 1e-11);
  }

  /** From scipy.stats.linregress and t.ppf. */
  @Test
  void intervals_papersEnsembles_areScipys() {
    RadiusRegression line = RadiusRegression.ofMeanLog10Radii(SIZES, MEANS);
    assertEquals(0.021871420497899894, line.slopeStandardError(), 1e-15);
    Interval slope = line.slopeInterval(0.95);
    assertEquals(-0.24581889284171138, slope.low(), 1e-12);
    assertEquals(-0.15485067509912465, slope.high(), 1e-12);
    Interval ofLine = line.lineInterval(1e8, 0.95);
    assertEquals(4.551866061957688, ofLine.low(), 1e-10);
    assertEquals(11.60357014600471, ofLine.high(), 1e-10);
    Interval ofOne = line.predictionInterval(1e8, 0.95);
    assertEquals(3.848870742397901, ofOne.low(), 1e-10);
    assertEquals(13.722959454917405, ofOne.high(), 1e-10);
  }

  /** What the p-value may be when each mean is only known to three decimals. */
  @Test
  void pValue_meansWithinTheirRounding_staysInTheRangeOfFacts() {
    double least = 1;
    double greatest = 0;
    for (long trial = 0; trial < 500; trial++) {
      double[] means = MEANS.clone();
      for (int i = 0; i < means.length; i++) {
        means[i] += (Draws.below(1001, trial, 0, i) - 500) * 1e-6;
      }
      double p = RadiusRegression.ofMeanLog10Radii(SIZES, means).pValue();
      least = Math.min(least, p);
      greatest = Math.max(greatest, p);
    }
    assertTrue(least > 8.4e-9 && least < 8.75e-9, "least " + least);
    assertTrue(greatest < 9.2e-9 && greatest > 8.87e-9, "greatest " + greatest);
  }

  @Test
  void intervals_pointsOnALine_areTheLine() {
    RadiusRegression line =
        RadiusRegression.ofMeanLog10Radii(
            new double[] {1, 10, 100, 1000}, new double[] {3, 2, 1, 0});
    assertEquals(new Interval(-1, -1), line.slopeInterval(0.9));
    assertEquals(new Interval(10, 10), line.predictionInterval(100, 0.9));
    assertIllegal("a confidence lies between 0 and 1, found 1.0", () -> line.slopeInterval(1));
    assertIllegal(
        "trainingSetSize must be positive and finite, found 0.0", () -> line.lineInterval(0, 0.95));
  }

  @Test
  void ofRadii_powerLaw_isRecovered() {
    double[] sizes = {10, 100, 1000, 10000};
    double[] radii = {20, 2, 0.2, 0.02};
    RadiusRegression line = RadiusRegression.ofRadii(sizes, radii);
    assertEquals(-1, line.slope(), 1e-15);
    assertEquals(Math.log10(200), line.intercept(), 1e-14);
    assertEquals(1, line.rSquared(), 1e-15);
    assertEquals(0.002, line.predict(1e5), 1e-16);
  }

  @Test
  void ofMeanLog10Radii_equalRadii_hasSlopeZeroAndNoPValue() {
    RadiusRegression line =
        RadiusRegression.ofMeanLog10Radii(new double[] {1, 10, 100}, new double[] {2, 2, 2});
    assertEquals(0, line.slope());
    assertEquals(2, line.intercept());
    assertEquals(Double.NaN, line.rSquared());
    assertEquals(Double.NaN, line.pValue());
    assertEquals(100, line.predict(1e6), 1e-12);
  }

  @Test
  void ofMeanLog10Radii_equalSizes_namesTheSize() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                RadiusRegression.ofMeanLog10Radii(
                    new double[] {256, 256, 256}, new double[] {1, 2, 3}));
    assertEquals(
        "a line needs two different training set sizes, found only 256.0", error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void ofRadii_radiusWithoutLogarithm_namesIndexAndValue(double radius) {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> RadiusRegression.ofRadii(new double[] {1, 10, 100}, new double[] {1, radius, 1}));
    assertEquals("radii[1] must be positive and finite, found " + radius, error.getMessage());
  }

  @Test
  void ofMeanLog10Radii_sizeZero_namesIndex() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                RadiusRegression.ofMeanLog10Radii(new double[] {1, 10, 0}, new double[] {1, 2, 3}));
    assertEquals("trainingSetSizes[2] must be positive and finite, found 0.0", error.getMessage());
  }

  @Test
  void ofMeanLog10Radii_nan_namesIndex() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                RadiusRegression.ofMeanLog10Radii(
                    new double[] {1, 10, 100}, new double[] {1, 2, Double.NaN}));
    assertEquals("meanLog10Radii[2] must be finite, found NaN", error.getMessage());
  }

  @Test
  void ofMeanLog10Radii_twoPoints_areTooFew() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> RadiusRegression.ofMeanLog10Radii(new double[] {1, 10}, new double[] {1, 2}));
    assertEquals("at least 3 pairs are needed, found 2", error.getMessage());
  }

  @Test
  void meanLog10_powersOfTen_isTheMeanExponent() {
    assertEquals(1.5, RadiusRegression.meanLog10(new double[] {1, 10, 100, 1000}), 1e-15);
  }

  @Test
  void meanLog10_noRadius_isRefused() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> RadiusRegression.meanLog10(new double[0]));
    assertEquals("a mean needs at least 1 radius, found none", error.getMessage());
  }

  @Test
  void predict_nan_isRefused() {
    RadiusRegression line = RadiusRegression.ofMeanLog10Radii(SIZES, MEANS);
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> line.predict(Double.NaN));
    assertEquals("trainingSetSize must be positive and finite, found NaN", error.getMessage());
  }

  @Test
  void ofMeanLog10Radii_valuesTooFarApart_isRefused() {
    double[] sizes = {1, 10, 100};
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class,
            () -> RadiusRegression.ofMeanLog10Radii(sizes, new double[] {-1.5e308, 0, 1.5e308}));
    assertEquals("the line exceeds the range of double, found slope NaN", error.getMessage());
  }

  @Test
  void toString_namesTheLineAndItsFit() {
    String line = RadiusRegression.ofMeanLog10Radii(SIZES, MEANS).toString();
    assertTrue(
        line.matches(
            "RadiusRegression\\[log10 radius = 2\\.464\\d+ \\+ -0\\.200\\d+·log10 N, R² = 0\\.799\\d+,"
                + " p = 8\\.8\\d+E-9, 23 points]"),
        line);
  }
}
