package org.abc4j.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * Times of kernels and layers beside their scalar twins', with what share they have of the
 * machine's peak. Immutable.
 */
final class KernelTable {
  private static final List<String> HEADER =
      List.of(
          "kernel",
          "time/op",
          "error",
          "unit",
          "GFLOP/s",
          "of peak",
          "scalar",
          "s. unit",
          "scalar/vector");
  private static final Set<String> NUMBERS =
      Set.of("time/op", "error", "GFLOP/s", "of peak", "scalar", "scalar/vector");
  private static final String VECTOR = "vector";
  private static final String SCALAR = "scalar";
  private static final double PERCENT = 100;
  private static final double GIGA = 1e9;

  private final List<Row> rows;
  private final double peak;

  private KernelTable(List<Row> rows, double peak) {
    this.rows = List.copyOf(rows);
    this.peak = peak;
  }

  /**
   * One kernel. Times are in ns; NaN is unknown.
   *
   * @param title what it is called
   * @param operations floating-point operations of a run
   * @param vector time on the Vector API
   * @param error half of its 99.9 % confidence interval
   * @param scalar time of the scalar twin
   */
  record Row(String title, double operations, double vector, double error, double scalar) {
    /** Operations a second, in 10⁹, on the Vector API. */
    double rate() {
      return operations / vector;
    }

    private static Row of(Work work) {
      return new Row(work.title(), work.operations(), Double.NaN, Double.NaN, Double.NaN);
    }

    private Row with(String method, Result<?> time) {
      return switch (method) {
        case VECTOR -> new Row(title, operations, time.getScore(), time.getScoreError(), scalar);
        case SCALAR -> new Row(title, operations, vector, error, time.getScore());
        default ->
            throw new IllegalArgumentException(
                "a kernel is measured by vector or scalar, found " + method);
      };
    }
  }

  /**
   * A table of rows.
   *
   * @param peak floating-point operations a second that the machine can do, NaN for unknown
   */
  static KernelTable ofRows(List<Row> rows, double peak) {
    return new KernelTable(rows, peak);
  }

  /** The results of a run, in the order in which their kernels are declared. */
  static KernelTable of(Collection<RunResult> results, double peak) {
    Map<Work, Row> rows = new LinkedHashMap<>();
    List<Work> all = new ArrayList<>(List.of(KernelWork.values()));
    all.addAll(List.of(NetworkWork.values()));
    all.forEach(work -> rows.put(work, Row.of(work)));
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      String name = params.getBenchmark();
      rows.computeIfPresent(
          work(name, params.getParam("work")),
          (work, row) ->
              row.with(name.substring(name.lastIndexOf('.') + 1), ResultTable.nanos(result)));
    }
    rows.values().removeIf(row -> Double.isNaN(row.vector()) && Double.isNaN(row.scalar()));
    return new KernelTable(new ArrayList<>(rows.values()), peak);
  }

  /** What a benchmark measured, by the full name of its method and its parameter. */
  static Work work(String benchmark, String constant) {
    String type = benchmark.substring(0, benchmark.lastIndexOf('.'));
    if (type.equals(KernelBenchmark.class.getName())) {
      return KernelWork.valueOf(constant);
    }
    if (type.equals(NetworkBenchmark.class.getName())) {
      return NetworkWork.valueOf(constant);
    }
    throw new IllegalArgumentException("nothing counts the operations of " + benchmark);
  }

  String format() {
    TextTable table = new TextTable(HEADER, NUMBERS);
    for (Row row : rows) {
      List<String> cells = new ArrayList<>();
      cells.add(row.title());
      cells.addAll(TextTable.time(row.vector(), row.error()));
      cells.add(TextTable.number(row.rate(), 1));
      String share = TextTable.number(PERCENT * row.rate() * GIGA / peak, 1);
      cells.add(share.equals("?") ? share : share + "%");
      List<String> scalar = TextTable.time(row.scalar(), Double.NaN);
      cells.add(scalar.get(0));
      cells.add(scalar.get(2));
      cells.add(TextTable.number(row.scalar() / row.vector(), 1));
      table.add(cells);
    }
    return table.format();
  }
}
