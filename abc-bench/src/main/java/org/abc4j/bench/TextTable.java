package org.abc4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Cells of plain text in aligned columns. Not thread-safe. */
final class TextTable {
  private static final List<String> UNITS = List.of("ns", "us", "ms", "s");
  private static final String UNKNOWN = "?";

  private final Set<String> numbers;
  private final List<List<String>> lines = new ArrayList<>();

  /**
   * An empty table.
   *
   * @param header titles of the columns
   * @param numbers those of them whose cells are aligned to the right
   */
  TextTable(List<String> header, Set<String> numbers) {
    this.numbers = numbers;
    lines.add(header);
  }

  void add(List<String> cells) {
    if (cells.size() != lines.get(0).size()) {
      throw new IllegalArgumentException(
          "a row has a cell for each of " + lines.get(0) + ", found " + cells);
    }
    lines.add(cells);
  }

  String format() {
    List<String> header = lines.get(0);
    int[] widths = new int[header.size()];
    for (List<String> line : lines) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], line.get(c).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder padded = new StringBuilder();
      for (int c = 0; c < widths.length; c++) {
        String side = numbers.contains(header.get(c)) ? "" : "-";
        padded.append(String.format(Locale.ROOT, "%" + side + widths[c] + "s  ", line.get(c)));
      }
      text.append(padded.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }

  /** A number with some decimals; NaN is unknown. */
  static String number(double value, int decimals) {
    return Double.isNaN(value) ? UNKNOWN : String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /**
   * Three cells: time, error and unit, the largest that leaves the time at 1 or more; an unknown
   * time has none.
   */
  static List<String> time(double nanos, double errorNanos) {
    if (Double.isNaN(nanos)) {
      return List.of(UNKNOWN, UNKNOWN, "");
    }
    int unit = 0;
    double scale = 1;
    while (unit < UNITS.size() - 1 && nanos >= 1000 * scale) {
      unit++;
      scale *= 1000;
    }
    return List.of(number(nanos / scale, 2), number(errorNanos / scale, 2), UNITS.get(unit));
  }
}
