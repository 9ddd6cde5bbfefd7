package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.abc4j.data.DataLayout;
import org.abc4j.report.ExperimentSection;
import org.abc4j.report.figure.Axis;
import org.abc4j.report.figure.Points;
import org.abc4j.report.figure.Series;
import org.abc4j.report.figure.SizeChart;
import org.abc4j.report.figure.StripChart;
import org.abc4j.report.figure.ViolinChart;

/**
 * Runs of one scale and one kind of members, no experiment twice: the only ones whose numbers can
 * share an axis or a regression. Immutable.
 *
 * @param title what they have in common
 * @param slug the same, for names of figures
 * @param runs the runs
 */
record RunGroup(String title, String slug, List<FoundRun> runs) {

  /** The paper's setting, or not. */
  boolean isPapersSetting() {
    ExperimentPlan plan = runs.get(0).plan();
    return plan.kind() == MemberKind.UNET
        && plan.scale().equals(ExperimentRegistry.paper().scale("paper"));
  }

  /** Whether some runs are all 23 of Table 2, in the paper's setting, and nothing else. */
  boolean isTable2(List<FoundRun> some) {
    Set<Experiment> table = new HashSet<>(table2().values());
    return isPapersSetting()
        && some.size() == table.size()
        && some.stream()
            .map(run -> run.plan().experiment())
            .collect(Collectors.toSet())
            .equals(table);
  }

  /** The rows of Table 2 by name. */
  static Map<String, Experiment> table2() {
    return ExperimentRegistry.paper().all().stream()
        .filter(one -> one.table().equals("Table 2"))
        .collect(Collectors.toMap(Experiment::name, one -> one));
  }

  /** Figures 2, 4, 5, 7 left and 8, as far as there are tables for them. */
  ExperimentSection together() throws IOException {
    ExperimentSection section = ExperimentSection.of("All ensembles on one axis: " + title);
    section = unfinished(section);
    List<String> unsized = new ArrayList<>();
    for (FoundRun run : runs) {
      if (!run.hasSize() && run.hasResults()) {
        unsized.add(run.name());
      }
    }
    if (!unsized.isEmpty()) {
      section =
          section.paragraph(
              "Not in figures by size, as their folders do not say how many images they had:"
                  + " run these again: "
                  + String.join(", ", unsized)
                  + ".");
    }
    section = frechet(section);
    List<Series> ranks = series("visual-similarity", "visualSimilarityRank");
    if (!ranks.isEmpty()) {
      section =
          section.figure(
              "visual-similarity-" + slug,
              ViolinChart.of(
                  "Visual similarity rank of the first source by differential ablation",
                  ReportSections.SIMILARITY_RANK,
                  ranks));
    }
    section =
        strip(
            section,
            "counterfactual-distance-rank",
            "Counterfactual distance rank of what looks most alike",
            ReportSections.DISTANCE_RANK,
            "counterfactualDistanceRank");
    section = strip(section, "radii", "Counterfactual radii", ReportSections.RADIUS, "radius");
    return strip(
        section,
        "rank-correlation",
        "Rank correlation of differential with exact ablation",
        ReportSections.CORRELATION,
        "rankCorrelation");
  }

  /** A section without figures says what they would be of, and what makes it. */
  private ExperimentSection unfinished(ExperimentSection section) throws IOException {
    List<String> without = new ArrayList<>();
    boolean drawn = false;
    for (FoundRun run : runs) {
      if (!run.hasResults()) {
        without.add(run.folder());
      }
      drawn |= run.has("frechet") || run.has("visual-similarity") || run.has("landscapes");
    }
    ExperimentSection with = section;
    if (!without.isEmpty()) {
      with =
          with.paragraph(
              "No numbers yet in "
                  + String.join(", ", without)
                  + ": abc experiment run, with the name, scale and members of each and its folder"
                  + " as --out, makes them or goes on; then abc experiment report makes this page"
                  + " again.");
    }
    return drawn || without.size() == runs.size()
        ? with
        : with.paragraph(
            "Nothing to draw together: figures here are of the ensembles of Table 2. The figures of "
                + String.join(", ", runs.stream().map(FoundRun::name).toList())
                + " are on their own pages, report/index.html in their folders.");
  }

  /** A chart for each data set, and for each kind of features, which have axes of their own. */
  private ExperimentSection frechet(ExperimentSection section) throws IOException {
    Map<DataLayout, Map<String, Map<String, List<double[]>>>> all = new TreeMap<>();
    for (FoundRun run : runs) {
      if (run.hasSize() && run.has("frechet")) {
        NumberTable table = run.table("frechet");
        for (int r = 0; r < table.size(); r++) {
          all.computeIfAbsent(run.plan().experiment().dataSet(), none -> new TreeMap<>())
              .computeIfAbsent(
                  table.text(r, "features") + " features: " + table.text(r, "by"),
                  none -> new TreeMap<>())
              .computeIfAbsent(table.text(r, "model") + kind(run), none -> new ArrayList<>())
              .add(new double[] {run.images(), table.finite(r, "distance")});
        }
      }
    }
    for (Map.Entry<DataLayout, Map<String, Map<String, List<double[]>>>> data : all.entrySet()) {
      section = frechet(section, data.getKey(), data.getValue());
    }
    return section;
  }

  /** What tells ensembles of one data set apart that no line is to join. */
  private static String kind(FoundRun run) {
    Experiment of = run.plan().experiment();
    return (of.space() == Space.PIXEL ? "" : ", " + of.space())
        + (of.subset() == Subset.LANDSCAPES ? ", " + of.subset() : "");
  }

  private ExperimentSection frechet(
      ExperimentSection section, DataLayout data, Map<String, Map<String, List<double[]>>> of) {
    int number = 0;
    for (Map.Entry<String, Map<String, List<double[]>>> one : of.entrySet()) {
      String file = "frechet-by-size-" + slug + "-" + data;
      section =
          section.figure(
              file + (number++ == 0 ? "" : "-" + number),
              SizeChart.of(
                  "Fréchet distance by size of the training set, "
                      + StandIns.name(runs.get(0).plan(), data)
                      + ", by "
                      + one.getKey(),
                  Axis.linear("Fréchet distance", ""),
                  one.getValue().entrySet().stream()
                      .map(points -> points(points.getKey(), points.getValue()))
                      .toList()));
    }
    return section;
  }

  private static Points points(String name, List<double[]> of) {
    of.sort(Comparator.comparingDouble(point -> point[0]));
    return Points.of(
        name,
        of.stream().mapToDouble(point -> point[0]).toArray(),
        of.stream().mapToDouble(point -> point[1]).toArray());
  }

  private List<Series> series(String table, String column) throws IOException {
    List<Series> series = new ArrayList<>();
    for (FoundRun run : runs) {
      if (run.has(table)) {
        double[] values = run.table(table).numbers(column);
        double[] defined = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
        if (defined.length > 0) {
          series.add(Series.of(run.name(), defined));
        }
      }
    }
    return series;
  }

  private ExperimentSection strip(
      ExperimentSection section, String figure, String title, Axis axis, String column)
      throws IOException {
    List<Series> series = series("landscapes", column);
    return series.isEmpty()
        ? section
        : section.figure(figure + "-" + slug, StripChart.of(title, axis, series));
  }
}
