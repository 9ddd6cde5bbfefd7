package org.abc4j.report.figure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.abc4j.data.picture.Picture;
import org.abc4j.report.figure.Mark.Anchor;
import org.abc4j.report.figure.Mark.Point;
import org.abc4j.report.figure.Mark.Stroke;

/**
 * What a figure looks like: marks, one over the other, from which {@link SvgWriter} and {@link
 * PngWriter} make the same picture. Coordinates are rounded to hundredths as they come in.
 */
final class Drawing {
  /** Half of a page; a picture of this width need not be shrunk on a telephone. */
  static final double WIDTH = 340;

  static final double SMALL = 10;
  static final double LARGE = 12;

  static final String INK = "#1d1d1b";
  static final String GREY = "#555555";
  static final String AXIS = "#767676";
  static final String GRID = "#e4e4e0";
  static final String PALE = "#c3d0e4";
  static final String BLUE = "#33507a";
  static final String RED = "#b3261e";
  static final String PAPER = "#ffffff";

  private final double width;
  private final double height;
  private final List<Mark> marks = new ArrayList<>();

  Drawing(double width, double height) {
    this.width = rounded(width);
    this.height = rounded(height);
  }

  double width() {
    return width;
  }

  double height() {
    return height;
  }

  List<Mark> marks() {
    return Collections.unmodifiableList(marks);
  }

  static double rounded(double value) {
    return Math.rint(value * 100) / 100 + 0.0;
  }

  private static List<Point> rounded(List<Point> points) {
    return points.stream().map(Drawing::rounded).toList();
  }

  private static Point rounded(Point point) {
    return new Point(rounded(point.x()), rounded(point.y()));
  }

  void line(double x1, double y1, double x2, double y2, String colour, double width) {
    line(List.of(new Point(x1, y1), new Point(x2, y2)), colour, width, Stroke.SOLID);
  }

  void line(List<Point> points, String colour, double width, Stroke stroke) {
    marks.add(new Mark.Line(rounded(points), colour, width, stroke));
  }

  void area(List<Point> points, String fill, String edge) {
    marks.add(new Mark.Area(rounded(points), fill, edge));
  }

  void rectangle(double x, double y, double width, double height, String fill, String edge) {
    area(
        List.of(
            new Point(x, y),
            new Point(x + width, y),
            new Point(x + width, y + height),
            new Point(x, y + height)),
        fill,
        edge);
  }

  /** Dots, of those that lie within half a unit of each other one. */
  void dots(List<Point> centres, double radius, String colour) {
    List<Point> places =
        centres.stream()
            .map(point -> new Point(Math.rint(point.x() * 2) / 2, Math.rint(point.y() * 2) / 2))
            .distinct()
            .toList();
    if (!places.isEmpty()) {
      marks.add(new Mark.Dots(places, radius, colour));
    }
  }

  /** Text that is cut where it would be wider. */
  void text(
      String text, double x, double y, double size, Anchor anchor, String colour, double most) {
    text(text, x, y, size, anchor, colour, most, false);
  }

  /** The same, reading upwards. */
  void turned(
      String text, double x, double y, double size, Anchor anchor, String colour, double most) {
    text(text, x, y, size, anchor, colour, most, true);
  }

  private void text(
      String text,
      double x,
      double y,
      double size,
      Anchor anchor,
      String colour,
      double most,
      boolean turned) {
    String shown = Glyphs.cut(text, size, most);
    if (!shown.isEmpty()) {
      marks.add(
          new Mark.Text(
              shown,
              rounded(new Point(x, y)),
              size,
              anchor,
              colour,
              turned,
              rounded(Glyphs.width(shown, size))));
    }
  }

  void image(Picture picture, double x, double y, double width, double height, String words) {
    marks.add(
        new Mark.Image(picture, rounded(new Point(x, y)), rounded(width), rounded(height), words));
  }
}
