package org.abc4j.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Times of operations as a table of plain text, in the order of the rows. Immutable. */
final class ResultTable {
  private static final List<String> HEADER =
      List.of("benchmark", "parameters", "time/op", "error", "unit");
  private static final List<String> UNITS = List.of("ns", "us", "ms", "s");
  private static final int FIRST_NUMBER = 2;

  private final List<Row> rows;

  private ResultTable(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /**
   * One benchmark with one set of parameters.
   *
   * @param nanos time of an operation
   * @param error half of its 99.9 % confidence interval in the same unit, NaN for unknown
   */
  record Row(String benchmark, String parameters, double nanos, double error) {}

  static ResultTable ofRows(List<Row> rows) {
    return new ResultTable(rows);
  }

  /** The results of a run; all benchmarks here report the average time in ns. */
  static ResultTable of(Collection<RunResult> results) {
    List<Row> rows = new ArrayList<>();
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      Result<?> time = result.getPrimaryResult();
      if (!time.getScoreUnit().equals("ns/op")) {
        throw new IllegalArgumentException(
            params.getBenchmark() + " reports " + time.getScoreUnit() + ", not ns/op");
      }
      rows.add(
          new Row(
              shortName(params.getBenchmark()),
              parameters(params),
              time.getScore(),
              time.getScoreError()));
    }
    return new ResultTable(rows);
  }

  /** Class and method, without the package and the ending that all the classes share. */
  static String shortName(String benchmark) {
    int method = benchmark.lastIndexOf('.');
    int type = benchmark.lastIndexOf('.', method - 1);
    return benchmark.substring(type + 1, method).replaceFirst("Benchmark$", "")
        + benchmark.substring(method);
  }

  static String parameters(BenchmarkParams params) {
    StringJoiner values = new StringJoiner(" ");
    for (String key : params.getParamsKeys()) {
      values.add(key + "=" + params.getParam(key));
    }
    return values.toString();
  }

  String format() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADER);
    rows.forEach(row -> lines.add(cells(row)));
    int[] widths = new int[HEADER.size()];
    for (List<String> line : lines) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], line.get(c).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder padded = new StringBuilder();
      for (int c = 0; c < widths.length; c++) {
        boolean number = c >= FIRST_NUMBER && c < HEADER.size() - 1;
        padded.append(
            String.format(Locale.ROOT, "%" + (number ? "" : "-") + widths[c] + "s  ", line.get(c)));
      }
      text.append(padded.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }

  /** Time and error in the largest unit that leaves the time at 1 or more. */
  private static List<String> cells(Row row) {
    int unit = 0;
    double scale = 1;
    while (unit < UNITS.size() - 1 && row.nanos() >= 1000 * scale) {
      unit++;
      scale *= 1000;
    }
    double error = row.error();
    return List.of(
        row.benchmark(),
        row.parameters().isEmpty() ? "-" : row.parameters(),
        String.format(Locale.ROOT, "%.2f", row.nanos() / scale),
        Double.isNaN(error) ? "?" : String.format(Locale.ROOT, "%.2f", error / scale),
        UNITS.get(unit));
  }
}
