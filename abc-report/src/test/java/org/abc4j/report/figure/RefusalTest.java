package org.abc4j.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.abc4j.Shape;
import org.abc4j.data.picture.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RefusalTest {
  private static final Axis RADIUS = Axis.linear("radius", "");
  private static final Axis LOG = Axis.logarithmic("radius", "");

  private static void assertRefused(String message, Executable what) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, what).getMessage());
  }

  @Test
  void values_notFinite_areNamed() {
    List<Series> nan = List.of(Series.of("a", 1), Series.of("b", 1, 2, Double.NaN));
    String message = "a figure shows numbers up to 1e150, \"b\" has NaN at index 2";
    assertRefused(message, () -> ViolinChart.of("t", RADIUS, nan));
    assertRefused(message, () -> StripChart.of("t", RADIUS, nan));
    assertRefused(
        "a figure shows numbers up to 1e150, \"b\" has Infinity at index 0",
        () ->
            BarChart.of(
                "t", RADIUS, List.of("x"), List.of(Series.of("b", Double.POSITIVE_INFINITY))));
    assertRefused(
        "a figure shows numbers up to 1e150, \"p\" has NaN at index 1",
        () -> FitChart.of("t", RADIUS, RADIUS, List.of(points(1, Double.NaN))));
    assertRefused(
        "a figure shows numbers up to 1e150, \"p\" has NaN at index 1",
        () -> SizeChart.of("t", RADIUS, List.of(points(1, Double.NaN))));
    assertRefused(
        "a figure shows numbers up to 1e150, \"samples\" has NaN at index 0",
        () -> HistogramChart.of("t", RADIUS, "samples", Double.NaN));
    assertRefused(
        "a figure shows numbers up to 1e150, \"r\" has NaN at index 0",
        () -> HeatChart.of("t", RADIUS, List.of("r"), List.of("c"), new double[][] {{Double.NaN}}));
  }

  private static Points points(double... ys) {
    return Points.of("p", new double[] {1, 2}, ys);
  }

  @Test
  void values_notAboveZeroOnALogarithmicAxis_areNamed() {
    assertRefused(
        "the logarithmic axis of \"radius\" shows values above 0, \"a\" has 0.0 at index 1",
        () -> StripChart.of("t", LOG, List.of(Series.of("a", 1, 0))));
    assertRefused(
        "the logarithmic axis of \"radius\" shows values above 0, \"a\" has -1.0 at index 0",
        () ->
            FitChart.of(
                "t",
                RADIUS,
                LOG,
                List.of(Points.of("a", new double[] {1}, new double[] {1}).withErrors("sd", 2))));
    assertRefused(
        "a logarithmic axis begins above 0, found 0.0 for \"radius\"", () -> LOG.between(0, 1));
    assertRefused(
        "bars begin at 0, which the logarithmic axis of \"radius\" has not",
        () -> BarChart.of("t", LOG, List.of("x"), List.of(Series.of("a", 1))));
  }

  @Test
  void charts_withoutAnyValue_areRefused() {
    List<Series> none = List.of(Series.of("a"), Series.of("b"));
    assertRefused(
        "a chart needs a value, the 2 series of \"t\" have none",
        () -> ViolinChart.of("t", RADIUS, none));
    assertRefused(
        "a chart needs a value, the 0 series of \"t\" have none",
        () -> StripChart.of("t", RADIUS, List.of()));
    assertRefused(
        "a chart needs a point, the 1 series of \"t\" have none",
        () -> SizeChart.of("t", RADIUS, List.of(Points.of("p", new double[0], new double[0]))));
    assertRefused(
        "a chart needs a value, \"t\" has none", () -> HistogramChart.of("t", RADIUS, "samples"));
  }

  @Test
  void counts_thatDiffer_areNamed() {
    assertRefused(
        "there are 2 categories, \"a\" has 1 values",
        () -> BarChart.of("t", RADIUS, List.of("x", "y"), List.of(Series.of("a", 1))));
    assertRefused(
        "points have two coordinates, \"p\" has 1 values of x and 2 of y",
        () -> Points.of("p", new double[1], new double[2]));
    assertRefused(
        "\"a\" has 2 values, found 1 lower and 1 upper ends",
        () -> Series.of("a", 1, 2).withErrors("sd", 1));
    assertRefused(
        "an interval holds its value, \"a\" has 2.0 between 3.0 and 1.0 at index 0",
        () -> Series.of("a", 2).withErrors("sd", -1));
    assertRefused(
        "there are 1 columns, row \"r\" has 2 numbers",
        () -> HeatChart.of("t", RADIUS, List.of("r"), List.of("c"), new double[1][2]));
    assertRefused(
        "a table has a row and a column at least and numbers for each row, \"t\" has 1 rows, 1"
            + " columns and numbers for 2 rows",
        () -> HeatChart.of("t", RADIUS, List.of("r"), List.of("c"), new double[2][1]));
    assertRefused(
        "an axis goes up from a finite value to another, found 1.0 and 1.0",
        () -> RADIUS.between(1, 1));
    assertRefused(
        "a histogram has 1 to 200 bins, found 0",
        () -> HistogramChart.of("t", RADIUS, "samples", 1).withBins(0));
  }

  @Test
  void sheets_ofOtherPictures_areRefused() {
    Picture small = Picture.of(new Shape(1, 1, 1), new byte[1]);
    Picture wide = Picture.of(new Shape(1, 1, 2), new byte[2]);
    assertRefused(
        "an entry of this sheet has 2 pictures, entry 1 has 1",
        () ->
            PictureSheet.of(
                "t",
                List.of("a", "b"),
                List.of(
                    new PictureSheet.Entry("", List.of(small, small)),
                    new PictureSheet.Entry("", List.of(small)))));
    assertRefused(
        "a sheet has 1 to 6 pictures side by side and an entry, \"t\" has 1 and 0 entries",
        () -> PictureSheet.of("t", List.of("a"), List.of()));
    assertRefused(
        "the sample has shape " + small.shape() + ", counterfactual 1 has " + wide.shape(),
        () -> LandscapeSheet.of("t", small, List.of(small, wide)));
    assertRefused(
        "a sheet shows 1 to 16384 counterfactuals, \"t\" has 0",
        () -> LandscapeSheet.of("t", small, List.of()));
  }
}
