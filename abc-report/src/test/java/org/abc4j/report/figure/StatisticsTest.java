package org.abc4j.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.abc4j.evaluation.LeastSquaresLine;
import org.abc4j.evaluation.RadiusRegression;
import org.junit.jupiter.api.Test;

/** The numbers that charts find: boxes, densities, lines. */
class StatisticsTest {

  @Test
  void box_knownValues_hasTukeysParts() {
    BoxStatistics box = BoxStatistics.of(new double[] {9, 1, 2, 3, 4, 5, 6, 7, 8, 30});
    assertEquals(new BoxStatistics(1, 3.25, 5.5, 7.75, 9), box);
    assertTrue(box.isFlier(30));
    assertFalse(box.isFlier(9));
    assertEquals(new BoxStatistics(2, 2, 2, 2, 2), BoxStatistics.of(new double[] {2}));
  }

  /** R: bw.nrd0(c(1, 2, 3, 4, 10)) is 0.9·min(s, IQR/1.34)·n^(−1/5). */
  @Test
  void silverman_knownValues_isSilvermans() {
    double spread = Math.min(Math.sqrt(50.0 / 4), 2 / 1.34);
    assertEquals(
        0.9 * spread * Math.pow(5, -0.2),
        KernelDensity.silverman(new double[] {1, 2, 3, 4, 10}),
        1e-12);
    // No interquartile range: the deviation.
    assertEquals(
        0.9 * Math.sqrt(0.5) * Math.pow(8, -0.2),
        KernelDensity.silverman(new double[] {1, 1, 1, 1, 1, 1, 1, 3}),
        1e-12);
  }

  @Test
  void density_shared_isNearTheSumOfKernels() {
    for (int count : new int[] {2, 3, 7, 100, 1000}) {
      double[] values = Gallery.normal(count, count, 5, 2);
      KernelDensity density = KernelDensity.of(values);
      double h = density.bandwidth();
      for (int i = 0; i < KernelDensity.POINTS; i++) {
        double at = density.value(i);
        double sum =
            Arrays.stream(values)
                .map(v -> Math.exp(-(at - v) * (at - v) / (2 * h * h)) / values.length)
                .sum();
        // Sharing out misses by an eighth of a step squared times the second derivative.
        double step = (density.value(1) - density.value(0)) / h;
        assertEquals(sum, density.height(i), 0.13 * step * step + 1e-6, count + " at " + i);
      }
    }
    assertEquals(
        "a density needs two different values, found 2.0",
        assertThrows(IllegalArgumentException.class, () -> KernelDensity.of(new double[] {2, 2}))
            .getMessage());
  }

  /** The paper's 23 ensembles: a chart's line is the regression that is reported. */
  @Test
  void line_ofThePaper_isThatOfRadiusRegression() {
    LeastSquaresLine line =
        FitChart.of(
                "Radii",
                Axis.logarithmic("training set", "images"),
                Axis.linear("log10 radius", ""),
                List.of(
                    Points.of("first", first(Gallery.SIZES), first(Gallery.RADII)),
                    Points.of("rest", rest(Gallery.SIZES), rest(Gallery.RADII))))
            .fit()
            .orElseThrow();
    RadiusRegression expected = RadiusRegression.ofMeanLog10Radii(Gallery.SIZES, Gallery.RADII);
    assertEquals(2.46407, line.intercept(), 5e-6);
    assertEquals(expected.slope(), line.slope(), 1e-15);
    assertEquals(expected.rSquared(), line.rSquared(), 1e-15);
    assertEquals(expected.pValue(), line.pValue(), 1e-20);
    assertEquals(expected.slopeInterval(0.95).low(), line.slope() - line.slopeMargin(0.95), 1e-15);
  }

  private static double[] first(double... values) {
    return Arrays.copyOf(values, 6);
  }

  private static double[] rest(double... values) {
    return Arrays.copyOfRange(values, 6, values.length);
  }

  @Test
  void line_ofPointsThatAllowNone_isNone() {
    for (double[] xs : new double[][] {{2}, {2, 2, 2}}) {
      assertTrue(chart(xs, new double[xs.length]).fit().isEmpty());
    }
    assertTrue(chart(new double[] {0, 1e-300}, new double[] {-1e149, 1e149}).fit().isEmpty());
    assertEquals(2, chart(new double[] {1, 2}, new double[] {3, 5}).fit().orElseThrow().slope());
  }

  private static FitChart chart(double[] xs, double... ys) {
    return FitChart.of(
        "Some", Axis.linear("x", ""), Axis.linear("y", ""), List.of(Points.of("p", xs, ys)));
  }
}
