package org.abc4j.cli.experiment;

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
    boolean none = of.count() == 0;
    return table.row(
        name,
        of.count(),
        of.undefined(),
        none ? null : of.mean(),
        of.count() < 2 ? null : of.standardDeviation(),
        none ? null : of.quantile(0.25),
        none ? null : of.median(),
        none ? null : of.quantile(0.75),
        paper);
  }
}
