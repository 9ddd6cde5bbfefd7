package org.abc4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

class FrechetDistanceProperties {

  @Property(tries = 150)
  void between_itself_isZero(@ForAll("sets") double[][][] sets) {
    double distance = FrechetDistance.between(sets[0], sets[0]);
    assertTrue(distance >= 0, () -> "found " + distance);
    assertEquals(0, distance, 1e-12 * scale(sets));
  }

  @Property(tries = 150)
  void between_swappedSets_isTheSame(@ForAll("sets") double[][][] sets) {
    assertEquals(
        FrechetDistance.between(sets[0], sets[1]),
        FrechetDistance.between(sets[1], sets[0]),
        1e-12 * scale(sets));
  }

  @Property(tries = 150)
  void between_translatedSet_addsTheSquaredNorm(
      @ForAll("sets") double[][][] sets, @ForAll @DoubleRange(min = -20, max = 20) double shift) {
    double[][] moved = new double[sets[0].length][];
    for (int r = 0; r < moved.length; r++) {
      moved[r] = Arrays.stream(sets[0][r]).map(v -> v + shift).toArray();
    }
    double expected = sets[0][0].length * shift * shift;
    assertEquals(
        expected, FrechetDistance.between(sets[0], moved), 1e-12 * (scale(sets) + expected));
  }

  @Property(tries = 150)
  void between_scaledSets_growsWithTheSquare(
      @ForAll("sets") double[][][] sets,
      @ForAll @DoubleRange(min = 0.01, max = 100) double factor) {
    double[][][] scaled = new double[2][][];
    for (int s = 0; s < 2; s++) {
      scaled[s] =
          Arrays.stream(sets[s])
              .map(row -> Arrays.stream(row).map(v -> factor * v).toArray())
              .toArray(double[][]::new);
    }
    assertEquals(
        FrechetDistance.between(sets[0], sets[1]) * factor * factor,
        FrechetDistance.between(scaled[0], scaled[1]),
        1e-12 * scale(sets) * factor * factor);
  }

  // Tr (Σ₁Σ₂)^½ is the sum of the singular values of the product X·Yᵀ of the centred rows.
  @Property(tries = 150)
  void between_anySets_matchesTheCentredRows(@ForAll("sets") double[][][] sets) {
    assertEquals(
        fromCentredRows(sets), FrechetDistance.between(sets[0], sets[1]), 1e-11 * scale(sets));
  }

  // Where an eigenvalue is tiny but not zero, a covariance holds only half the digits of its root.
  @Property(tries = 150)
  void between_illConditionedSets_keepsHalfTheDigits(@ForAll("fine") double[][][] sets) {
    assertEquals(
        fromCentredRows(sets), FrechetDistance.between(sets[0], sets[1]), 1e-6 * scale(sets));
  }

  private static double fromCentredRows(double[][][] sets) {
    RealMatrix x = centred(sets[0]);
    RealMatrix y = centred(sets[1]);
    double root = 0;
    for (double value :
        new SingularValueDecomposition(x.multiply(y.transpose())).getSingularValues()) {
      root += value;
    }
    double expected = square(x) + square(y) - 2 * root;
    double[] meanA = GaussianMoments.of(sets[0]).mean();
    double[] meanB = GaussianMoments.of(sets[1]).mean();
    for (int i = 0; i < meanA.length; i++) {
      expected += (meanA[i] - meanB[i]) * (meanA[i] - meanB[i]);
    }
    return expected;
  }

  @Property(tries = 200)
  void between_diagonalCovariances_matchesTheClosedForm(
      @ForAll("diagonal") double[] a, @ForAll("diagonal") double[] b) {
    double expected = 0;
    for (int i = 0; i < a.length; i++) {
      expected += (a[i] - b[i]) * (a[i] - b[i]);
    }
    assertEquals(
        expected,
        FrechetDistance.between(
            GaussianMoments.of(new double[a.length], squares(a)),
            GaussianMoments.of(new double[b.length], squares(b))),
        1e-10);
  }

  @Property(tries = 200)
  void between_twoDimensions_matchesTheClosedForm(
      @ForAll @DoubleRange(min = 0.1, max = 9) double a,
      @ForAll @DoubleRange(min = 0.1, max = 9) double b,
      @ForAll @DoubleRange(min = -0.99, max = 0.99) double correlation,
      @ForAll @DoubleRange(min = 0.1, max = 9) double c) {
    double ab = correlation * Math.sqrt(a * b);
    // Tr M^½ = √(Tr M + 2·√det M) for 2×2, here with Σ₂ = diag(c, 1).
    double root = Math.sqrt(a * c + b + 2 * Math.sqrt((a * b - ab * ab) * c));
    assertEquals(
        a + b + c + 1 - 2 * root,
        FrechetDistance.between(
            GaussianMoments.of(new double[2], new double[][] {{a, ab}, {ab, b}}),
            GaussianMoments.of(new double[2], new double[][] {{c, 0}, {0, 1}})),
        1e-12);
  }

  /**
   * Two sets of feature vectors, of equal dimension; often fewer vectors than features. Whole
   * numbers, so that eigenvalues are either 0 or not tiny.
   */
  @Provide
  Arbitrary<double[][][]> sets() {
    return pairs(Arbitraries.integers().between(-10, 10).map(Integer::doubleValue));
  }

  /** Like {@link #sets}, but of close fractions. */
  @Provide
  Arbitrary<double[][][]> fine() {
    return pairs(Arbitraries.doubles().between(-10, 10).ofScale(9));
  }

  private static Arbitrary<double[][][]> pairs(Arbitrary<Double> feature) {
    return Arbitraries.integers()
        .between(1, 6)
        .flatMap(
            d ->
                Combinators.combine(set(feature, d), set(feature, d))
                    .as((a, b) -> new double[][][] {a, b}));
  }

  private static Arbitrary<double[][]> set(Arbitrary<Double> feature, int d) {
    return feature
        .array(double[].class)
        .ofSize(d)
        .array(double[][].class)
        .ofMinSize(2)
        .ofMaxSize(9);
  }

  @Provide
  Arbitrary<double[]> diagonal() {
    return Arbitraries.doubles().between(0.01, 10).ofScale(2).array(double[].class).ofSize(4);
  }

  private static double[][] squares(double[] diagonal) {
    double[][] matrix = new double[diagonal.length][diagonal.length];
    for (int i = 0; i < diagonal.length; i++) {
      matrix[i][i] = diagonal[i] * diagonal[i];
    }
    return matrix;
  }

  private static RealMatrix centred(double[][] set) {
    double[] mean = GaussianMoments.of(set).mean();
    double[][] rows = new double[set.length][mean.length];
    for (int r = 0; r < set.length; r++) {
      for (int i = 0; i < mean.length; i++) {
        rows[r][i] = (set[r][i] - mean[i]) / Math.sqrt(set.length - 1);
      }
    }
    return new Array2DRowRealMatrix(rows, false);
  }

  private static double square(RealMatrix matrix) {
    return matrix.getFrobeniusNorm() * matrix.getFrobeniusNorm();
  }

  private static double scale(double[][][] sets) {
    double scale = 1;
    for (double[][] set : sets) {
      scale += square(centred(set));
    }
    return scale;
  }
}
