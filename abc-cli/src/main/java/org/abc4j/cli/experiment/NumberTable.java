package org.abc4j.cli.experiment;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.abc4j.io.MalformedFileException;
import org.abc4j.report.CsvTable;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table of numbers and names that stages write and read again: CSV, with all digits of each
 * number.
 */
final class NumberTable {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

  private final String name;
  private final List<String> columns;
  private final List<List<String>> rows;

  private NumberTable(String name, List<String> columns, List<List<String>> rows) {
    this.name = name;
    this.columns = columns;
    this.rows = rows;
  }

  /** A table to be written. */
  static CsvTable of(String... columns) {
    return CsvTable.of(columns);
  }

  static byte[] bytes(CsvTable table) {
    return table.text().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads what {@link #bytes} gave. */
  static NumberTable read(String name, byte[] content) throws IOException {
    try (CSVParser parser =
        FORMAT.parse(new StringReader(new String(content, StandardCharsets.UTF_8)))) {
      List<String> columns = parser.getHeaderNames();
      List<List<String>> rows = new ArrayList<>();
      for (CSVRecord record : parser) {
        if (!record.isConsistent()) {
          throw new MalformedFileException(
              name, "row " + rows.size(), columns.size() + " fields", record.size() + " fields");
        }
        rows.add(record.toList());
      }
      return new NumberTable(name, columns, rows);
    } catch (MalformedFileException wrong) {
      throw wrong;
    } catch (IOException
        | UncheckedIOException
        | IllegalStateException
        | IllegalArgumentException noTable) {
      throw new MalformedFileException(
          name, "content", "a CSV table", String.valueOf(noTable.getMessage()), noTable);
    }
  }

  /** Tables of one kind, one after the other. */
  static NumberTable joined(List<NumberTable> tables) {
    List<List<String>> rows = new ArrayList<>();
    tables.forEach(table -> rows.addAll(table.rows));
    return new NumberTable(tables.get(0).name, tables.get(0).columns, rows);
  }

  int size() {
    return rows.size();
  }

  /** Makes sure that it has these columns, in this order, and no others. */
  void requireColumns(List<String> expected) throws MalformedFileException {
    if (!columns.equals(expected)) {
      throw new MalformedFileException(
          name, "columns", String.join(", ", expected), String.join(", ", columns));
    }
  }

  private int column(String column) throws MalformedFileException {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new MalformedFileException(name, "columns", "a column " + column, columns.toString());
    }
    return index;
  }

  String text(int row, String column) throws MalformedFileException {
    return rows.get(row).get(column(column));
  }

  /** A number; none is not a number. */
  double number(int row, String column) throws MalformedFileException {
    String text = text(row, column);
    try {
      return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException none) {
      throw new MalformedFileException(name, column, "a number", text, none);
    }
  }

  double[] numbers(String column) throws MalformedFileException {
    double[] numbers = new double[rows.size()];
    for (int r = 0; r < numbers.length; r++) {
      numbers[r] = number(r, column);
    }
    return numbers;
  }

  /** A number that has to be one, and finite. */
  double finite(int row, String column) throws MalformedFileException {
    double number = number(row, column);
    if (!Double.isFinite(number)) {
      throw new MalformedFileException(
          name, "row " + row + ", column " + column, "a finite number", number + "");
    }
    return number;
  }

  /** A finite number of at least 0. */
  double distance(int row, String column) throws MalformedFileException {
    double number = finite(row, column);
    if (!(number >= 0)) {
      throw outside(row, column, "at least 0", number);
    }
    return number;
  }

  /** A rank, a number from 0 to 1. */
  double rank(int row, String column) throws MalformedFileException {
    double number = finite(row, column);
    if (!(number >= 0 && number <= 1)) {
      throw outside(row, column, "from 0 to 1", number);
    }
    return number;
  }

  private MalformedFileException outside(int row, String column, String expected, double found) {
    return new MalformedFileException(
        name, "row " + row + ", column " + column, expected, found + "");
  }

  /** At least one number, each finite and at least 0. */
  double[] distances(String column) throws MalformedFileException {
    if (rows.isEmpty()) {
      throw new MalformedFileException(name, "rows", "at least 1", "0");
    }
    double[] distances = new double[rows.size()];
    for (int r = 0; r < distances.length; r++) {
      distances[r] = distance(r, column);
    }
    return distances;
  }

  /** Numbers of rows that have a text in a column, by what they have in another. */
  Map<String, Double> by(String key, String value) throws MalformedFileException {
    Map<String, Double> found = new TreeMap<>();
    for (int r = 0; r < rows.size(); r++) {
      found.put(text(r, key), number(r, value));
    }
    return found;
  }
}
