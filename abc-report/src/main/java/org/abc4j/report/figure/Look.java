package org.abc4j.report.figure;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.report.figure.Mark.Anchor;
import org.abc4j.report.figure.Mark.Point;
import org.abc4j.report.figure.Mark.Stroke;

/**
 * How series of points are told apart: each has a shape and a kind of line beside its colour, so
 * that a print without colours tells them apart too. Shapes come again after the last, in another
 * colour.
 */
record Look(String colour, Form form, Stroke stroke) {
  private static final String[] COLOURS = {
    Drawing.INK, "#b3261e", "#6f7f95", "#1f6f54", "#6a3d9a", "#8a5a00", "#2f6fb5"
  };

  /** What stands for a point. */
  enum Form {
    DISC,
    SQUARE,
    TRIANGLE,
    DIAMOND,
    CROSS,
    RING
  }

  private static final double RADIUS = 3.2;
  private static final double LINE = 15;

  /** That of a series by its place among all. */
  static Look of(int index) {
    return new Look(
        COLOURS[index % COLOURS.length],
        Form.values()[index % Form.values().length],
        Stroke.values()[index % Stroke.values().length]);
  }

  void point(Drawing drawing, double x, double y) {
    double r = RADIUS;
    Point place = new Point(x, y);
    switch (form) {
      case DISC -> drawing.area(Outline.dot(place, r), colour, Drawing.PAPER);
      case SQUARE -> drawing.area(Outline.polygon(place, 4, 1.2 * r, 0.125), colour, Drawing.PAPER);
      case TRIANGLE -> drawing.area(Outline.polygon(place, 3, 1.3 * r, 0), colour, Drawing.PAPER);
      case DIAMOND -> drawing.area(Outline.polygon(place, 4, 1.25 * r, 0), colour, Drawing.PAPER);
      case CROSS -> {
        drawing.line(x - r + 0.4, y - r + 0.4, x + r - 0.4, y + r - 0.4, colour, 1.8);
        drawing.line(x - r + 0.4, y + r - 0.4, x + r - 0.4, y - r + 0.4, colour, 1.8);
      }
      case RING -> drawing.area(Outline.dot(place, r - 0.4), Drawing.PAPER, colour);
    }
  }

  /** How much room a legend takes. */
  static double legendHeight(List<String> names, double width) {
    return places(names, width).stream().mapToDouble(Point::y).max().orElse(0) + LINE;
  }

  /** Names with their looks, as many to a line as fit. */
  static void legend(
      Drawing drawing, List<String> names, double left, double top, double width, boolean lines) {
    List<Point> places = places(names, width);
    for (int i = 0; i < names.size(); i++) {
      double x = left + places.get(i).x();
      double y = top + places.get(i).y() + LINE / 2;
      Look look = of(i);
      if (lines) {
        drawing.line(
            List.of(new Point(x, y), new Point(x + 18, y)), look.colour(), 1.3, look.stroke());
      }
      look.point(drawing, x + 9, y);
      drawing.text(
          names.get(i), x + 23, y + 3.5, Drawing.SMALL, Anchor.START, Drawing.INK, width - 24);
    }
  }

  private static List<Point> places(List<String> names, double width) {
    List<Point> places = new ArrayList<>();
    double x = 0;
    double y = 0;
    for (String name : names) {
      double needed = 23 + Glyphs.width(Glyphs.clean(name), Drawing.SMALL) + 14;
      if (x > 0 && x + needed > width) {
        x = 0;
        y += LINE;
      }
      places.add(new Point(x, y));
      x += needed;
    }
    return places;
  }
}
