package org.abc4j.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.evaluation.RadiusRegression;
import org.abc4j.report.figure.Mark.Point;
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

  /** The paper's 23 ensembles, and the line as abc-core has it. */
  @Test
  void line_ofThePaper_isThatOfRadiusRegression() {
    List<Point> points = new ArrayList<>();
    for (int e = 0; e < Gallery.SIZES.length; e++) {
      points.add(new Point(Math.log10(Gallery.SIZES[e]), Gallery.RADII[e]));
    }
    LineFit line = LineFit.of(points).orElseThrow();
    RadiusRegression expected = RadiusRegression.ofMeanLog10Radii(Gallery.SIZES, Gallery.RADII);
    assertEquals(2.46407, line.intercept(), 5e-6);
    assertEquals(expected.slope(), line.slope(), 1e-12);
    assertEquals(expected.rSquared(), line.rSquared(), 1e-12);
    assertEquals(expected.pValue(), line.pValue(), 1e-14);
    assertTrue(line.slopeLow() < -0.2003 && -0.2003 < line.slopeHigh());
    // At the mean the band is the error of the mean alone, and it widens from there.
    double mean = points.stream().mapToDouble(Point::x).average().orElseThrow();
    assertTrue(line.halfBand(mean) < line.halfBand(mean + 1));
    assertEquals(line.halfBand(mean + 1), line.halfBand(mean - 1), 1e-12);
  }

  /** Draper and Smith's formula on four points that are worked out by hand. */
  @Test
  void band_fourPoints_isWorkedOut() {
    LineFit line =
        LineFit.of(List.of(new Point(0, 1), new Point(1, 2), new Point(2, 2), new Point(3, 4)))
            .orElseThrow();
    assertEquals(0.9, line.slope(), 1e-12);
    assertEquals(0.9, line.intercept(), 1e-12);
    // Squares 0.7 over 2 degrees of freedom; t(0.975, 2) = 4.302653.
    double half = 4.302653 * Math.sqrt(0.35 * (0.25 + 2.25 / 5));
    assertEquals(half, line.halfBand(0), 1e-6);
    assertEquals(0.9 - 4.302653 * Math.sqrt(0.35 / 5), line.slopeLow(), 1e-6);
  }
}
