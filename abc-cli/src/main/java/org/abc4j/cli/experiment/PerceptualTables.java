package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.List;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.evaluation.Distribution;
import org.abc4j.evaluation.protocol.RankOfTop;
import org.abc4j.report.CsvTable;

/**
 * Results of stages by perceptual metrics (appendices C.3 to C.6): none where there is no metric.
 * Each row says which metric it is of, as rows of several runs are put together.
 */
final class PerceptualTables {
  /** Names of tables; their summaries end with {@code -summary}. */
  static final String SIMILARITY = "visual-similarity-by-metrics";

  static final String LANDSCAPES = "landscapes-by-metrics";
  static final String RETRAINING = "retraining-visual-similarity-by-metrics";

  /** All tables of metrics, which a stage makes only if there are any. */
  static final List<String> ALL = List.of(SIMILARITY, LANDSCAPES, RETRAINING);

  /** Ends the names of their summaries. */
  static final String SUMMARY = "-summary";

  private static final String RANK = "visualSimilarityRank";

  private final Study study;
  private final Parts parts;

  PerceptualTables(Study study, Parts parts) {
    this.study = study;
    this.parts = parts;
  }

  /** Where what differential ablation puts first stands by each metric (Figure 11). */
  void differential(NumberTable found) throws IOException {
    CsvTable table = NumberTable.of("metric", "sha256", "sample", "top", RANK, "nearestItem");
    CsvTable summary = Summaries.table();
    for (PlannedMetric metric : study.measured()) {
      double[] ranks = found.numbers(PerceptualColumns.by(RANK, metric.name()));
      double[] items = found.numbers(PerceptualColumns.by("nearestItem", metric.name()));
      for (int r = 0; r < found.size(); r++) {
        table.row(
            metric.name(),
            metric.sha256(),
            (int) found.number(r, "sample"),
            (int) found.number(r, "top"),
            ranks[r],
            (int) items[r]);
      }
      Summaries.add(
          summary, PerceptualColumns.by(RANK, metric.name()), Distribution.of(ranks), null);
    }
    put(SIMILARITY, table, summary);
  }

  /**
   * Radii by each metric (Figure 13), and where what looks most alike by it stands among
   * counterfactuals by Euclidean distance, as the paper has it (Figure 12).
   */
  void landscapes(List<NumberTable> landscapes) throws IOException {
    CsvTable table =
        NumberTable.of(
            "metric",
            "sha256",
            "sample",
            "radius",
            "farthest",
            "visuallyFirst",
            "nearestItem",
            "counterfactualDistanceRank");
    CsvTable summary = Summaries.table();
    for (PlannedMetric metric : study.measured()) {
      double[] radii = new double[landscapes.size()];
      double[] ranks = new double[landscapes.size()];
      for (int k = 0; k < radii.length; k++) {
        NumberTable of = landscapes.get(k);
        Landscape exact = PerceptualColumns.exact(of, metric.name());
        VisualAttribution seen = PerceptualColumns.seen(of, metric.name());
        int first = seen.top(1)[0];
        radii[k] = exact.radius();
        ranks[k] = RankOfTop.counterfactualDistance(seen, Landscape.of(of.numbers("exact")));
        table.row(
            metric.name(),
            metric.sha256(),
            k,
            radii[k],
            exact.top(1)[0],
            first,
            seen.nearestItem(first),
            ranks[k]);
      }
      String name = metric.name();
      Summaries.add(summary, PerceptualColumns.by("radius", name), radii, null);
      Summaries.add(
          summary, PerceptualColumns.by("log10Radius", name), Summaries.log10(radii), null);
      Summaries.add(
          summary,
          PerceptualColumns.by("counterfactualDistanceRank", name),
          Distribution.of(ranks),
          null);
    }
    put(LANDSCAPES, table, summary);
  }

  /**
   * Where what each way puts first stands by each metric (Figure 9).
   *
   * @param ranks for each metric and way, of each sample
   */
  void retraining(List<String> ways, double[][][] ranks) throws IOException {
    CsvTable table = NumberTable.of("metric", "sha256", "way", "sample", RANK);
    CsvTable summary = Summaries.table();
    for (int m = 0; m < ranks.length; m++) {
      PlannedMetric metric = study.measured().get(m);
      for (int w = 0; w < ways.size(); w++) {
        for (int k = 0; k < ranks[m][w].length; k++) {
          table.row(metric.name(), metric.sha256(), ways.get(w), k, ranks[m][w][k]);
        }
        Summaries.add(
            summary,
            PerceptualColumns.by(ways.get(w), metric.name()),
            Distribution.of(ranks[m][w]),
            null);
      }
    }
    put(RETRAINING, table, summary);
  }

  private void put(String name, CsvTable table, CsvTable summary) throws IOException {
    if (!study.metrics().isEmpty()) {
      parts.result(name, table);
      parts.result(name + SUMMARY, summary);
    }
  }
}
