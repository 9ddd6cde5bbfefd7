package org.abc4j.report.figure;

import java.util.List;
import java.util.Objects;
import org.abc4j.report.figure.Mark.Anchor;

/**
 * Bars for categories, one or some side by side for each: frequencies of classes, of the full model
 * in black and without the class in red (Figure 3). Bars begin at 0.
 */
public final class BarChart extends Figure {
  private static final String[] FILLS = {"#1d1d1b", "#d9655d", "#9fb3cf", "#e0c36a"};
  private static final double BAR = 7;
  private static final double GAP = 6;
  private static final double MOST_NAME = 120;
  private static final double RIGHT = 14;

  private final Axis axis;
  private final List<String> categories;
  private final List<Series> groups;

  private BarChart(String title, Axis axis, List<String> categories, List<Series> groups) {
    super(title);
    this.axis = Objects.requireNonNull(axis, "axis");
    this.categories = List.copyOf(categories);
    this.groups = List.copyOf(groups);
    if (axis.isLogarithmic()) {
      throw new IllegalArgumentException(
          "bars begin at 0, which the logarithmic axis of \"" + axis.quantity() + "\" has not");
    }
    if (categories.isEmpty() || groups.isEmpty() || groups.size() > FILLS.length) {
      throw new IllegalArgumentException(
          "a chart has a category and 1 to "
              + FILLS.length
              + " bars for each, \""
              + title
              + "\" has "
              + categories.size()
              + " categories and "
              + groups.size()
              + " bars");
    }
    for (Series group : groups) {
      group.requireOn(axis);
      if (group.size() != categories.size()) {
        throw new IllegalArgumentException(
            "there are "
                + categories.size()
                + " categories, \""
                + group.name()
                + "\" has "
                + group.size()
                + " values");
      }
    }
  }

  /**
   * A chart.
   *
   * @param title above it
   * @param axis what the values are, linear
   * @param categories names, from the top
   * @param groups one to four series with a value for each category, with intervals or not
   * @return the chart
   * @throws IllegalArgumentException if there are no categories, another number of series or of
   *     values in one, or if a value is not finite, naming series and index
   */
  public static BarChart of(String title, Axis axis, List<String> categories, List<Series> groups) {
    return new BarChart(title, axis, categories, groups);
  }

  @Override
  public String description() {
    StringBuilder words = new StringBuilder("Bars of " + axis.title() + ". ");
    for (int c = 0; c < categories.size(); c++) {
      words.append(c == 0 ? "" : "; ").append(categories.get(c));
      for (int g = 0; g < groups.size(); g++) {
        words
            .append(g == 0 ? ": " : ", ")
            .append(groups.get(g).name())
            .append(' ')
            .append(Words.number(groups.get(g).value(c)));
      }
    }
    return words + ".";
  }

  @Override
  public String caption() {
    return "";
  }

  @Override
  public Numbers numbers() {
    Numbers.Builder numbers = Numbers.columns("category", "series", axis.title(), "low", "high");
    for (int c = 0; c < categories.size(); c++) {
      for (Series group : groups) {
        boolean interval = group.hasIntervals();
        numbers.row(
            categories.get(c),
            group.name(),
            group.value(c),
            interval ? group.low(c) : null,
            interval ? group.high(c) : null);
      }
    }
    return numbers.build();
  }

  @Override
  Drawing drawing() {
    double row = BAR * groups.size() + GAP;
    double top = Frame.titleHeight(title(), Drawing.WIDTH);
    double foot = top + row * categories.size() + 2;
    boolean named = groups.size() > 1;
    double legend = named ? legendHeight() : 0;
    String note = Series.note(groups);
    double noteHeight = note.isEmpty() ? 0 : 15;
    Drawing drawing =
        new Drawing(Drawing.WIDTH, foot + Frame.FOOT + legend + noteHeight + Frame.EDGE);
    double name =
        categories.stream()
            .mapToDouble(text -> Glyphs.width(Glyphs.clean(text), Drawing.SMALL))
            .max()
            .orElseThrow();
    double left = Frame.EDGE + Math.min(MOST_NAME, name) + 7;
    double[] ends = Plane.ends(groups);
    Scale scale =
        axis.over(Math.min(0, ends[0]), Math.max(0, ends[1]), left, Drawing.WIDTH - RIGHT);
    Frame.title(drawing, title());
    Frame.horizontal(drawing, axis, scale, top, foot, true);
    for (int c = 0; c < categories.size(); c++) {
      double first = top + c * row + GAP / 2;
      drawing.text(
          categories.get(c),
          left - 7,
          first + (row - GAP) / 2 + 3.5,
          Drawing.SMALL,
          Anchor.END,
          Drawing.INK,
          MOST_NAME);
      for (int g = 0; g < groups.size(); g++) {
        bar(drawing, scale, groups.get(g), g, c, first + g * BAR);
      }
    }
    drawing.line(scale.at(0), top, scale.at(0), foot, Drawing.AXIS, 1);
    if (named) {
      legend(drawing, foot + Frame.FOOT);
    }
    drawing.text(
        note,
        Frame.EDGE,
        foot + Frame.FOOT + legend + 11,
        Drawing.SMALL,
        Anchor.START,
        Drawing.GREY,
        Drawing.WIDTH - 2 * Frame.EDGE);
    return drawing;
  }

  private static void bar(
      Drawing drawing, Scale scale, Series group, int series, int category, double top) {
    double zero = scale.at(0);
    double end = scale.at(group.value(category));
    drawing.rectangle(Math.min(zero, end), top, Math.abs(end - zero), BAR - 1, FILLS[series], "");
    if (group.hasIntervals()) {
      double middle = top + (BAR - 1) / 2;
      double low = scale.at(group.low(category));
      double high = scale.at(group.high(category));
      // Seen on the bar and beside it.
      drawing.line(low, middle, high, middle, Drawing.PAPER, 2.4);
      drawing.line(low, middle, high, middle, Drawing.GREY, 1.2);
      drawing.line(low, middle - 2, low, middle + 2, Drawing.GREY, 1.2);
      drawing.line(high, middle - 2, high, middle + 2, Drawing.GREY, 1.2);
    }
  }

  private double legendHeight() {
    return 15.0 * groups.size();
  }

  private void legend(Drawing drawing, double top) {
    for (int g = 0; g < groups.size(); g++) {
      double y = top + 15 * g + 7;
      drawing.rectangle(Frame.EDGE, y - 4, 14, 8, FILLS[g], "");
      drawing.text(
          groups.get(g).name(),
          Frame.EDGE + 20,
          y + 3.5,
          Drawing.SMALL,
          Anchor.START,
          Drawing.INK,
          Drawing.WIDTH - 2 * Frame.EDGE - 20);
    }
  }
}
