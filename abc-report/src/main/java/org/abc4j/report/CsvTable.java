package org.abc4j.report;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.abc4j.io.AtomicFiles;
import org.abc4j.report.figure.Numbers;

/**
 * A table as comma-separated values (RFC 4180, UTF-8), for spreadsheets and programs; or as JSON
 * lines, for programs alone.
 *
 * <p>Every text is quoted. One that a spreadsheet would take for a formula, because it begins with
 * {@code =}, {@code +}, {@code -}, {@code @}, their wide forms, a tab or a line break, with or
 * without spaces before, gets an apostrophe in front: names come from folders of other people. In
 * JSON lines every text is as it is. Numbers are written to 17 digits, which is all of them; NaN is
 * an empty field. Not thread-safe.
 */
public final class CsvTable {
  private static final String FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20\t\r\n";
  private static final MathContext ALL_DIGITS = new MathContext(17);

  private final List<String> columns;
  private final List<Object[]> rows = new ArrayList<>();

  private CsvTable(String... columns) {
    this.columns = List.of(columns);
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
    return new CsvTable(columns);
  }

  /**
   * The numbers of a figure.
   *
   * @param numbers its numbers
   * @return their table
   */
  public static CsvTable of(Numbers numbers) {
    CsvTable table = new CsvTable(numbers.columns().toArray(new String[0]));
    numbers.rows().forEach(table::row);
    return table;
  }

  /**
   * Adds a row.
   *
   * @param fields one for each column: numbers, texts, or null for none
   * @return this table
   * @throws IllegalArgumentException if there are more or fewer
   */
  public CsvTable row(Object... fields) {
    if (fields.length != columns.size()) {
      throw new IllegalArgumentException(
          "a row of this table has " + columns.size() + " fields, found " + fields.length);
    }
    rows.add(fields.clone());
    return this;
  }

  /** Adds a row. */
  CsvTable row(List<?> fields) {
    return row(fields.toArray());
  }

  /**
   * Number of rows.
   *
   * @return how many there are below the names of the columns
   */
  public int size() {
    return rows.size();
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
    StringBuilder text = new StringBuilder();
    line(text, columns.toArray());
    rows.forEach(row -> line(text, row));
    return text.toString();
  }

  private static void line(StringBuilder text, Object... fields) {
    for (int c = 0; c < fields.length; c++) {
      text.append(c == 0 ? "" : ",").append(field(fields[c]));
    }
    text.append("\r\n");
  }

  /**
   * The rows as JSON: an object a line, with a member for each column that is not empty. Numbers
   * have all their digits; an infinite one is a text.
   *
   * @return lines ended by LF
   */
  public String jsonLines() {
    StringBuilder text = new StringBuilder();
    for (Object[] row : rows) {
      text.append('{');
      String comma = "";
      for (int c = 0; c < row.length; c++) {
        String value = jsonValue(row[c]);
        if (!value.isEmpty()) {
          text.append(comma).append(jsonText(columns.get(c))).append(':').append(value);
          comma = ",";
        }
      }
      text.append("}\n");
    }
    return text.toString();
  }

  private static String jsonValue(Object field) {
    if (field == null) {
      return "";
    }
    if (!(field instanceof Number)) {
      return jsonText(field.toString());
    }
    String number = field(field);
    return number.endsWith("Infinity") ? jsonText(number) : number;
  }

  /** Quoted, with what JSON does not allow, and what breaks lines, as escapes. */
  private static String jsonText(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }

  /**
   * Writes {@link #jsonLines}, whole or not at all.
   *
   * @param file the file, replaced if it exists; its folder must exist
   * @throws IOException if it cannot be written
   */
  public void writeJsonLines(Path file) throws IOException {
    AtomicFiles.write(file, jsonLines().getBytes(StandardCharsets.UTF_8));
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
