package org.abc4j.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Times of operations as a table of plain text, in the order of the rows. Immutable. */
final class ResultTable {
  private static final List<String> HEADER =
      List.of("benchmark", "parameters", "time/op", "error", "unit");
  private static final Set<String> NUMBERS = Set.of("time/op", "error");

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

  /** The results of a run. */
  static ResultTable of(Collection<RunResult> results) {
    List<Row> rows = new ArrayList<>();
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      Result<?> time = nanos(result);
      rows.add(
          new Row(
              shortName(params.getBenchmark()),
              parameters(params),
              time.getScore(),
              time.getScoreError()));
    }
    return new ResultTable(rows);
  }

  /** The time of an operation; all benchmarks here report its average in ns. */
  static Result<?> nanos(RunResult result) {
    Result<?> time = result.getPrimaryResult();
    if (!time.getScoreUnit().equals("ns/op")) {
      throw new IllegalArgumentException(
          result.getParams().getBenchmark() + " reports " + time.getScoreUnit() + ", not ns/op");
    }
    return time;
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
    TextTable table = new TextTable(HEADER, NUMBERS);
    for (Row row : rows) {
      List<String> cells = new ArrayList<>();
      cells.add(row.benchmark());
      cells.add(row.parameters().isEmpty() ? "-" : row.parameters());
      cells.addAll(TextTable.time(row.nanos(), row.error()));
      table.add(cells);
    }
    return table.format();
  }
}
