package org.abc4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Curves over a logarithmic axis, as inline SVG: drawn with the reader's own fonts, and with its
 * colours inside, so that it can be cut out of the page.
 */
final class CurveChart {
  private static final int WIDTH = 520;
  private static final int HEIGHT = 340;
  private static final int LEFT = 58;
  private static final int RIGHT = 14;
  private static final int TOP = 14;
  private static final int BOTTOM = 42;
  private static final int LEGEND_LINE = 16;

  /** Of the greatest value, what is drawn at the foot of a logarithmic axis, with all below. */
  private static final double SPAN = 1e-4;

  private static final String INK = "#555";

  private final String title;
  private final Axis xAxis;
  private final Axis yAxis;
  private final StringBuilder svg = new StringBuilder();

  /** From one value to another, by their logarithms or not. */
  private record Axis(boolean logarithmic, double from, double to) {
    double share(double value) {
      return logarithmic
          ? Math.log(value / from) / Math.log(to / from)
          : (value - from) / (to - from);
    }
  }

  private CurveChart(String title, Axis xAxis, Axis yAxis) {
    this.title = title;
    this.xAxis = xAxis;
    this.yAxis = yAxis;
  }

  /**
   * A chart.
   *
   * @param title for those who cannot see it
   * @param xName below the logarithmic axis
   * @param yName beside the other
   * @param logarithmic whether that is logarithmic too; else it goes up to 1
   * @param curves at least one point in all; on such an axis not negative, and drawn at its foot
   *     where they are less than a 10,000th of the greatest
   * @return the {@code svg} element
   */
  static String of(
      String title, String xName, String yName, boolean logarithmic, List<Curve> curves) {
    List<Curve.Point> points = new ArrayList<>();
    curves.forEach(curve -> points.addAll(curve.points()));
    if (points.isEmpty()) {
      throw new IllegalArgumentException("the chart '" + title + "' has no point");
    }
    double left = points.stream().mapToDouble(Curve.Point::x).min().orElseThrow();
    double right = points.stream().mapToDouble(Curve.Point::x).max().orElseThrow();
    double low = points.stream().mapToDouble(Curve.Point::low).min().orElseThrow();
    double high = points.stream().mapToDouble(Curve.Point::high).max().orElseThrow();
    if (!(left > 0) || (logarithmic && !(low >= 0)) || !(high >= low)) {
      throw new IllegalArgumentException(
          "the chart '" + title + "' has values that it cannot show: " + points);
    }
    Axis yAxis =
        logarithmic
            ? new Axis(true, Math.max(low, foot(high)) / 1.2, Math.max(high, foot(high)) * 1.2)
            : new Axis(false, Math.floor(low * 20 - 1e-9) / 20, Math.max(1, high));
    CurveChart chart = new CurveChart(title, new Axis(true, left / 1.1, right * 1.1), yAxis);
    chart.open(curves.size());
    chart.axes(xName, yName, points);
    curves.forEach(chart::curve);
    chart.legend(curves);
    return chart.svg.append("</svg>").toString();
  }

  /** The least value that is told from 0. */
  private static double foot(double high) {
    return high > 0 ? high * SPAN : 1;
  }

  private double x(double value) {
    return LEFT + xAxis.share(value) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    double shown = yAxis.logarithmic() ? Math.max(value, yAxis.from()) : value;
    return HEIGHT - BOTTOM - yAxis.share(shown) * (HEIGHT - TOP - BOTTOM);
  }

  private void append(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  private void open(int curves) {
    append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
            + " font-family=\"system-ui, sans-serif\" font-size=\"11\"><title>%s</title>",
        WIDTH, HEIGHT + LEGEND_LINE * ((curves + 1) / 2), Html.escape(title));
  }

  private void axes(String xName, String yName, List<Curve.Point> points) {
    double base = HEIGHT - BOTTOM;
    append(
        "<path fill=\"none\" stroke=\"#777\" d=\"M%d %d V%.1f H%d\"/>",
        LEFT, TOP, base, WIDTH - RIGHT);
    TreeSet<Double> places = new TreeSet<>();
    points.forEach(point -> places.add(point.x()));
    for (double place : places) {
      append("<path stroke=\"#777\" d=\"M%.1f %.1f v4\"/>", x(place), base);
      text(x(place), base + 16, "middle", number(place));
    }
    for (double value : yAxis.logarithmic() ? decades() : twentieths()) {
      append("<path stroke=\"#e4e4e0\" d=\"M%d %.1f H%d\"/>", LEFT, y(value), WIDTH - RIGHT);
      text(LEFT - 6, y(value) + 4, "end", number(value));
    }
    text((LEFT + WIDTH - RIGHT) / 2.0, base + 34, "middle", xName);
    append(
        "<text fill=\"%s\" transform=\"translate(12 %.1f) rotate(-90)\""
            + " text-anchor=\"middle\">%s</text>",
        INK, (TOP + base) / 2, Html.escape(yName));
  }

  /** 1, 2 and 5 times each power of ten that is on the axis. */
  private List<Double> decades() {
    List<Double> values = new ArrayList<>();
    int last = (int) Math.ceil(Math.log10(yAxis.to()));
    for (int power = (int) Math.floor(Math.log10(yAxis.from())); power <= last; power++) {
      for (int digit : new int[] {1, 2, 5}) {
        double value = digit * Math.pow(10, power);
        if (value >= yAxis.from() && value <= yAxis.to()) {
          values.add(value);
        }
      }
    }
    return values;
  }

  /** From 1 down, some ten of them. */
  private List<Double> twentieths() {
    List<Double> values = new ArrayList<>();
    int span = (int) Math.round((yAxis.to() - yAxis.from()) * 20);
    int stride = Math.max(1, span / 10);
    for (int k = 0; 1 - k / 20.0 >= yAxis.from() - 1e-9; k += stride) {
      values.add(1 - k / 20.0);
    }
    return values;
  }

  private void curve(Curve curve) {
    String path = "";
    for (Curve.Point point : curve.points()) {
      append(
          "<path stroke=\"%s\" stroke-opacity=\".35\" stroke-width=\"3\" d=\"M%.1f %.1f V%.1f\"/>",
          curve.colour(), x(point.x()), y(point.low()), y(point.high()) + 0.1);
      append(
          "<circle fill=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>",
          curve.colour(), x(point.x()), y(point.median()));
      path +=
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              path.isEmpty() ? "M" : " L",
              x(point.x()),
              y(point.median()));
    }
    append(
        "<path fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"%s d=\"%s\"/>",
        curve.colour(), dashes(curve), path);
  }

  private static String dashes(Curve curve) {
    return curve.dashed() ? " stroke-dasharray=\"5 3\"" : "";
  }

  /** Two to a line. */
  private void legend(List<Curve> curves) {
    for (int i = 0; i < curves.size(); i++) {
      double left = LEFT + (i % 2) * (WIDTH - LEFT) / 2.0;
      double middle = HEIGHT + LEGEND_LINE * (i / 2) + 4;
      append(
          "<path stroke=\"%s\" stroke-width=\"1.5\"%s d=\"M%.1f %.1f h24\"/>",
          curves.get(i).colour(), dashes(curves.get(i)), left, middle);
      text(left + 30, middle + 4, "start", curves.get(i).name());
    }
  }

  private void text(double x, double y, String anchor, String text) {
    append(
        "<text fill=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        INK, x, y, anchor, Html.escape(text));
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.3g", value);
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : text.replaceAll("0+$", "");
  }
}
