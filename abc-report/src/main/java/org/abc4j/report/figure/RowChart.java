package org.abc4j.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.abc4j.report.figure.Mark.Anchor;
import org.abc4j.report.figure.Mark.Point;

/** Distributions on one axis, a row each, with their names at the left. */
abstract class RowChart extends Figure {
  /** What boxes are. */
  static final String BOXES =
      "Boxes: quartiles and median, whiskers to the farthest value within 1.5 times their distance";

  /** Values in a table; of more there are quantiles, in thousandths. */
  private static final int MOST_ROWS = 200_000;

  private static final int QUANTILES = 1000;
  private static final double MOST_NAME = 120;
  private static final double RIGHT = 12;
  private static final double PADDING = 0.03;

  private final Axis axis;
  private final List<Series> series;

  RowChart(String title, Axis axis, List<Series> series) {
    super(title);
    this.axis = Objects.requireNonNull(axis, "axis");
    this.series = List.copyOf(series);
    this.series.forEach(one -> one.requireOn(axis));
    if (values().length == 0) {
      throw new IllegalArgumentException(
          "a chart needs a value, the "
              + this.series.size()
              + " series of \""
              + title
              + "\" have none");
    }
  }

  final Axis axis() {
    return axis;
  }

  final List<Series> series() {
    return series;
  }

  private double[] values() {
    return series.stream().flatMapToDouble(one -> Arrays.stream(one.values())).toArray();
  }

  @Override
  public final Numbers numbers() {
    if (values().length > MOST_ROWS) {
      return quantiles();
    }
    Numbers.Builder numbers = Numbers.columns("series", "index", axis.title());
    for (Series one : series) {
      for (int i = 0; i < one.size(); i++) {
        numbers.row(one.name(), i, one.value(i));
      }
    }
    return numbers.build();
  }

  /** A table that is not as long as the values are many. */
  private Numbers quantiles() {
    Numbers.Builder numbers = Numbers.columns("series", "values", "fraction", axis.title());
    for (Series one : series) {
      double[] sorted = one.values();
      Arrays.sort(sorted);
      for (int q = 0; q <= QUANTILES && sorted.length > 0; q++) {
        double fraction = (double) q / QUANTILES;
        numbers.row(one.name(), sorted.length, fraction, quantile(sorted, fraction));
      }
    }
    return numbers.build();
  }

  /** As {@link org.abc4j.evaluation.Quantiles} has it, of values in order. */
  private static double quantile(double[] sorted, double fraction) {
    double place = fraction * (sorted.length - 1);
    int below = (int) place;
    double above = sorted[Math.min(below + 1, sorted.length - 1)];
    return sorted[below] + (place - below) * (above - sorted[below]);
  }

  /** How many series there are, and between what their medians lie. */
  final String counts() {
    return series.size()
        + " series, the medians from "
        + extreme(true)
        + " to "
        + extreme(false)
        + ".";
  }

  /** How many values each series has. */
  final String sizes() {
    int[] sizes = series.stream().mapToInt(Series::size).toArray();
    int least = Arrays.stream(sizes).min().orElseThrow();
    int most = Arrays.stream(sizes).max().orElseThrow();
    return "Values in each row: " + (least == most ? "" + least : least + " to " + most) + ".";
  }

  private String extreme(boolean least) {
    Series found = null;
    double value = 0;
    for (Series one : series) {
      if (one.size() > 0) {
        double median = BoxStatistics.of(one.values()).median();
        if (found == null || (least ? median < value : median > value)) {
          found = one;
          value = median;
        }
      }
    }
    return Words.number(value) + " (" + found.name() + ")";
  }

  @Override
  final Drawing drawing() {
    double height = rowHeight();
    double top = Frame.titleHeight(title(), Drawing.WIDTH);
    double foot = top + height * series.size() + 2;
    Drawing drawing = new Drawing(Drawing.WIDTH, foot + Frame.FOOT);
    double name =
        series.stream()
            .mapToDouble(s -> Glyphs.width(Glyphs.clean(s.name()), Drawing.SMALL))
            .max()
            .orElseThrow();
    double left = Frame.EDGE + Math.min(MOST_NAME, name) + 7;
    double[] all = values();
    Scale scale =
        axis.over(
                Arrays.stream(all).min().orElseThrow(),
                Arrays.stream(all).max().orElseThrow(),
                left,
                Drawing.WIDTH - RIGHT)
            .padded(PADDING);
    Frame.title(drawing, title());
    Frame.horizontal(drawing, axis, scale, top, foot, true);
    for (int r = 0; r < series.size(); r++) {
      double middle = top + (r + 0.5) * height;
      Series one = series.get(r);
      drawing.text(
          one.name(), left - 7, middle + 3.5, Drawing.SMALL, Anchor.END, Drawing.INK, MOST_NAME);
      drawing.line(left, middle, left - 3, middle, Drawing.AXIS, 1);
      if (one.size() == 0) {
        drawing.text(
            "no values", left + 4, middle + 3.5, Drawing.SMALL, Anchor.START, Drawing.GREY, 60);
      } else {
        row(drawing, scale, one, middle, height);
      }
    }
    drawing.line(left, top, left, foot, Drawing.AXIS, 1);
    return drawing;
  }

  private double rowHeight() {
    int rows = series.size();
    return rows <= 6 ? 30 : rows <= 12 ? 22 : 16;
  }

  /** A series of at least one value, around a line. */
  abstract void row(Drawing drawing, Scale scale, Series one, double middle, double height);

  /** A box, its whiskers and its median. */
  static void box(
      Drawing drawing, Scale scale, BoxStatistics box, double middle, double height, String fill) {
    double low = scale.at(box.low());
    double lower = scale.at(box.lowerQuartile());
    double upper = scale.at(box.upperQuartile());
    double high = scale.at(box.high());
    double half = height / 2;
    drawing.line(low, middle, lower, middle, Drawing.INK, 1);
    drawing.line(upper, middle, high, middle, Drawing.INK, 1);
    drawing.line(low, middle - half / 2, low, middle + half / 2, Drawing.INK, 1);
    drawing.line(high, middle - half / 2, high, middle + half / 2, Drawing.INK, 1);
    if (fill.isEmpty()) {
      drawing.line(
          List.of(
              new Point(lower, middle - half),
              new Point(upper, middle - half),
              new Point(upper, middle + half),
              new Point(lower, middle + half),
              new Point(lower, middle - half)),
          Drawing.INK,
          1,
          Mark.Stroke.SOLID);
    } else {
      drawing.rectangle(lower, middle - half, upper - lower, height, fill, Drawing.INK);
    }
    double median = scale.at(box.median());
    drawing.line(median, middle - half, median, middle + half, Drawing.INK, 2.5);
  }

  /** A line at the median that is seen on whatever is behind it. */
  static void median(
      Drawing drawing, Scale scale, BoxStatistics box, double middle, double height) {
    double x = scale.at(box.median());
    double half = height / 2;
    drawing.line(x, middle - half, x, middle + half, Drawing.PAPER, 4.5);
    drawing.line(x, middle - half, x, middle + half, Drawing.INK, 2.5);
  }

  /** A dot for each value that the box leaves out. */
  static void fliers(Drawing drawing, Scale scale, Series one, BoxStatistics box, double middle) {
    List<Point> fliers = new ArrayList<>();
    IntStream.range(0, one.size())
        .mapToDouble(one::value)
        .filter(box::isFlier)
        .forEach(value -> fliers.add(new Point(scale.at(value), middle)));
    drawing.dots(fliers, 1.1, Drawing.INK);
  }
}
