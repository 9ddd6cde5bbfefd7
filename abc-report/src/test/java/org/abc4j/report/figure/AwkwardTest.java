package org.abc4j.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.abc4j.Shape;
import org.abc4j.data.picture.Picture;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** Values and names that charts do not expect. */
class AwkwardTest {
  private static final String HOSTILE =
      "</title><script>alert('\"&')</script>\u0000\u001b[2J\ud800\u202egnp.exe \uffff"
          + "葛飾北斎 السلام Z\u0351\u036b\u0343\u036a\u0302\u036b ".repeat(20);

  private static void assertDrawn(Figure figure) throws Exception {
    String svg = figure.svg();
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
    assertFalse(svg.contains("NaN"), svg);
    assertFalse(svg.contains("Infinity"), svg);
    assertFalse(svg.contains("<script"), svg);
    Drawing drawing = figure.drawing();
    for (Mark mark : drawing.marks()) {
      if (mark instanceof Mark.Text text) {
        double at = text.turned() ? drawing.height() - text.at().y() : text.at().x();
        double start = at - text.anchor().share() * text.width();
        double end = text.turned() ? drawing.height() : drawing.width();
        assertTrue(start >= 0 && start + text.width() <= end, text.toString());
      }
    }
    assertEquals(drawing.width(), PngWriter.render(drawing, 1).width());
  }

  private static List<Figure> of(Axis axis, double... values) {
    double[] places = new double[values.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = 1 + i;
    }
    List<Series> series = List.of(Series.of("a", values), Series.of("empty"));
    List<Points> points =
        List.of(Points.of("a", places, values), Points.of("empty", new double[0], new double[0]));
    return List.of(
        ViolinChart.of("t", axis, series).withFliers(),
        StripChart.of("t", axis, series),
        SizeChart.of("t", axis, points),
        FitChart.of("t", Axis.linear("x", ""), axis, points),
        FitChart.of("t", Axis.linear("x", ""), axis, points).extrapolatedTo(1e6),
        HistogramChart.of("t", axis, "samples", values).marking(1, "one"));
  }

  @Test
  void values_fewEqualOrFarApart_areDrawn() throws Exception {
    double[][] awkward = {
      {1},
      {3, 3, 3},
      {1, 1 + 1e-11},
      {1, 2},
      {1e-300, 1},
      {1e-9, 2e-9, 5e-9},
      {1e140, 3e140, 9e149},
      {1, 1, 1, 1, 1, 1, 1, 1, 1, 1e6},
      {Double.MIN_VALUE, 1},
    };
    for (double[] values : awkward) {
      for (Axis axis : List.of(Axis.linear("y", ""), Axis.logarithmic("y", ""))) {
        for (Figure figure : of(axis, values)) {
          assertDrawn(figure);
        }
      }
    }
    for (Figure figure : of(Axis.linear("y", ""), 0, 0)) {
      assertDrawn(figure);
    }
    for (Figure figure : of(Axis.linear("y", ""), -1e149, 1e149, 0)) {
      assertDrawn(figure);
    }
  }

  @Test
  void names_ofAnyText_stayInsideAndAreNoMarkup() throws Exception {
    Axis axis = Axis.linear(HOSTILE, HOSTILE);
    List<Series> series = List.of(Series.of(HOSTILE, 1, 2, 3), Series.of(HOSTILE));
    Points points = Points.of(HOSTILE, new double[] {1, 2}, new double[] {2, 1});
    Picture picture = Picture.of(new Shape(1, 2, 2), new byte[4]);
    List<Figure> figures = new ArrayList<>();
    figures.add(ViolinChart.of(HOSTILE, axis, series));
    figures.add(StripChart.of(HOSTILE, axis, series));
    figures.add(
        BarChart.of(
            HOSTILE,
            axis,
            List.of(HOSTILE),
            List.of(Series.of(HOSTILE, 1).withErrors(HOSTILE, 0.5), Series.of("b", 2))));
    figures.add(FitChart.of(HOSTILE, axis, axis, List.of(points, points)));
    figures.add(SizeChart.of(HOSTILE, axis, List.of(points, points)));
    figures.add(HistogramChart.of(HOSTILE, axis, HOSTILE, 1, 2, 3).marking(1.1, HOSTILE));
    figures.add(HistogramChart.of(HOSTILE, axis, HOSTILE, 1, 2, 3).marking(2.9, HOSTILE));
    figures.add(
        HeatChart.of(
            HOSTILE, axis, List.of(HOSTILE), List.of(HOSTILE, "b"), new double[][] {{1, 2}}));
    figures.add(
        PictureSheet.of(
            HOSTILE, List.of(HOSTILE), List.of(new PictureSheet.Entry(HOSTILE, List.of(picture)))));
    figures.add(LandscapeSheet.of(HOSTILE, picture, List.of(picture)));
    for (Figure figure : figures) {
      assertDrawn(figure);
    }
  }

  /** A fit of three points on a line, of equal heights, and of two points. */
  @Test
  void fit_withoutDeviations_saysWhatItCan() {
    Axis axis = Axis.linear("y", "");
    String exact = FitChart.of("t", axis, axis, List.of(points(1, 2, 3))).description();
    assertTrue(exact.contains("y = 0 + 1·x,  R² = 1.000"), exact);
    String equal = FitChart.of("t", axis, axis, List.of(points(2, 2, 2))).description();
    assertTrue(equal.contains("y = 2 + 0·x,  R² = undefined"), equal);
    String two = FitChart.of("t", axis, axis, List.of(points(1, 4))).description();
    assertTrue(two.contains("y = −2 + 3·x through two points"), two);
    String one = FitChart.of("t", axis, axis, List.of(points(1))).description();
    assertTrue(one.contains("no line goes through these points alone"), one);
  }

  private static Points points(double... ys) {
    double[] xs = new double[ys.length];
    for (int i = 0; i < xs.length; i++) {
      xs[i] = i + 1;
    }
    return Points.of("p", xs, ys);
  }

  @Test
  void landscape_large_isShrunk() throws Exception {
    Picture picture = Picture.of(new Shape(1, 64, 64), new byte[64 * 64]);
    List<Picture> many = java.util.Collections.nCopies(600, picture);
    Drawing drawing = LandscapeSheet.of("t", picture, many).drawing();
    for (Mark mark : drawing.marks()) {
      if (mark instanceof Mark.Image image) {
        assertTrue(image.picture().width() <= 32 * 33, image.alternative());
      }
    }
    assertEquals(340, drawing.width());
  }
}
