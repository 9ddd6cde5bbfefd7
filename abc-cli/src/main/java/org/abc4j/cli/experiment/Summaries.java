package org.abc4j.cli.experiment;

import java.util.Arrays;
import org.abc4j.evaluation.Distribution;
import org.abc4j.report.CsvTable;

/** Tables of what distributions are like. */
final class Summaries {
  private Summaries() {}

  static CsvTable table() {
    return NumberTable.of(
        "of",
        "count",
        "undefined",
        "mean",
        "deviation",
        "lowerQuartile",
        "median",
        "upperQuartile",
        "paper");
  }

  static CsvTable of(String name, Distribution distribution) {
    return add(table(), name, distribution, null);
  }

  static CsvTable add(CsvTable table, String name, Distribution of, Double paper) {
    return table.row(
        name,
        of.count(),
        of.undefined(),
        of.mean(),
        of.count() < 2 ? null : of.standardDeviation(),
        of.quantile(0.25),
        of.median(),
        of.quantile(0.75),
        paper);
  }

  /** Of values that may be NaN, all of them too: such a row says how many are undefined. */
  static CsvTable add(CsvTable table, String name, double[] values, Double paper) {
    return Arrays.stream(values).allMatch(Double::isNaN)
        ? table.row(name, 0, values.length, null, null, null, null, null, paper)
        : add(table, name, Distribution.ofDefined(values), paper);
  }

  /** The logarithms of radii, NaN of those that are 0. */
  static double[] log10(double... radii) {
    return Arrays.stream(radii).map(r -> r > 0 ? StrictMath.log10(r) : Double.NaN).toArray();
  }
}
