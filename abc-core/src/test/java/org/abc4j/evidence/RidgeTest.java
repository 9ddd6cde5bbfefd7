package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

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
    assertTrue(Math.abs(theta[0]) <= tiny / 0.05, "theta of the first: " + theta[0]);
    assertEquals(0.5 / 1.05, theta[1], 1e-15);
  }

  @Test
  void solve_regressorThatIsZero_isZero() {
    double[] theta = Ridge.solve(new double[][] {{0}}, new double[] {0}, new double[] {0}, 0.05);
    assertArrayEquals(new double[] {0}, theta);
  }
}
