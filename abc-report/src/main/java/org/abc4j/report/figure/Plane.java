package org.abc4j.report.figure;

import java.util.List;
import org.abc4j.report.figure.Mark.Anchor;
import org.abc4j.report.figure.Mark.Point;

/** Two axes and points between them: what charts of points have in common. */
final class Plane {
  private static final double HEIGHT = 180;
  private static final double RIGHT = 14;
  private static final double PADDING = 0.05;

  private final Drawing drawing;
  private final Scale x;
  private final Scale y;
  private final double end;

  private Plane(Drawing drawing, Scale x, Scale y, double end) {
    this.drawing = drawing;
    this.x = x;
    this.y = y;
    this.end = end;
  }

  /** An empty plane for values between ends, with so many units free under its axis. */
  static Plane of(
      String title, Axis xAxis, double[] xEnds, Axis yAxis, double[] yEnds, double free) {
    double top = Frame.titleHeight(title, Drawing.WIDTH);
    double foot = top + HEIGHT;
    Scale y = yAxis.over(yEnds[0], yEnds[1], foot, top).padded(PADDING);
    double left = Frame.leftOf(y);
    double right = Drawing.WIDTH - RIGHT;
    Scale x = xAxis.over(xEnds[0], xEnds[1], left, right).padded(PADDING);
    Drawing drawing = new Drawing(Drawing.WIDTH, foot + Frame.FOOT + free);
    Frame.title(drawing, title);
    Frame.vertical(drawing, yAxis, y, left, right);
    Frame.horizontal(drawing, xAxis, x, top, foot, false);
    return new Plane(drawing, x, y, foot + Frame.FOOT);
  }

  /** The least and the greatest value of points and their intervals. */
  static double[] ends(List<Series> all) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Series one : all) {
      for (int i = 0; i < one.size(); i++) {
        low = Math.min(low, one.low(i));
        high = Math.max(high, one.high(i));
      }
    }
    return new double[] {low, high};
  }

  /** Refuses points that have no place on the axes, and charts without any. */
  static void require(String title, Axis xAxis, Axis yAxis, List<Points> groups) {
    for (Points group : groups) {
      group.xs().requireOn(xAxis);
      group.ys().requireOn(yAxis);
    }
    if (groups.stream().mapToInt(Points::size).sum() == 0) {
      throw new IllegalArgumentException(
          "a chart needs a point, the " + groups.size() + " series of \"" + title + "\" have none");
    }
  }

  /** Points as a table. */
  static Numbers numbers(Axis xAxis, Axis yAxis, List<Points> groups) {
    boolean intervals = groups.stream().anyMatch(group -> group.ys().hasIntervals());
    Numbers.Builder numbers =
        intervals
            ? Numbers.columns("series", xAxis.title(), yAxis.title(), "low", "high")
            : Numbers.columns("series", xAxis.title(), yAxis.title());
    for (Points group : groups) {
      Series ys = group.ys();
      for (int i = 0; i < group.size(); i++) {
        double x = group.xs().value(i);
        if (!intervals) {
          numbers.row(group.name(), x, ys.value(i));
        } else if (ys.hasIntervals()) {
          numbers.row(group.name(), x, ys.value(i), ys.low(i), ys.high(i));
        } else {
          numbers.row(group.name(), x, ys.value(i), null, null);
        }
      }
    }
    return numbers.build();
  }

  Drawing drawing() {
    return drawing;
  }

  Scale x() {
    return x;
  }

  /** Where something may stand under the axis. */
  double end() {
    return end;
  }

  double left() {
    return x.start();
  }

  Point at(double xValue, double yValue) {
    return new Point(x.at(xValue), y.at(yValue));
  }

  /** The points of all series, and their intervals behind them. */
  void points(List<Points> groups) {
    for (int g = 0; g < groups.size(); g++) {
      intervals(groups.get(g), Look.of(g));
    }
    for (int g = 0; g < groups.size(); g++) {
      Points group = groups.get(g);
      for (int i = 0; i < group.size(); i++) {
        Point place = at(group.xs().value(i), group.ys().value(i));
        Look.of(g).point(drawing, place.x(), place.y());
      }
    }
  }

  private void intervals(Points group, Look look) {
    Series ys = group.ys();
    if (ys.hasIntervals()) {
      for (int i = 0; i < group.size(); i++) {
        Point low = at(group.xs().value(i), ys.low(i));
        Point high = at(group.xs().value(i), ys.high(i));
        drawing.line(low.x(), low.y(), high.x(), high.y(), look.colour(), 1);
        drawing.line(low.x() - 2, low.y(), low.x() + 2, low.y(), look.colour(), 1);
        drawing.line(high.x() - 2, high.y(), high.x() + 2, high.y(), look.colour(), 1);
      }
    }
  }

  /** The same place, or the edge of the plane where it lies above or below. */
  Point within(Point place) {
    return new Point(place.x(), Math.max(y.end(), Math.min(y.start() - 0.5, place.y())));
  }

  /** A note in small letters, on lines under the axis. */
  void notes(List<String> lines, double from) {
    for (int i = 0; i < lines.size(); i++) {
      drawing.text(
          lines.get(i),
          left(),
          from + 12 + 14 * i,
          Drawing.SMALL,
          Anchor.START,
          Drawing.INK,
          Drawing.WIDTH - left() - 2);
    }
  }
}
