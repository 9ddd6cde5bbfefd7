package org.abc4j.cli.experiment;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.abc4j.evaluation.RadiusRegression;
import org.abc4j.evaluation.protocol.CounterfactualRadii;
import org.abc4j.io.MalformedFileException;
import org.abc4j.report.ExperimentSection;
import org.abc4j.report.PaperComparison;
import org.abc4j.report.PaperComparison.Agreement;
import org.abc4j.report.figure.Axis;
import org.abc4j.report.figure.Series;
import org.abc4j.report.figure.StripChart;
import org.abc4j.report.figure.ViolinChart;

/**
 * Runs of one group by one perceptual metric: its ranks and radii on one axis (Figures 11 to 13)
 * and the regression of radii on sizes of training sets (Figure 14). Metrics of one name whose
 * networks differ, such as classifiers of several data sets, share nothing.
 */
final class PerceptualSummary {
  private final RunGroup group;
  private final String metric;
  private final String sha256;
  private final String slug;

  private PerceptualSummary(RunGroup group, String metric, String sha256, String slug) {
    this.group = group;
    this.metric = metric;
    this.sha256 = sha256;
    this.slug = slug;
  }

  /** A section for each metric that a run of the group has measured by. */
  static List<ExperimentSection> of(RunGroup group) throws IOException {
    Map<List<String>, PlannedMetric> found = new LinkedHashMap<>();
    for (FoundRun run : group.runs()) {
      for (String name : List.of(PerceptualTables.SIMILARITY, PerceptualTables.LANDSCAPES)) {
        if (run.has(name)) {
          NumberTable table = run.table(name);
          for (int r = 0; r < table.size(); r++) {
            PlannedMetric metric = metric(run, name, table, r);
            found.putIfAbsent(List.of(metric.name(), metric.sha256()), metric);
          }
        }
      }
    }
    List<ExperimentSection> sections = new ArrayList<>();
    Set<String> taken = new TreeSet<>();
    for (PlannedMetric one : found.values()) {
      sections.add(
          new PerceptualSummary(
                  group,
                  one.name(),
                  one.sha256(),
                  PerceptualSections.different(one.slug(), taken) + "-" + group.slug())
              .section());
    }
    return sections;
  }

  /** Of a row of a table, which has nothing of the network alone. */
  private static PlannedMetric metric(FoundRun run, String name, NumberTable table, int row)
      throws IOException {
    String sha256 = table.text(row, "sha256");
    try {
      return new PlannedMetric(table.text(row, "metric"), sha256, sha256);
    } catch (IllegalArgumentException none) {
      throw new MalformedFileException(
          run.folder() + "/" + Parts.RESULTS + "/" + name + ".csv",
          "row " + row,
          "name and digest of a metric",
          none.getMessage(),
          none);
    }
  }

  /** A number of a row, of which it is known what it may be. */
  @FunctionalInterface
  private interface Reader {
    double read(NumberTable table, int row) throws IOException;
  }

  private static double similarity(NumberTable table, int row) throws IOException {
    return table.rank(row, "visualSimilarityRank");
  }

  private static double distanceRank(NumberTable table, int row) throws IOException {
    return table.rank(row, "counterfactualDistanceRank");
  }

  private static double radius(NumberTable table, int row) throws IOException {
    return table.distance(row, "radius");
  }

  private double[] values(FoundRun run, String table, Reader reader) throws IOException {
    List<Double> values = new ArrayList<>();
    if (run.has(table)) {
      NumberTable of = run.table(table);
      for (int r = 0; r < of.size(); r++) {
        if (of.text(r, "metric").equals(metric) && of.text(r, "sha256").equals(sha256)) {
          values.add(reader.read(of, r));
        }
      }
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private List<Series> series(String table, Reader reader) throws IOException {
    List<Series> series = new ArrayList<>();
    for (FoundRun run : group.runs()) {
      double[] values = values(run, table, reader);
      if (values.length > 0) {
        series.add(Series.of(run.name(), values));
      }
    }
    return series;
  }

  private ExperimentSection section() throws IOException {
    List<RadiusBySize.Point> points = new ArrayList<>();
    List<String> without = new ArrayList<>();
    for (FoundRun run : group.runs()) {
      double[] radii = values(run, PerceptualTables.LANDSCAPES, PerceptualSummary::radius);
      if (run.hasSize() && radii.length > 0) {
        CounterfactualRadii of = CounterfactualRadii.of(run.images(), radii);
        if (of.zeros() < radii.length) {
          points.add(new RadiusBySize.Point(run, of));
        } else {
          without.add(run.name());
        }
      }
    }
    Map<String, List<RadiusBySize.Point>> lines = RadiusBySize.lines(points);
    List<Series> similarity = series(PerceptualTables.SIMILARITY, PerceptualSummary::similarity);
    List<Series> ranks = series(PerceptualTables.LANDSCAPES, PerceptualSummary::distanceRank);
    List<Series> radii = series(PerceptualTables.LANDSCAPES, PerceptualSummary::radius);
    ExperimentSection section =
        ExperimentSection.of(
                "By "
                    + metric
                    + " ("
                    + figures(!similarity.isEmpty(), !ranks.isEmpty(), !lines.isEmpty())
                    + "): "
                    + group.title())
            .paragraph(
                "Metric "
                    + metric
                    + ", SHA-256 "
                    + sha256
                    + (PaperMetric.named(metric).isPresent()
                        ? ", which has the name of one of the paper's."
                        : ", none of the paper's four."));
    if (!similarity.isEmpty()) {
      section =
          section.figure(
              "similarity-" + slug,
              ViolinChart.of(
                  "Visual similarity rank of the first source, by " + metric,
                  ReportSections.SIMILARITY_RANK,
                  similarity));
    }
    if (!ranks.isEmpty()) {
      section =
          section
              .figure(
                  "distance-rank-" + slug,
                  StripChart.of(
                      "Counterfactual distance rank of what looks most alike by " + metric,
                      ReportSections.DISTANCE_RANK,
                      ranks))
              .figure(
                  "radii-" + slug,
                  StripChart.of(
                      "Counterfactual radii by " + metric,
                      Axis.linear("counterfactual radius", metric),
                      radii));
    }
    if (!without.isEmpty()) {
      section =
          section.paragraph(
              "Left out of lines, as all of their radii are 0: "
                  + String.join(", ", without)
                  + ".");
    }
    if (lines.isEmpty()) {
      return section.paragraph(
          "A line with an error needs "
              + RadiusBySize.LEAST_SIZES
              + " sizes of training sets, found "
              + RadiusBySize.sizes(points)
              + ".");
    }
    for (Map.Entry<String, List<RadiusBySize.Point>> line : lines.entrySet()) {
      section = line(section, line.getKey(), line.getValue());
    }
    return section;
  }

  /** Those that the section has: of a run there is at least one of the first two. */
  private static String figures(boolean similarity, boolean landscapes, boolean lines) {
    if (!landscapes) {
      return "Figure 11";
    }
    return "Figures " + (similarity ? "11, " : "") + (lines ? "12, 13 and 14" : "12 and 13");
  }

  private ExperimentSection line(
      ExperimentSection section, String name, List<RadiusBySize.Point> of) {
    RadiusRegression line =
        CounterfactualRadii.regression(of.stream().map(RadiusBySize.Point::radii).toList());
    Optional<PaperMetric> papers = PaperMetric.named(metric);
    boolean whole = group.isTable2(of.stream().map(RadiusBySize.Point::run).toList());
    return section
        .paragraph(
            RadiusBySize.label(group, name)
                + ": "
                + of.size()
                + " ensembles, "
                + RadiusBySize.words(line)
                + ".")
        .figure(
            "size-" + name + "-" + slug,
            RadiusBySize.chart(
                "Radius by "
                    + metric
                    + " and size of the training set, "
                    + RadiusBySize.label(group, name),
                Axis.logarithmic("radius", metric),
                of))
        .comparison(
            new PaperComparison(
                "p of a slope of 0 by " + metric + ", " + RadiusBySize.label(group, name),
                papers.map(one -> number(one.pValue())).orElse(""),
                ReportSections.number(line.pValue())
                    + ", slope "
                    + RadiusBySize.slope(line)
                    + ", R² "
                    + ReportSections.number(line.rSquared())
                    + ", n = "
                    + line.points(),
                Agreement.NOT_COMPARABLE,
                papers.isEmpty()
                    ? "none of the paper's metrics"
                    : whole
                        ? "the paper prints p without the slope, so no interval says whether they"
                            + " agree; its n is 23"
                        : RadiusBySize.setting(group, of)));
  }

  /** As the paper prints it: 0.02, 0.0002. */
  private static String number(double pValue) {
    return BigDecimal.valueOf(pValue).toPlainString();
  }
}
