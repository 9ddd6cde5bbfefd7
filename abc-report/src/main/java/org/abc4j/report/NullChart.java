package org.abc4j.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * The z-scores of a sample's sources over what chance makes of them, as inline SVG like the other
 * {@link Charts}: bars for the sources, a line for as many by chance.
 */
final class NullChart {
  private static final int BINS = 24;
  private static final int MARK_HEIGHT = 14;

  private NullChart() {}

  /**
   * A chart.
   *
   * @param zScores of the sources, at least one
   * @param nullQuantiles of placebos, in increasing order and evenly many between; none where there
   *     are no placebos
   * @param marked z-scores that are marked
   * @return the {@code svg} element
   */
  static String of(double[] zScores, double[] nullQuantiles, double[] marked) {
    double low = both(zScores, nullQuantiles).min().orElseThrow();
    double high = both(zScores, nullQuantiles).max().orElseThrow();
    double span = high > low ? high - low : 1;
    int[] counts = new int[BINS];
    for (double z : zScores) {
      counts[(int) Math.min(BINS - 1, (z - low) / span * BINS)]++;
    }
    double[] expected = new double[nullQuantiles.length == 0 ? 0 : BINS];
    Arrays.setAll(
        expected,
        b ->
            zScores.length
                * (shareBelow(nullQuantiles, low + span * (b + 1) / BINS)
                    - shareBelow(nullQuantiles, low + span * b / BINS)));
    double most =
        Math.max(
            Arrays.stream(counts).max().orElseThrow(), Arrays.stream(expected).max().orElse(0));
    double top = Math.ceil(most);
    Charts.Axes axes = new Charts.Axes(low, low + span, 0, top + top % 2);
    StringBuilder svg =
        Charts.open("Evidence of all sources, z-scores, beside what chance makes of them");
    for (int b = 0; b < BINS; b++) {
      Charts.bar(svg, axes, low + span * b / BINS, low + span * (b + 1) / BINS, counts[b]);
    }
    if (expected.length > 0) {
      svg.append("<path class=\"chance\" d=\"M");
      for (int b = 0; b < BINS; b++) {
        svg.append(
            String.format(
                Locale.ROOT,
                "%s%.1f %.1f H%.1f",
                b == 0 ? "" : " L",
                axes.x(low + span * b / BINS),
                axes.y(expected[b]),
                axes.x(low + span * (b + 1) / BINS)));
      }
      svg.append("\"/>");
    }
    for (double z : marked) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"mark\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
              axes.x(z),
              axes.x(z),
              axes.y(0) - MARK_HEIGHT,
              axes.y(0)));
    }
    return axes.draw(svg, "z-score of the evidence", "sources").append("</svg>").toString();
  }

  private static DoubleStream both(double[] a, double[] b) {
    return DoubleStream.concat(Arrays.stream(a), Arrays.stream(b));
  }

  /** The share of the null at or below a value, linear between quantiles. */
  static double shareBelow(double[] quantiles, double value) {
    int last = quantiles.length - 1;
    if (value >= quantiles[last]) {
      return 1;
    }
    int above = 0;
    while (quantiles[above] <= value) {
      above++;
    }
    if (above == 0) {
      return 0;
    }
    double before = quantiles[above - 1];
    return (above - 1 + (value - before) / (quantiles[above] - before)) / last;
  }
}
