package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RidgeTest {
  /** min (y − 3θ)² + λ·9·θ², by hand. */
  @Test
  void solve_oneRegressor_isThatOfTheFormula() {
    double[] theta = Ridge.solve(new double[][] {{9}}, new double[] {6}, new double[] {9}, 0.25);
    assertArrayEquals(new double[] {6 / (9 * 1.25)}, theta, 1e-15);
  }

  /** What is next to nothing in the sources of the fit says next to nothing of another. */
  @Test
  void solve_regressorThatTheFitHardlyHas_staysNextToZero() {
    double tiny = 1e-150;
    double[] theta =
        Ridge.solve(
            new double[][] {{tiny * tiny, 0}, {0, 4}},
            new double[] {tiny, 2},
            new double[] {1, 4},
            0.05);
    // tiny/0.05 but for rounding, and for a square that is next to nothing beside λ.
    assertTrue(Math.abs(theta[0]) <= 1.01 * tiny / 0.05, "theta of the first: " + theta[0]);
    assertEquals(0.5 / 1.05, theta[1], 1e-15);
  }

  /** Rounded one way and the other, numbers this small differ: that is no other matrix. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-312, 1e-314, 1e-316, 1e-318, 1e-320, 1e-321, 1e-322, Double.MIN_VALUE})
  void solve_subnormalProductOfTwoRegressors_isThatOfEachAlone(double product) {
    double[] units = {0.3, 0.7, 1.1, 1.9};
    for (double one : units) {
      for (double other : units) {
        double[] theta =
            Ridge.solve(
                new double[][] {{0, product}, {product, 0}},
                new double[] {1, 1},
                new double[] {one * one, other * other},
                0.05);
        assertEquals(1 / (0.05 * one * one), theta[0], 1e-9);
        assertEquals(1 / (0.05 * other * other), theta[1], 1e-9);
      }
    }
  }

  @Test
  void solve_regressorThatIsZero_isZero() {
    double[] theta = Ridge.solve(new double[][] {{0}}, new double[] {0}, new double[] {0}, 0.05);
    assertArrayEquals(new double[] {0}, theta);
  }
}
