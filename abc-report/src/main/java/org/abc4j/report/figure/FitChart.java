package org.abc4j.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.abc4j.evaluation.LeastSquaresLine;
import org.abc4j.report.figure.Mark.Point;
import org.abc4j.report.figure.Mark.Stroke;

/**
 * Points with their intervals and the straight line through them by least squares, with its 95 %
 * band, equation and R² (Figures 7, right, and 14).
 *
 * <p>On a logarithmic axis the line is one of log₁₀, as on the picture. The band is where the line
 * lies with a confidence of 95 % at each place, if deviations are normal and alike; points weigh
 * the same whatever their intervals.
 */
public final class FitChart extends Figure {
  private static final int BAND_POINTS = 40;
  private static final double CONFIDENCE = 0.95;

  /** How far a picture reaches for the end of a line; one beyond leaves it. */
  private static final double FARTHEST = 1e290;

  private static final double FARTHEST_POWER = 290;

  private final Axis xAxis;
  private final Axis yAxis;
  private final List<Points> groups;
  private final double until;

  private FitChart(String title, Axis xAxis, Axis yAxis, List<Points> groups, double until) {
    super(title);
    this.xAxis = Objects.requireNonNull(xAxis, "xAxis");
    this.yAxis = Objects.requireNonNull(yAxis, "yAxis");
    this.groups = List.copyOf(groups);
    this.until = until;
    Plane.require(title, xAxis, yAxis, this.groups);
  }

  /**
   * A chart.
   *
   * @param title above it
   * @param xAxis what is known of each point
   * @param yAxis what is measured, upwards
   * @param groups points, told apart by shape and colour; the line goes through all of them
   * @return the chart, without a line if all points lie at one place of the horizontal axis
   * @throws IllegalArgumentException if there is no point at all, or one has no place on the axes,
   *     naming series and index
   */
  public static FitChart of(String title, Axis xAxis, Axis yAxis, List<Points> groups) {
    return new FitChart(title, xAxis, yAxis, groups, Double.NaN);
  }

  /**
   * With the line drawn beyond the points.
   *
   * @param x how far at least
   * @return a copy
   * @throws IllegalArgumentException if that has no place on the horizontal axis
   */
  public FitChart extrapolatedTo(double x) {
    xAxis.require("extrapolated to", 0, x);
    return new FitChart(title(), xAxis, yAxis, groups, x);
  }

  /** The line, if points allow one. */
  Optional<LeastSquaresLine> fit() {
    double[] x = shown(xAxis, Points::xs);
    double[] y = shown(yAxis, Points::ys);
    if (Arrays.stream(x).allMatch(place -> place == x[0])) {
      return Optional.empty();
    }
    try {
      return Optional.of(LeastSquaresLine.of(x, y));
    } catch (ArithmeticException tooSteep) {
      return Optional.empty();
    }
  }

  private double[] shown(Axis axis, Function<Points, Series> of) {
    return groups.stream()
        .flatMapToDouble(
            group ->
                IntStream.range(0, group.size())
                    .mapToDouble(i -> shown(axis, of.apply(group).value(i))))
        .toArray();
  }

  /** Two points say nothing of an error. */
  private static boolean hasError(LeastSquaresLine line) {
    return line.points() > 2;
  }

  private static double shown(Axis axis, double value) {
    return axis.isLogarithmic() ? StrictMath.log10(value) : value;
  }

  private static double measured(Axis axis, double shown) {
    return axis.isLogarithmic() ? StrictMath.pow(10, shown) : shown;
  }

  /** What the line says of itself, on a line or two. */
  private List<String> words() {
    Optional<LeastSquaresLine> fit = fit();
    if (fit.isEmpty()) {
      return List.of("no line goes through these points alone");
    }
    LeastSquaresLine line = fit.get();
    String equation =
        (yAxis.isLogarithmic() ? "log₁₀ y = " : "y = ")
            + Words.number(line.intercept(), 4)
            + (line.slope() < 0 ? " − " : " + ")
            + Words.number(Math.abs(line.slope()), 4)
            + (xAxis.isLogarithmic() ? "·log₁₀ x" : "·x");
    if (!hasError(line)) {
      return List.of(equation + " through two points");
    }
    double margin = line.slopeMargin(CONFIDENCE);
    return List.of(
        equation + ",  R² = " + Words.decimals(line.rSquared(), 3),
        "slope "
            + Words.number(line.slope() - margin)
            + " to "
            + Words.number(line.slope() + margin)
            + " (95 %),  p = "
            + Words.number(line.pValue(), 2));
  }

  @Override
  public String description() {
    int points = groups.stream().mapToInt(Points::size).sum();
    return yAxis.title()
        + " against "
        + xAxis.title()
        + ", "
        + points
        + (points == 1 ? " point. " : " points. ")
        + "Least squares: "
        + String.join("; ", words())
        + ".";
  }

  @Override
  public String caption() {
    return fit().filter(FitChart::hasError).isPresent()
        ? "Line by least squares, all points weighing the same, and its 95 % band."
        : "";
  }

  @Override
  public Numbers numbers() {
    return Plane.numbers(xAxis, yAxis, groups);
  }

  @Override
  Drawing drawing() {
    List<String> names = groups.size() > 1 ? groups.stream().map(Points::name).toList() : List.of();
    double room = Drawing.WIDTH - 2 * Frame.EDGE;
    double legend = names.isEmpty() ? 0 : Look.legendHeight(names, room);
    List<String> words = new ArrayList<>(words());
    String note = Series.note(groups.stream().map(Points::ys).toList());
    if (!note.isEmpty()) {
      words.add(note);
    }
    double[] xEnds = Plane.ends(groups.stream().map(Points::xs).toList());
    double[] yEnds = Plane.ends(groups.stream().map(Points::ys).toList());
    Optional<LeastSquaresLine> fit = fit();
    if (!Double.isNaN(until)) {
      xEnds[0] = Math.min(xEnds[0], until);
      xEnds[1] = Math.max(xEnds[1], until);
    }
    fit.ifPresent(line -> makeRoom(line, xEnds, yEnds));
    Plane plane =
        Plane.of(title(), xAxis, xEnds, yAxis, yEnds, 14 * words.size() + legend + 2 * Frame.EDGE);
    fit.ifPresent(line -> line(plane, line, xEnds));
    plane.points(groups);
    plane.notes(words, plane.end());
    if (!names.isEmpty()) {
      Look.legend(
          plane.drawing(),
          names,
          Frame.EDGE,
          plane.end() + 14 * words.size() + Frame.EDGE,
          room,
          false);
    }
    return plane.drawing();
  }

  /** Room for the line, and for its band where that takes no more than the points do. */
  private void makeRoom(LeastSquaresLine line, double[] xEnds, double[] yEnds) {
    double low = shown(yAxis, yEnds[0]);
    double high = shown(yAxis, yEnds[1]);
    double most = (high - low) / 2;
    for (double xEnd : xEnds) {
      double x = shown(xAxis, xEnd);
      double half = hasError(line) ? Math.min(most, line.lineMargin(x, CONFIDENCE)) : 0;
      low = Math.min(low, line.at(x) - half);
      high = Math.max(high, line.at(x) + half);
    }
    double farthest = yAxis.isLogarithmic() ? FARTHEST_POWER : FARTHEST;
    yEnds[0] = measured(yAxis, Math.max(-farthest, low));
    yEnds[1] = measured(yAxis, Math.min(farthest, high));
  }

  private void line(Plane plane, LeastSquaresLine line, double[] xEnds) {
    double from = shown(xAxis, xEnds[0]);
    double to = shown(xAxis, xEnds[1]);
    List<Point> middle = new ArrayList<>();
    List<Point> upper = new ArrayList<>();
    List<Point> lower = new ArrayList<>();
    for (int i = 0; i <= BAND_POINTS; i++) {
      double x = from + (to - from) * i / BAND_POINTS;
      middle.add(place(plane, x, line.at(x)));
      if (hasError(line)) {
        double margin = line.lineMargin(x, CONFIDENCE);
        upper.add(place(plane, x, line.at(x) + margin));
        lower.add(0, place(plane, x, line.at(x) - margin));
      }
    }
    if (hasError(line)) {
      upper.addAll(lower);
      plane.drawing().area(upper, "#e9e9e4", "");
    }
    plane.drawing().line(middle, Drawing.AXIS, 1.5, Stroke.SOLID);
  }

  private Point place(Plane plane, double x, double y) {
    return plane.within(plane.at(measured(xAxis, x), measured(yAxis, y)));
  }
}
