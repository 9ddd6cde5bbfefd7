package org.abc4j.report;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.io.AtomicFiles;

/**
 * A table as comma-separated values (RFC 4180, UTF-8), for spreadsheets and programs.
 *
 * <p>Every text is quoted. One that a spreadsheet would take for a formula, because it begins with
 * {@code =}, {@code +}, {@code -}, {@code @}, their wide forms, a tab or a line break, with or
 * without spaces before, gets an apostrophe in front: names come from folders of other people.
 * Numbers are written to 17 digits, which is all of them; NaN is an empty field. Not thread-safe.
 */
public final class CsvTable {
  private static final String FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20\t\r\n";
  private static final MathContext ALL_DIGITS = new MathContext(17);

  private final int columns;
  private final StringBuilder text = new StringBuilder();

  private CsvTable(int columns) {
    this.columns = columns;
  }

  /**
   * A table without rows.
   *
   * @param columns the names of its columns, at least one
   * @return the table
   * @throws IllegalArgumentException if there is no column
   */
  public static CsvTable of(String... columns) {
    if (columns.length == 0) {
      throw new IllegalArgumentException("a table has at least 1 column, found none");
    }
    CsvTable table = new CsvTable(columns.length);
    return table.row((Object[]) columns);
  }

  /**
   * Adds a row.
   *
   * @param fields one for each column: numbers, texts, or null for none
   * @return this table
   * @throws IllegalArgumentException if there are more or fewer
   */
  public CsvTable row(Object... fields) {
    if (fields.length != columns) {
      throw new IllegalArgumentException(
          "a row of this table has " + columns + " fields, found " + fields.length);
    }
    for (int c = 0; c < columns; c++) {
      text.append(c == 0 ? "" : ",").append(field(fields[c]));
    }
    text.append("\r\n");
    return this;
  }

  /** Adds a row. */
  CsvTable row(List<?> fields) {
    return row(fields.toArray());
  }

  private static String field(Object field) {
    if (field == null) {
      return "";
    }
    if (field instanceof Double || field instanceof Float) {
      return number(((Number) field).doubleValue());
    }
    if (field instanceof Number) {
      return field.toString();
    }
    String value = field.toString();
    String first = value.stripLeading();
    boolean formula =
        !value.isEmpty()
            && (FORMULA.indexOf(value.charAt(0)) >= 0
                || (!first.isEmpty() && FORMULA.indexOf(first.charAt(0)) >= 0));
    return '"' + (formula ? "'" : "") + value.replace("\"", "\"\"") + '"';
  }

  /** The same digits on every Java, which differ in their shortest ones. */
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    return value == 0
        ? "0"
        : new BigDecimal(value).round(ALL_DIGITS).stripTrailingZeros().toString();
  }

  /**
   * The whole table.
   *
   * @return its text, lines ended by CR and LF
   */
  public String text() {
    return text.toString();
  }

  /**
   * Writes the table, whole or not at all.
   *
   * @param file the file, replaced if it exists; its folder must exist
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    AtomicFiles.write(file, text().getBytes(StandardCharsets.UTF_8));
  }
}
