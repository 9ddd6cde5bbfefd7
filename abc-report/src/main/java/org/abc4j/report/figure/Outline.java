package org.abc4j.report.figure;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.report.figure.Mark.Point;

/** Contours around lines and dots, as {@link Raster} fills them. */
final class Outline {
  /** Below, a corner is cut: its point would be farther out than the line is wide. */
  private static final double SHARPEST = -0.5;

  private static final int DOT_CORNERS = 24;

  private Outline() {}

  /** Around a line through points, so wide, that ends where they do. */
  static List<List<Point>> of(List<Point> line, double width) {
    List<Point> points = differing(line);
    List<List<Point>> contours = new ArrayList<>();
    for (int i = 0; i + 1 < points.size(); i++) {
      Point from = points.get(i);
      Point to = points.get(i + 1);
      Point normal = normal(from, to);
      Point start = i == 0 ? normal : corner(normal(points.get(i - 1), from), normal, normal);
      Point end =
          i + 2 == points.size() ? normal : corner(normal, normal(to, points.get(i + 2)), normal);
      double half = width / 2;
      contours.add(
          List.of(
              moved(from, start, half),
              moved(to, end, half),
              moved(to, end, -half),
              moved(from, start, -half)));
    }
    return contours;
  }

  /** Around an area's edge: its contour, closed. */
  static List<List<Point>> around(List<Point> area, double width) {
    List<Point> points = differing(area);
    if (points.size() > 1 && points.get(0).equals(points.get(points.size() - 1))) {
      points.remove(points.size() - 1);
    }
    if (points.size() < 3) {
      return of(points, width);
    }
    // Begins and ends amid an edge, so that every corner has both of its sides.
    Point first = points.get(0);
    Point last = points.get(points.size() - 1);
    Point middle = new Point((first.x() + last.x()) / 2, (first.y() + last.y()) / 2);
    points.add(0, middle);
    points.add(middle);
    return of(points, width);
  }

  /** Parts of a line, as long as is drawn and left out in turn. */
  static List<List<Point>> dashes(List<Point> line, double drawn, double leftOut) {
    List<List<Point>> parts = new ArrayList<>();
    List<Point> part = new ArrayList<>();
    boolean drawing = true;
    double rest = drawn;
    List<Point> points = differing(line);
    for (int i = 0; i + 1 < points.size(); i++) {
      Point at = points.get(i);
      Point to = points.get(i + 1);
      double length = distance(at, to);
      if (drawing && part.isEmpty()) {
        part.add(at);
      }
      while (rest < length) {
        double share = rest / length;
        at = new Point(at.x() + share * (to.x() - at.x()), at.y() + share * (to.y() - at.y()));
        length = distance(at, to);
        part.add(at);
        if (drawing) {
          parts.add(List.copyOf(part));
          part.clear();
        }
        drawing = !drawing;
        rest = drawing ? drawn : leftOut;
      }
      rest -= length;
      if (drawing) {
        part.add(to);
      } else {
        part.clear();
      }
    }
    if (part.size() > 1) {
      parts.add(part);
    }
    return parts;
  }

  /** A dot. */
  static List<Point> dot(Point centre, double radius) {
    return polygon(centre, DOT_CORNERS, radius, 0);
  }

  /** Corners at equal angles, the first above the centre but for so much of a turn. */
  static List<Point> polygon(Point centre, int corners, double radius, double turn) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * ((double) i / corners + turn);
      points.add(
          new Point(
              centre.x() + radius * StrictMath.sin(angle),
              centre.y() - radius * StrictMath.cos(angle)));
    }
    return points;
  }

  private static List<Point> differing(List<Point> line) {
    List<Point> points = new ArrayList<>();
    for (Point point : line) {
      if (points.isEmpty() || !points.get(points.size() - 1).equals(point)) {
        points.add(point);
      }
    }
    return points;
  }

  private static double distance(Point from, Point to) {
    double x = to.x() - from.x();
    double y = to.y() - from.y();
    return Math.sqrt(x * x + y * y);
  }

  /** Across a line, of length 1. */
  private static Point normal(Point from, Point to) {
    double length = distance(from, to);
    return new Point((to.y() - from.y()) / length, (from.x() - to.x()) / length);
  }

  /** Where both lines' edges meet at a corner; too sharp a corner has each end straight. */
  private static Point corner(Point before, Point after, Point own) {
    double cosine = before.x() * after.x() + before.y() * after.y();
    return cosine < SHARPEST
        ? own
        : new Point(
            (before.x() + after.x()) / (1 + cosine), (before.y() + after.y()) / (1 + cosine));
  }

  private static Point moved(Point point, Point direction, double length) {
    return new Point(point.x() + length * direction.x(), point.y() + length * direction.y());
  }
}
