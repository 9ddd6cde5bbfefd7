package org.abc4j.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * The two charts of a sample's distances as inline SVG: sharp at any width, readable without a
 * script, and drawn with the reader's own fonts.
 */
final class Charts {
  private static final int WIDTH = 340;
  private static final int HEIGHT = 210;
  private static final int LEFT = 42;
  private static final int RIGHT = 12;
  private static final int TOP = 12;
  private static final int BOTTOM = 38;
  private static final int BINS = 24;
  private static final int PLACEBO_HEIGHT = 12;

  private Charts() {}

  /** Counts of the distances, with a line at each marked one. */
  static String histogram(double[] distances, double marked, String markedName) {
    return histogram(distances, new double[0], marked, markedName);
  }

  /** The same, with a tick under the bars at each distance of a placebo. */
  static String histogram(double[] distances, double[] placebos, double marked, String markedName) {
    double low = concat(distances, placebos).min().orElseThrow();
    double high = concat(distances, placebos).max().orElseThrow();
    double span = high > low ? high - low : Math.max(high, 1e-12);
    int[] counts = new int[BINS];
    for (double d : distances) {
      counts[(int) Math.min(BINS - 1, (d - low) / span * BINS)]++;
    }
    int most = Arrays.stream(counts).max().orElseThrow();
    Axes axes = new Axes(low, low + span, 0, most + most % 2);
    StringBuilder svg = open("Histogram of counterfactual distances");
    for (int b = 0; b < BINS; b++) {
      bar(svg, axes, low + span * b / BINS, low + span * (b + 1) / BINS, counts[b]);
    }
    for (double placebo : placebos) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"placebo\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
              axes.x(placebo),
              axes.x(placebo),
              axes.y(0) - PLACEBO_HEIGHT,
              axes.y(0)));
    }
    double x = axes.x(marked);
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"mark\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%.1f\"/>",
            x,
            x,
            TOP,
            axes.y(0)));
    boolean rightHalf = x > WIDTH / 2.0;
    svg.append(
        text(
            "mark-name",
            x + (rightHalf ? -4 : 4),
            TOP + 9,
            rightHalf ? "end" : "start",
            markedName));
    return axes.draw(svg, "distance of the counterfactual", "sources").append("</svg>").toString();
  }

  /** A bar between two values, so high. */
  static void bar(StringBuilder svg, Axes axes, double from, double to, int count) {
    double x0 = axes.x(from);
    double x1 = axes.x(to);
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
            x0 + 0.5,
            axes.y(count),
            Math.max(0.5, x1 - x0 - 1),
            axes.y(0) - axes.y(count)));
  }

  private static DoubleStream concat(double[] a, double[] b) {
    return DoubleStream.concat(Arrays.stream(a), Arrays.stream(b));
  }

  /** One point a source, with the line on which both distances agree. */
  static String scatter(double[] exact, double[] differential) {
    return scatter(exact, differential, new double[0], new double[0]);
  }

  /** The same, with a point of another colour for each placebo. */
  static String scatter(
      double[] exact,
      double[] differential,
      double[] exactPlacebos,
      double[] differentialPlacebos) {
    double[] all =
        DoubleStream.concat(
                concat(exact, differential), concat(exactPlacebos, differentialPlacebos))
            .toArray();
    double high = Arrays.stream(all).max().orElseThrow();
    double low = Arrays.stream(all).min().orElseThrow();
    double top = high > low ? high : low + Math.max(1, low);
    Axes axes = new Axes(low, top, low, top);
    StringBuilder svg = open("Exact against first-order counterfactual distances");
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"equal\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
            axes.x(low),
            axes.y(low),
            axes.x(top),
            axes.y(top)));
    dots(svg, axes, "dot", exact, differential);
    dots(svg, axes, "placebo-dot", exactPlacebos, differentialPlacebos);
    return axes.draw(svg, "exact distance", "first-order distance").append("</svg>").toString();
  }

  private static void dots(
      StringBuilder svg, Axes axes, String type, double[] exact, double[] differential) {
    for (int s = 0; s < exact.length; s++) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"2\"/>",
              type,
              axes.x(exact[s]),
              axes.y(differential[s])));
    }
  }

  static StringBuilder open(String title) {
    return new StringBuilder()
        .append("<svg viewBox=\"0 0 ")
        .append(WIDTH)
        .append(' ')
        .append(HEIGHT)
        .append("\" role=\"img\"><title>")
        .append(Html.escape(title))
        .append("</title>");
  }

  private static String text(String type, double x, double y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        type,
        x,
        y,
        anchor,
        Html.escape(text));
  }

  /** Linear axes with three labels each. */
  record Axes(double left, double right, double bottom, double top) {
    double x(double value) {
      return LEFT + (value - left) / (right - left) * (WIDTH - LEFT - RIGHT);
    }

    double y(double value) {
      return HEIGHT - BOTTOM - (value - bottom) / (top - bottom) * (HEIGHT - TOP - BOTTOM);
    }

    StringBuilder draw(StringBuilder svg, String xName, String yName) {
      double base = y(bottom);
      svg.append(
          String.format(
              Locale.ROOT,
              "<path class=\"axis\" d=\"M%d %d V%.1f H%d\"/>",
              LEFT,
              TOP,
              base,
              WIDTH - RIGHT));
      for (double share : new double[] {0, 0.5, 1}) {
        double xValue = left + share * (right - left);
        double yValue = bottom + share * (top - bottom);
        String anchor = share == 0 ? "start" : share == 1 ? "end" : "middle";
        svg.append(text("tick", x(xValue), base + 13, anchor, label(xValue)));
        svg.append(text("tick", LEFT - 4, y(yValue) + 3, "end", label(yValue)));
      }
      svg.append(text("name", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", xName));
      double middle = (TOP + base) / 2;
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class=\"name\" transform=\"translate(8 %.1f) rotate(-90)\""
                  + " text-anchor=\"middle\">%s</text>",
              middle,
              Html.escape(yName)));
      return svg;
    }

    private static String label(double value) {
      return value == Math.rint(value) && Math.abs(value) < 1e6
          ? String.format(Locale.ROOT, "%.0f", value)
          : String.format(Locale.ROOT, "%.3g", value);
    }
  }
}
