package org.abc4j.report.figure;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.report.figure.Mark.Point;

/**
 * Distributions as a dot for each value, with a box behind them (Figures 5, 7 left, 8 top, 12 and
 * 13).
 *
 * <p>Dots are moved off their line so that they do not hide one another, by an amount that depends
 * on the index of a value alone.
 */
public final class StripChart extends RowChart {
  /** One less than the golden ratio: its multiples are spread most evenly between whole numbers. */
  private static final double GOLDEN = 0.6180339887498949;

  private StripChart(String title, Axis axis, List<Series> series) {
    super(title, axis, series);
  }

  /**
   * A chart.
   *
   * @param title above it
   * @param axis what the values are
   * @param series a row of dots each, from the top; one without values is said to have none
   * @return the chart
   * @throws IllegalArgumentException if there is no value at all, or one has no place on the axis,
   *     naming series and index
   */
  public static StripChart of(String title, Axis axis, List<Series> series) {
    return new StripChart(title, axis, series);
  }

  @Override
  public String description() {
    return "Dots of " + axis().title() + ": " + counts();
  }

  @Override
  public String caption() {
    return "A dot for each value; how far it is off its line means nothing. "
        + BOXES
        + ". "
        + sizes();
  }

  @Override
  void row(Drawing drawing, Scale scale, Series one, double middle, double height) {
    BoxStatistics box = BoxStatistics.of(one.values());
    if (one.size() > 1) {
      box(drawing, scale, box, middle, 0.8 * height, Drawing.PALE);
    }
    List<Point> dots = new ArrayList<>();
    for (int i = 0; i < one.size(); i++) {
      double off = one.size() == 1 ? 0 : (GOLDEN * (i + 1)) % 1 - 0.5;
      dots.add(new Point(scale.at(one.value(i)), middle + off * 0.66 * height));
    }
    drawing.dots(dots, one.size() > 300 ? 0.8 : 1.2, Drawing.BLUE);
    if (one.size() > 1) {
      median(drawing, scale, box, middle, 0.8 * height);
    }
  }
}
