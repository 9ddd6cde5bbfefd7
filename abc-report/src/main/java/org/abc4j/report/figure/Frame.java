package org.abc4j.report.figure;

import java.util.List;
import org.abc4j.report.figure.Mark.Anchor;

/** Titles and axes, which charts have in common. */
final class Frame {
  /** Free at the edges of a picture. */
  static final double EDGE = 6;

  /** From the foot of a chart to the end of what stands under its axis. */
  static final double FOOT = 34;

  private static final int TITLE_LINES = 3;
  private static final double TITLE_LINE = 15;
  private static final double TICK = 4;
  private static final double LABEL_ROOM = 46;

  private Frame() {}

  /** How much room a title takes. */
  static double titleHeight(String title, double width) {
    return EDGE + TITLE_LINE * titleLines(title, width).size() + EDGE;
  }

  private static List<String> titleLines(String title, double width) {
    return Glyphs.lines(title, Drawing.LARGE, width - 2 * EDGE, TITLE_LINES);
  }

  static void title(Drawing drawing, String title) {
    double y = EDGE;
    for (String line : titleLines(title, drawing.width())) {
      y += TITLE_LINE;
      drawing.text(
          line, EDGE, y - 3, Drawing.LARGE, Anchor.START, Drawing.INK, drawing.width() - 2 * EDGE);
    }
  }

  /** A horizontal axis at the foot of a chart, with lines up through it. */
  static void horizontal(
      Drawing drawing, Axis axis, Scale scale, double top, double foot, boolean lines) {
    double start = scale.start();
    double end = scale.end();
    double free = Double.NEGATIVE_INFINITY;
    for (Scale.Tick tick : scale.ticks(most(end - start, LABEL_ROOM))) {
      double x = scale.at(tick.value());
      double half = Glyphs.width(tick.label(), Drawing.SMALL) / 2;
      // A label at the end of the axis stays inside of the picture, none touches the one before.
      double centre = Math.min(x, drawing.width() - half - 1);
      boolean labelled = !tick.label().isEmpty() && centre - half > free;
      if (lines && labelled && x > start + 0.5) {
        drawing.line(x, top, x, foot, Drawing.GRID, 1);
      }
      drawing.line(x, foot, x, foot + (labelled ? TICK : TICK / 2), Drawing.AXIS, 1);
      if (labelled) {
        drawing.text(
            tick.label(),
            centre,
            foot + 14,
            Drawing.SMALL,
            Anchor.MIDDLE,
            Drawing.GREY,
            2 * half + 1);
        free = centre + half + 3;
      }
    }
    drawing.line(start, foot, end, foot, Drawing.AXIS, 1);
    drawing.text(
        axis.title(),
        (start + end) / 2,
        foot + 28,
        Drawing.SMALL,
        Anchor.MIDDLE,
        Drawing.INK,
        2 * Math.min((start + end) / 2, drawing.width() - (start + end) / 2) - 2);
  }

  /** A vertical axis at the left, with lines across. Its scale starts at the foot. */
  static void vertical(Drawing drawing, Axis axis, Scale scale, double left, double right) {
    double foot = scale.start();
    double top = scale.end();
    for (Scale.Tick tick : scale.ticks(most(foot - top, 26))) {
      double y = scale.at(tick.value());
      boolean labelled = !tick.label().isEmpty();
      if (labelled && y < foot - 0.5) {
        drawing.line(left, y, right, y, Drawing.GRID, 1);
      }
      drawing.line(left - (labelled ? TICK : TICK / 2), y, left, y, Drawing.AXIS, 1);
      drawing.text(
          tick.label(), left - 6, y + 3.5, Drawing.SMALL, Anchor.END, Drawing.GREY, left - 20);
    }
    drawing.line(left, top, left, foot, Drawing.AXIS, 1);
    drawing.turned(
        axis.title(),
        12,
        (top + foot) / 2,
        Drawing.SMALL,
        Anchor.MIDDLE,
        Drawing.INK,
        foot - top + 20);
  }

  /** How far from the left a vertical axis must stand for its labels. */
  static double leftOf(Scale scale) {
    double widest =
        scale.ticks(most(scale.start() - scale.end(), 26)).stream()
            .mapToDouble(tick -> Glyphs.width(tick.label(), Drawing.SMALL))
            .max()
            .orElse(0);
    return 18 + widest + 8;
  }

  private static int most(double length, double room) {
    return Math.max(2, (int) (length / room));
  }
}
