package org.abc4j.report.figure;

import java.util.List;
import org.abc4j.data.picture.Picture;

/** One thing of a drawing, in its units, from the upper left corner. */
sealed interface Mark {

  /** A place. */
  record Point(double x, double y) {}

  /** How a line is drawn. */
  enum Stroke {
    SOLID(0, 0),
    DASHED(5, 3),
    DOTTED(1.5, 2.5);

    private final double drawn;
    private final double leftOut;

    Stroke(double drawn, double leftOut) {
      this.drawn = drawn;
      this.leftOut = leftOut;
    }

    /** How much is drawn before some is left out. */
    double drawn() {
      return drawn;
    }

    double leftOut() {
      return leftOut;
    }
  }

  /** A line through points. */
  record Line(List<Point> points, String colour, double width, Stroke stroke) implements Mark {}

  /**
   * An area with points around it, filled, with a thin line around it of another colour or none.
   */
  record Area(List<Point> points, String fill, String edge) implements Mark {}

  /** Equal dots. */
  record Dots(List<Point> centres, double radius, String colour) implements Mark {}

  /** Where a text stands to its place: after it, around it, before it. */
  enum Anchor {
    START("start", 0),
    MIDDLE("middle", 0.5),
    END("end", 1);

    private final String name;
    private final double share;

    Anchor(String name, double share) {
      this.name = name;
      this.share = share;
    }

    String svg() {
      return name;
    }

    /** How much of the text stands before its place. */
    double share() {
      return share;
    }
  }

  /** A line of text on its base line; a text that is turned reads upwards. */
  record Text(
      String text,
      Point at,
      double size,
      Anchor anchor,
      String colour,
      boolean turned,
      double width)
      implements Mark {}

  /** A picture of samples, enlarged or shrunk. */
  record Image(Picture picture, Point at, double width, double height, String alternative)
      implements Mark {}
}
