package org.abc4j.report.figure;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.abc4j.report.figure.Mark.Point;

/**
 * Something against the size of training sets, on a logarithmic axis, with a line for each series:
 * Fréchet distances of ensembles, single models and members (Figure 2, right).
 */
public final class SizeChart extends Figure {
  private static final Axis SIZES = Axis.logarithmic("training set size", "");

  private final Axis axis;
  private final List<Points> series;

  private SizeChart(String title, Axis axis, List<Points> series) {
    super(title);
    this.axis = Objects.requireNonNull(axis, "axis");
    this.series = List.copyOf(series);
    Plane.require(title, SIZES, axis, this.series);
  }

  /**
   * A chart.
   *
   * @param title above it
   * @param axis what is measured, upwards
   * @param series a line each, through its points by size; one without points stands in the legend
   * @return the chart
   * @throws IllegalArgumentException if there is no point at all, or one has no place on the axes,
   *     naming series and index
   */
  public static SizeChart of(String title, Axis axis, List<Points> series) {
    return new SizeChart(title, axis, series);
  }

  @Override
  public String description() {
    StringBuilder words = new StringBuilder(axis.title() + " against training set size: ");
    for (Points one : series) {
      words.append(one.name()).append(one.size() == 0 ? " without points" : "");
      for (Point point : inOrder(one)) {
        words
            .append(point == inOrder(one).get(0) ? " " : ", ")
            .append(Words.number(point.y()))
            .append(" at ")
            .append(Words.number(point.x(), 6));
      }
      words.append("; ");
    }
    return words.substring(0, words.length() - 2) + ".";
  }

  @Override
  public String caption() {
    return "";
  }

  @Override
  public Numbers numbers() {
    return Plane.numbers(SIZES, axis, series);
  }

  @Override
  Drawing drawing() {
    List<String> names = series.stream().map(Points::name).toList();
    double room = Drawing.WIDTH - 2 * Frame.EDGE;
    String note = Series.note(series.stream().map(Points::ys).toList());
    List<String> notes = note.isEmpty() ? List.of() : List.of(note);
    Plane plane =
        Plane.of(
            title(),
            SIZES,
            Plane.ends(series.stream().map(Points::xs).toList()),
            axis,
            Plane.ends(series.stream().map(Points::ys).toList()),
            Look.legendHeight(names, room) + 14 * notes.size() + Frame.EDGE);
    for (int i = 0; i < series.size(); i++) {
      Look look = Look.of(i);
      List<Point> line =
          inOrder(series.get(i)).stream().map(point -> plane.at(point.x(), point.y())).toList();
      if (line.size() > 1) {
        plane.drawing().line(line, look.colour(), 1.3, look.stroke());
      }
    }
    plane.points(series);
    double end = plane.end() + 14 * notes.size();
    plane.notes(notes, plane.end());
    Look.legend(plane.drawing(), names, Frame.EDGE, end, room, true);
    return plane.drawing();
  }

  private static List<Point> inOrder(Points points) {
    return IntStream.range(0, points.size())
        .mapToObj(i -> new Point(points.xs().value(i), points.ys().value(i)))
        .sorted(Comparator.comparingDouble(Point::x))
        .toList();
  }
}
