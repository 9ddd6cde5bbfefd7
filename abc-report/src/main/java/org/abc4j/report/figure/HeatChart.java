package org.abc4j.report.figure;

import java.util.List;
import java.util.Objects;
import org.abc4j.report.figure.Mark.Anchor;

/**
 * A table of numbers whose cells are the darker the greater they are: how often attributions agree
 * (Figure 10).
 */
public final class HeatChart extends Figure {
  private static final double MOST_NAME = 110;
  private static final double ROW = 18;
  private static final double NARROWEST = 20;
  private static final double WIDEST = 60;
  private static final double TEXT = 9;
  private static final int LIGHT = 0xf4f6fa;
  private static final int DARK = 0x1f3a63;

  private final Axis axis;
  private final List<String> rows;
  private final List<String> columns;
  private final List<Series> values;

  private HeatChart(
      String title, Axis axis, List<String> rows, List<String> columns, List<Series> values) {
    super(title);
    this.axis = axis;
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  /**
   * A chart.
   *
   * @param title above it
   * @param axis what the numbers are; on a logarithmic one shades go by logarithms
   * @param rows names, from the top
   * @param columns names, from the left
   * @param values for each row a number for each column
   * @return the chart
   * @throws IllegalArgumentException if there is no row or column, if there are more or fewer
   *     numbers, or if one has no place on the axis, naming row and index
   */
  public static HeatChart of(
      String title, Axis axis, List<String> rows, List<String> columns, double[][] values) {
    Objects.requireNonNull(axis, "axis");
    if (rows.isEmpty() || columns.isEmpty() || values.length != rows.size()) {
      throw new IllegalArgumentException(
          "a table has a row and a column at least and numbers for each row, \""
              + title
              + "\" has "
              + rows.size()
              + " rows, "
              + columns.size()
              + " columns and numbers for "
              + values.length
              + " rows");
    }
    Series[] series = new Series[values.length];
    for (int r = 0; r < values.length; r++) {
      series[r] = Series.of(rows.get(r), values[r]);
      series[r].requireOn(axis);
      if (values[r].length != columns.size()) {
        throw new IllegalArgumentException(
            "there are "
                + columns.size()
                + " columns, row \""
                + rows.get(r)
                + "\" has "
                + values[r].length
                + " numbers");
      }
    }
    return new HeatChart(title, axis, List.copyOf(rows), List.copyOf(columns), List.of(series));
  }

  @Override
  public String description() {
    double[] ends = Plane.ends(values);
    return "Table of "
        + axis.title()
        + ", "
        + rows.size()
        + " rows by "
        + columns.size()
        + " columns, from "
        + Words.number(ends[0])
        + " (light) to "
        + Words.number(ends[1])
        + " (dark).";
  }

  @Override
  public String caption() {
    return "The darker a cell, the greater its number.";
  }

  @Override
  public Numbers numbers() {
    Numbers.Builder numbers = Numbers.columns("row", "column", axis.title());
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < columns.size(); c++) {
        numbers.row(rows.get(r), columns.get(c), values.get(r).value(c));
      }
    }
    return numbers.build();
  }

  @Override
  Drawing drawing() {
    double left = Frame.EDGE + Math.min(MOST_NAME, widest(rows)) + 6;
    double room = Drawing.WIDTH - Frame.EDGE - left;
    double cell = Math.max(NARROWEST, Math.min(WIDEST, room / columns.size()));
    boolean turned = widest(columns) > cell - 2;
    double width = Math.max(Drawing.WIDTH, left + cell * columns.size() + Frame.EDGE);
    double head = turned ? Math.min(MOST_NAME, widest(columns)) + 6 : 16;
    double top = Frame.titleHeight(title(), width) + head;
    double foot = top + ROW * rows.size();
    Drawing drawing = new Drawing(width, foot + 22);
    Frame.title(drawing, title());
    for (int c = 0; c < columns.size(); c++) {
      double middle = left + (c + 0.5) * cell;
      if (turned) {
        drawing.turned(
            columns.get(c),
            middle + 3.5,
            top - 4,
            Drawing.SMALL,
            Anchor.START,
            Drawing.INK,
            MOST_NAME);
      } else {
        drawing.text(
            columns.get(c), middle, top - 4, Drawing.SMALL, Anchor.MIDDLE, Drawing.INK, cell);
      }
    }
    double[] ends = Plane.ends(values);
    Scale shade = axis.over(ends[0], ends[1], 0, 1);
    for (int r = 0; r < rows.size(); r++) {
      double y = top + r * ROW;
      drawing.text(
          rows.get(r), left - 5, y + 13, Drawing.SMALL, Anchor.END, Drawing.INK, MOST_NAME);
      for (int c = 0; c < columns.size(); c++) {
        double value = values.get(r).value(c);
        cell(drawing, left + c * cell, y, cell, value, shade.at(value));
      }
    }
    drawing.text(
        axis.title(),
        Frame.EDGE,
        foot + 15,
        Drawing.SMALL,
        Anchor.START,
        Drawing.GREY,
        width - 2 * Frame.EDGE);
    return drawing;
  }

  private static void cell(
      Drawing drawing, double x, double y, double width, double value, double share) {
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int light = LIGHT >> shift & 0xff;
      int dark = DARK >> shift & 0xff;
      colour |= (int) Math.rint(light + share * (dark - light)) << shift;
    }
    drawing.rectangle(x, y, width, ROW, String.format("#%06x", colour), Drawing.PAPER);
    String text = Words.number(value);
    if (Glyphs.width(text, TEXT) <= width - 1) {
      String ink = share > 0.5 ? Drawing.PAPER : Drawing.INK;
      drawing.text(text, x + width / 2, y + 12.5, TEXT, Anchor.MIDDLE, ink, width);
    }
  }

  private static double widest(List<String> names) {
    return names.stream()
        .mapToDouble(name -> Glyphs.width(Glyphs.clean(name), Drawing.SMALL))
        .max()
        .orElseThrow();
  }
}
