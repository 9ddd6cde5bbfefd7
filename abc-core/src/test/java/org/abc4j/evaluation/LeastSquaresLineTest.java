package org.abc4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LeastSquaresLineTest {
  private static final LeastSquaresLine FOUR =
      LeastSquaresLine.of(new double[] {0, 1, 2, 3}, new double[] {1, 2, 2, 4});

  /** Draper and Smith's formulas on four points that are worked out by hand. */
  @Test
  void fourPoints_areWorkedOut() {
    assertEquals(0.9, FOUR.slope(), 1e-15);
    assertEquals(0.9, FOUR.intercept(), 1e-15);
    assertEquals(2.7, FOUR.at(2), 1e-15);
    assertEquals(4, FOUR.points());
    // Sums of squares: 4.75 in all, 4.05 of the line, 0.7 left.
    assertEquals(4.05 / 4.75, FOUR.rSquared(), 1e-15);
    assertEquals(Math.sqrt(0.35 / 5), FOUR.slopeStandardError(), 1e-15);
    // t(0.975, 2) = 4.302653.
    assertEquals(4.302653 * Math.sqrt(0.35 / 5), FOUR.slopeMargin(0.95), 1e-6);
    assertEquals(4.302653 * Math.sqrt(0.35 * (0.25 + 2.25 / 5)), FOUR.lineMargin(0, 0.95), 1e-6);
    assertEquals(
        4.302653 * Math.sqrt(0.35 * (1.25 + 2.25 / 5)), FOUR.predictionMargin(3, 0.95), 1e-6);
  }

  @Test
  void band_isNarrowestAtTheMean_andSymmetric() {
    assertTrue(FOUR.lineMargin(1.5, 0.95) < FOUR.lineMargin(1.6, 0.95));
    assertEquals(FOUR.lineMargin(1, 0.9), FOUR.lineMargin(2, 0.9), 1e-15);
  }

  @Test
  void twoPoints_haveALineWithoutAnError() {
    LeastSquaresLine line = LeastSquaresLine.of(new double[] {1, 3}, new double[] {2, 6});
    assertEquals(2, line.slope());
    assertEquals(0, line.intercept());
    assertTrue(Double.isNaN(line.slopeStandardError()));
    for (Runnable asked :
        new Runnable[] {() -> line.slopeMargin(0.95), () -> line.lineMargin(0, 0.95)}) {
      String said = assertThrows(IllegalStateException.class, asked::run).getMessage();
      assertTrue(said.contains("2 points has no error"), said);
    }
  }

  @Test
  void pointsThatHaveNoLine_areRefused() {
    assertSaid("two different x, found only 2.5", new double[] {2.5, 2.5}, new double[] {1, 2});
    assertSaid("must pair up, found 2 and 3", new double[] {1, 2}, new double[3]);
    assertSaid("at least 2 pairs are needed, found 1", new double[] {1}, new double[] {1});
    assertSaid("y[1] must be finite, found NaN", new double[] {1, 2}, new double[] {1, Double.NaN});
    assertSaid(
        "x[0] must be finite, found Infinity",
        new double[] {Double.POSITIVE_INFINITY, 2},
        new double[] {1, 2});
    String said =
        assertThrows(
                ArithmeticException.class,
                () -> LeastSquaresLine.of(new double[] {0, 1e-300}, new double[] {-1e200, 1e200}))
            .getMessage();
    assertTrue(said.contains("exceeds the range of double"), said);
  }

  private static void assertSaid(String part, double[] x, double... y) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> LeastSquaresLine.of(x, y)).getMessage();
    assertTrue(said.contains(part), said);
  }
}
