package org.abc4j.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.report.figure.Mark.Point;
import org.junit.jupiter.api.Test;

class RasterTest {
  private static final int SIDE = 24;
  private static final int SAMPLES = 32;

  private static double[] covers(List<List<Point>> contours) {
    Raster raster = new Raster(SIDE, SIDE);
    raster.fill(contours, 0);
    double[] covers = new double[SIDE * SIDE];
    for (int i = 0; i < covers.length; i++) {
      covers[i] = 1 - (raster.pixels()[i] & 0xff) / 255.0;
    }
    return covers;
  }

  /** The share of a grid of points in each pixel that lie inside. */
  private static double[] slowly(List<Point> contour) {
    double[] covers = new double[SIDE * SIDE];
    for (int y = 0; y < SIDE * SAMPLES; y++) {
      for (int x = 0; x < SIDE * SAMPLES; x++) {
        if (isInside(contour, (x + 0.5) / SAMPLES, (y + 0.5) / SAMPLES)) {
          covers[y / SAMPLES * SIDE + x / SAMPLES] += 1.0 / (SAMPLES * SAMPLES);
        }
      }
    }
    return covers;
  }

  private static boolean isInside(List<Point> contour, double x, double y) {
    boolean inside = false;
    Point before = contour.get(contour.size() - 1);
    for (Point point : contour) {
      if ((point.y() > y) != (before.y() > y)
          && x
              < (before.x() - point.x()) * (y - point.y()) / (before.y() - point.y()) + point.x()) {
        inside = !inside;
      }
      before = point;
    }
    return inside;
  }

  @Test
  void fill_triangles_coversAsManyPointsDo() {
    for (int trial = 0; trial < 12; trial++) {
      CounterRandom random = CounterRandom.of(3, Purpose.EXAMPLE);
      List<Point> triangle = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        triangle.add(
            new Point(
                random.below(SIDE * 100L, trial, 0, i) / 100.0,
                random.below(SIDE * 100L, trial, 1, i) / 100.0));
      }
      double[] expected = slowly(triangle);
      double[] covers = covers(List.of(triangle));
      for (int i = 0; i < covers.length; i++) {
        // An edge that crosses a pixel misses at most a row of its points or so, and 1/510.
        assertEquals(expected[i], covers[i], 1.5 / SAMPLES + 0.002, "trial " + trial + " at " + i);
      }
    }
  }

  @Test
  void fill_rectangleOfPartsOfPixels_coversThem() {
    double[] covers = covers(List.of(box(2.25, 3.5, 4.5, 4.75)));
    assertEquals(0.75 * 0.5, covers[3 * SIDE + 2], 0.003);
    assertEquals(0.5, covers[3 * SIDE + 3], 0.003);
    assertEquals(0.5 * 0.75, covers[4 * SIDE + 4], 0.003);
    assertEquals(0, covers[3 * SIDE + 5]);
    assertEquals(0, covers[3 * SIDE + 1]);
  }

  private static List<Point> box(double x0, double y0, double x1, double y1) {
    return List.of(new Point(x0, y0), new Point(x1, y0), new Point(x1, y1), new Point(x0, y1));
  }

  @Test
  void fill_contoursOfOneWayAndOfOpposites_joinAndMakeHoles() {
    List<Point> reversed = new ArrayList<>(box(4, 4, 6, 6));
    java.util.Collections.reverse(reversed);
    double[] hole = covers(List.of(box(2, 2, 8, 8), reversed));
    assertEquals(0, hole[5 * SIDE + 5]);
    assertEquals(1, hole[3 * SIDE + 3]);
    double[] both = covers(List.of(box(2, 2, 8, 8), box(4, 4, 12, 12)));
    assertEquals(1, both[5 * SIDE + 5]);
    assertEquals(1, both[10 * SIDE + 10]);
  }

  @Test
  void fill_partlyOutside_fillsWhatIsInside() {
    double[] covers = covers(List.of(box(-5, -5, 2, 100)));
    assertEquals(1, covers[0]);
    assertEquals(1, covers[(SIDE - 1) * SIDE + 1]);
    assertEquals(0, covers[2]);
    assertEquals(0, covers(List.of(box(-5, -5, -2, -2)))[0]);
    assertEquals(0, covers(List.of(box(50, 50, 60, 60)))[SIDE * SIDE - 1]);
  }

  /**
   * Lines are as wide as they should be, whatever their direction; corners neither thin nor thick.
   */
  @Test
  void outline_line_coversLengthTimesWidth() {
    List<Point> line =
        List.of(new Point(3, 3), new Point(13, 8), new Point(13, 8), new Point(20, 20));
    double length = Math.hypot(10, 5) + Math.hypot(7, 12);
    double sum = 0;
    for (double cover : covers(Outline.of(line, 2))) {
      sum += cover;
    }
    assertEquals(2 * length, sum, 0.02 * length);
    assertTrue(covers(Outline.of(List.of(new Point(1, 1), new Point(1, 1)), 2))[0] == 0);
  }

  @Test
  void outline_aroundABox_isItsEdge() {
    double[] covers = covers(Outline.around(box(4, 4, 12, 10), 1));
    double sum = 0;
    for (double cover : covers) {
      sum += cover;
    }
    assertEquals(9 * 7 - 7 * 5, sum, 0.2);
    assertEquals(0.25, covers[3 * SIDE + 3], 0.01);
  }

  @Test
  void dashes_line_areDrawnForTheirShare() {
    List<Point> line = List.of(new Point(0, 0), new Point(3, 4), new Point(3, 104));
    double drawn = 0;
    for (List<Point> part : Outline.dashes(line, 5, 3)) {
      for (int i = 1; i < part.size(); i++) {
        drawn +=
            Math.hypot(
                part.get(i).x() - part.get(i - 1).x(), part.get(i).y() - part.get(i - 1).y());
      }
    }
    // 105 units: 13 of 5 and 3, and one more that has but 1.
    assertEquals(13 * 5 + 1, drawn, 1e-9);
  }
}
