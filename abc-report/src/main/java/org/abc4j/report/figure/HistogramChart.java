package org.abc4j.report.figure;

import java.util.Arrays;
import java.util.Objects;
import org.abc4j.report.figure.Mark.Anchor;

/**
 * How many values lie where, in bins of equal width on the axis: radii of the samples of an
 * ensemble (Figure 6, upper right).
 *
 * <p>Unless their number is given, bins are as wide as Freedman and Diaconis (1981) have them,
 * 2·IQR·n^(−1/3), but between 5 and 40.
 */
public final class HistogramChart extends Figure {
  private static final int FEWEST = 5;
  private static final int MOST = 40;
  private static final double HEIGHT = 150;

  private final Axis axis;
  private final String counted;
  private final Series values;
  private final int bins;
  private final double marked;
  private final String markedName;

  private HistogramChart(
      String title,
      Axis axis,
      String counted,
      Series values,
      int bins,
      double marked,
      String markedName) {
    super(title);
    this.axis = axis;
    this.counted = counted;
    this.values = values;
    this.bins = bins;
    this.marked = marked;
    this.markedName = markedName;
  }

  /**
   * A chart.
   *
   * @param title above it
   * @param axis what the values are
   * @param counted what is counted, such as "samples"
   * @param values at least one
   * @return the chart
   * @throws IllegalArgumentException if there is no value, or one has no place on the axis, naming
   *     its index
   */
  public static HistogramChart of(String title, Axis axis, String counted, double... values) {
    Objects.requireNonNull(axis, "axis");
    Series series = Series.of(counted, values);
    series.requireOn(axis);
    if (values.length == 0) {
      throw new IllegalArgumentException("a chart needs a value, \"" + title + "\" has none");
    }
    return new HistogramChart(
        title, axis, counted, series, freedmanDiaconis(axis, values), Double.NaN, "");
  }

  /**
   * With another number of bins.
   *
   * @param bins from 1 to 200
   * @return a copy
   * @throws IllegalArgumentException if it is another number
   */
  public HistogramChart withBins(int bins) {
    if (bins < 1 || bins > 200) {
      throw new IllegalArgumentException("a histogram has 1 to 200 bins, found " + bins);
    }
    return new HistogramChart(title(), axis, counted, values, bins, marked, markedName);
  }

  /**
   * With a line at a value, such as a threshold τ.
   *
   * @param value where
   * @param name what stands beside it
   * @return a copy
   * @throws IllegalArgumentException if it has no place on the axis
   */
  public HistogramChart marking(double value, String name) {
    axis.require(name, 0, value);
    return new HistogramChart(title(), axis, counted, values, bins, value, name);
  }

  private static double shown(Axis axis, double value) {
    return axis.isLogarithmic() ? StrictMath.log10(value) : value;
  }

  private static int freedmanDiaconis(Axis axis, double[] values) {
    double[] shown = Arrays.stream(values).map(value -> shown(axis, value)).toArray();
    BoxStatistics box = BoxStatistics.of(shown);
    double width = 2 * (box.upperQuartile() - box.lowerQuartile()) / StrictMath.cbrt(values.length);
    double span =
        Arrays.stream(shown).max().orElseThrow() - Arrays.stream(shown).min().orElseThrow();
    // Not a number if all values are equal: the fewest.
    double count = Math.ceil(span / width);
    return (int) Math.max(FEWEST, Math.min(MOST, Double.isNaN(count) ? FEWEST : count));
  }

  @Override
  public String description() {
    BoxStatistics box = BoxStatistics.of(values.values());
    return "Histogram of "
        + axis.title()
        + " of "
        + values.size()
        + " "
        + counted
        + ": median "
        + Words.number(box.median())
        + ", half of them from "
        + Words.number(box.lowerQuartile())
        + " to "
        + Words.number(box.upperQuartile())
        + (Double.isNaN(marked) ? "" : "; a line at " + Words.number(marked) + ": " + markedName)
        + ".";
  }

  @Override
  public String caption() {
    return values.size() + " " + counted + ", " + bins + " bins of equal width on the axis.";
  }

  @Override
  public Numbers numbers() {
    Numbers.Builder numbers = Numbers.columns("index", axis.title());
    for (int i = 0; i < values.size(); i++) {
      numbers.row(i, values.value(i));
    }
    return numbers.build();
  }

  @Override
  Drawing drawing() {
    double top = Frame.titleHeight(title(), Drawing.WIDTH) + (Double.isNaN(marked) ? 0 : 14);
    double foot = top + HEIGHT;
    double[] all = values.values();
    double low = Arrays.stream(all).min().orElseThrow();
    double high = Arrays.stream(all).max().orElseThrow();
    double right = Drawing.WIDTH - 14;
    int[] counts = new int[bins];
    // Bins share out the values alone; the axis may reach farther.
    Scale binned = Scale.of(axis.isLogarithmic(), low, high, 0, bins);
    for (double value : all) {
      counts[(int) Math.max(0, Math.min(bins - 1, binned.at(value)))]++;
    }
    int most = Arrays.stream(counts).max().orElseThrow();
    Axis countAxis = Axis.linear(counted, "");
    Scale y = countAxis.over(0, most, foot, top);
    double left = Frame.leftOf(y);
    boolean mark = !Double.isNaN(marked);
    // Bins of equal values are around them.
    double first = high > low ? low : binned.value(0);
    double last = high > low ? high : binned.value(1);
    Scale x =
        axis.over(
            mark ? Math.min(first, marked) : first,
            mark ? Math.max(last, marked) : last,
            left,
            right);
    Drawing drawing = new Drawing(Drawing.WIDTH, foot + Frame.FOOT);
    Frame.title(drawing, title());
    Frame.vertical(drawing, countAxis, y, left, right);
    for (int b = 0; b < bins; b++) {
      double from = x.at(binned.value((double) b / bins));
      double to = x.at(binned.value((b + 1.0) / bins));
      if (counts[b] > 0) {
        drawing.rectangle(
            from, y.at(counts[b]), to - from, foot - y.at(counts[b]), "#7a94b8", Drawing.PAPER);
      }
    }
    Frame.horizontal(drawing, axis, x, top, foot, false);
    if (mark) {
      double place = x.at(marked);
      boolean rightHalf = place > (left + right) / 2;
      drawing.line(place, top - 10, place, foot, Drawing.RED, 1.5);
      drawing.text(
          markedName,
          place + (rightHalf ? -4 : 4),
          top - 3,
          Drawing.SMALL,
          rightHalf ? Anchor.END : Anchor.START,
          Drawing.RED,
          (rightHalf ? place : Drawing.WIDTH - place) - 8);
    }
    return drawing;
  }
}
