package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.abc4j.report.ExperimentSection;
import org.abc4j.report.figure.Axis;
import org.abc4j.report.figure.Series;
import org.abc4j.report.figure.StripChart;
import org.abc4j.report.figure.ViolinChart;

/** The sections of a run by perceptual metrics, from its tables; none of a run without metrics. */
final class PerceptualSections {
  private final Study study;
  private final Output results;

  PerceptualSections(Study study, Output results) {
    this.study = study;
    this.results = results;
  }

  /** What a protocol has by metrics. */
  Optional<ExperimentSection> of(Protocol protocol) throws IOException {
    if (study.metrics().isEmpty()) {
      return Optional.empty();
    }
    return switch (protocol) {
      case DIFFERENTIAL -> Optional.of(differential());
      case LANDSCAPES -> Optional.of(landscapes());
      case RETRAINING -> Optional.of(retraining());
      default -> Optional.empty();
    };
  }

  /** Of values by metric; {@code also} tells rows of one metric apart. */
  private static double[] values(NumberTable table, String metric, String column, String... also)
      throws IOException {
    List<Double> values = new ArrayList<>();
    for (int r = 0; r < table.size(); r++) {
      if (table.text(r, "metric").equals(metric)
          && (also.length == 0 || table.text(r, also[0]).equals(also[1]))) {
        values.add(table.number(r, column));
      }
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private List<Series> series(NumberTable table, String column) throws IOException {
    List<Series> series = new ArrayList<>();
    for (StudyMetric metric : study.metrics()) {
      series.add(Series.of(metric.name(), values(table, metric.name(), column)));
    }
    return series;
  }

  private ExperimentSection section(String heading, Protocol protocol, String text) {
    return ExperimentSection.of(
            heading
                + " ("
                + protocol.perceptualFigures()
                + ", by "
                + String.join(", ", study.metrics().stream().map(StudyMetric::name).toList())
                + ")")
        .paragraph(text + " " + said(study.measured()));
  }

  /** Whose metrics they are. */
  static String said(List<PlannedMetric> metrics) {
    List<String> others =
        metrics.stream()
            .filter(metric -> metric.paper().isEmpty())
            .map(PlannedMetric::name)
            .toList();
    return "Metrics: "
        + String.join(", ", metrics.stream().map(PlannedMetric::text).toList())
        + ". "
        + (others.isEmpty()
            ? "They have the names of the paper's; whether their networks are, digests say."
            : "None of the paper's four: " + String.join(", ", others) + ".");
  }

  private ExperimentSection differential() throws IOException {
    NumberTable table = ReportSections.table(results, PerceptualTables.SIMILARITY);
    return section(
            "What differential ablation names, by perceptual metrics",
            Protocol.DIFFERENTIAL,
            "The similarity rank of each sample's first source in other metrics. The"
                + " source is named by Euclidean distance, as in the paper.")
        .figure(
            PerceptualTables.SIMILARITY,
            ViolinChart.of(
                "Visual similarity rank of the first source, by metric",
                ReportSections.SIMILARITY_RANK,
                series(table, "visualSimilarityRank")));
  }

  private ExperimentSection landscapes() throws IOException {
    NumberTable table = ReportSections.table(results, PerceptualTables.LANDSCAPES);
    ExperimentSection section =
        section(
                "Counterfactual landscapes by perceptual metrics",
                Protocol.LANDSCAPES,
                "The distance rank, by Euclidean distance as in the paper, of what looks most alike by"
                    + " a metric; and how far the farthest counterfactual lies, by the metric"
                    + " itself.")
            .figure(
                "counterfactual-distance-rank-by-metrics",
                StripChart.of(
                    "Counterfactual distance rank of what looks most alike, by metric",
                    ReportSections.DISTANCE_RANK,
                    series(table, "counterfactualDistanceRank")));
    Set<String> taken = new TreeSet<>();
    for (StudyMetric metric : study.metrics()) {
      section =
          section.figure(
              different("radii-by-" + metric.planned().slug(), taken),
              StripChart.of(
                  "Counterfactual radii by " + metric.name(),
                  Axis.linear("counterfactual radius", metric.name()),
                  List.of(
                      Series.of(
                          study.plan().experiment().name(),
                          values(table, metric.name(), "radius")))));
    }
    return section;
  }

  private ExperimentSection retraining() throws IOException {
    NumberTable table = ReportSections.table(results, PerceptualTables.RETRAINING);
    List<Series> series = new ArrayList<>();
    for (StudyMetric metric : study.metrics()) {
      for (String way : List.of("ablation", "retraining", "differential")) {
        series.add(
            Series.of(
                way + ", " + metric.name(),
                values(table, metric.name(), "visualSimilarityRank", "way", way)));
      }
    }
    return section(
            "Ablation beside retraining, by perceptual metrics",
            Protocol.RETRAINING,
            "The similarity rank of each sample's first source in other metrics."
                + " Intersections of all ways by all metrics, and the paper's numbers of theirs,"
                + " are in the section above.")
        .figure(
            PerceptualTables.RETRAINING,
            ViolinChart.of(
                "Visual similarity rank of the first source, by way and metric",
                ReportSections.SIMILARITY_RANK,
                series));
  }

  /** A name that is not taken yet, which it then is. */
  static String different(String name, Set<String> taken) {
    String found = name;
    for (int number = 2; !taken.add(found); number++) {
      found = name + "-" + number;
    }
    return found;
  }
}
