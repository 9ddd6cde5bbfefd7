package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.abc4j.cli.Refusal;
import org.abc4j.evaluation.Interval;
import org.abc4j.evaluation.RadiusRegression;
import org.abc4j.evaluation.protocol.CounterfactualRadii;
import org.abc4j.io.Quoted;
import org.abc4j.report.ExperimentPage;
import org.abc4j.report.ExperimentSection;
import org.abc4j.report.PaperComparison;
import org.abc4j.report.PaperComparison.Agreement;
import org.abc4j.report.figure.Axis;
import org.abc4j.report.figure.Figure;
import org.abc4j.report.figure.FitChart;
import org.abc4j.report.figure.Points;
import org.abc4j.report.figure.Series;
import org.abc4j.report.figure.SizeChart;
import org.abc4j.report.figure.StripChart;
import org.abc4j.report.figure.ViolinChart;

/**
 * The page across experiments: Figures 2, 4, 5, 7 and 8 with all ensembles on one axis, and the
 * regression of radii on sizes of training sets beside the paper's.
 */
public final class ExperimentSummary {
  private static final String FOLDER = "summary";

  /** Slope of the paper's line, and its radius at 10⁸ images. */
  private static final double PAPER_SLOPE = -0.20;

  private static final double PAPER_FAR_RADIUS = 7;
  private static final double FAR = 1e8;
  private static final double CONFIDENCE = 0.95;

  /** Points through which a line has a slope with an error. */
  private static final int LEAST_POINTS = 3;

  private final Map<String, Run> runs;

  private ExperimentSummary(Map<String, Run> runs) {
    this.runs = runs;
  }

  /** A run that has been found. */
  private record Run(ExperimentPlan plan, FolderOutput output) {
    boolean has(String table) throws IOException {
      return output.get(Parts.RESULTS + "/" + table + ".csv").isPresent();
    }

    NumberTable table(String name) throws IOException {
      return ReportSections.table(output, name);
    }

    int size() {
      return plan.items();
    }
  }

  /**
   * Of the runs in a folder.
   *
   * @param folder has a folder of each run
   * @return their summary
   * @throws Refusal if there is none
   * @throws IOException if one cannot be read
   */
  public static ExperimentSummary of(Path folder) throws IOException {
    List<Run> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && ExperimentFolder.is(entry)) {
          found.add(new Run(ExperimentRun.planOf(entry), new FolderOutput(entry)));
        }
      }
    }
    if (found.isEmpty()) {
      throw new Refusal(
          Quoted.of(folder.toString())
              + " has no folder of an experiment in it: run some there first");
    }
    List<String> order = ExperimentRegistry.paper().all().stream().map(Experiment::name).toList();
    found.sort(
        Comparator.comparing(
                (Run run) -> Math.floorMod(order.indexOf(run.plan.experiment().name()), 1 << 20))
            .thenComparing(run -> run.plan.experiment().name()));
    Map<String, Run> runs = new LinkedHashMap<>();
    found.forEach(run -> runs.putIfAbsent(run.plan.experiment().name(), run));
    return new ExperimentSummary(runs);
  }

  /**
   * Writes the page.
   *
   * @param folder the folder of the runs, in which it gets one of its own
   * @return the page
   * @throws IOException if it cannot be written
   */
  public Path write(Path folder) throws IOException {
    ExperimentPage page = ExperimentPage.of("Experiments together");
    for (Run run : runs.values()) {
      page =
          page.fact(
              run.plan.experiment().name(),
              "scale "
                  + run.plan.scale().name()
                  + ", "
                  + run.plan.kind()
                  + ", "
                  + run.plan.sources()
                  + " sources, "
                  + run.size()
                  + " images");
    }
    ExperimentSection section =
        ExperimentSection.of("All ensembles on one axis")
            .paragraph(
                "Ensembles are told apart by name; those of one scale and kind can be compared.");
    section = add(section, "frechet-by-size", frechet());
    section =
        add(section, "visual-similarity", violins("visual-similarity", "visualSimilarityRank"));
    section =
        add(
            section,
            "counterfactual-distance-rank",
            strips(
                "Counterfactual distance rank of what looks most alike",
                ReportSections.RANK,
                "counterfactualDistanceRank"));
    section =
        add(section, "radii", strips("Counterfactual radii", ReportSections.RADIUS, "radius"));
    section =
        add(
            section,
            "rank-correlation",
            strips(
                "Rank correlation of differential with exact ablation",
                ReportSections.CORRELATION,
                "rankCorrelation"));
    page = page.section(section);
    return regression(page).write(folder.resolve(FOLDER));
  }

  private static ExperimentSection add(ExperimentSection to, String name, List<Figure> figure) {
    return figure.isEmpty() ? to : to.figure(name, figure.get(0));
  }

  private List<Figure> frechet() throws IOException {
    Map<String, List<double[]>> points = new TreeMap<>();
    for (Run run : runs.values()) {
      if (run.has("frechet")) {
        NumberTable table = run.table("frechet");
        for (int r = 0; r < table.size(); r++) {
          points
              .computeIfAbsent(
                  run.plan.experiment().dataSet() + ", " + table.text(r, "model"),
                  none -> new ArrayList<>())
              .add(new double[] {run.size(), table.number(r, "distance")});
        }
      }
    }
    return points.isEmpty()
        ? List.of()
        : List.of(
            SizeChart.of(
                "Fréchet distance by size of the training set",
                Axis.linear("Fréchet distance", "means of blocks of pixels"),
                points.entrySet().stream()
                    .map(one -> points(one.getKey(), one.getValue()))
                    .toList()));
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
    for (Map.Entry<String, Run> run : runs.entrySet()) {
      if (run.getValue().has(table)) {
        double[] values = run.getValue().table(table).numbers(column);
        double[] defined = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
        if (defined.length > 0) {
          series.add(Series.of(run.getKey(), defined));
        }
      }
    }
    return series;
  }

  private List<Figure> violins(String table, String column) throws IOException {
    List<Series> series = series(table, column);
    return series.isEmpty()
        ? List.of()
        : List.of(
            ViolinChart.of(
                "Visual similarity rank of the first source by differential ablation",
                ReportSections.RANK,
                series));
  }

  private List<Figure> strips(String title, Axis axis, String column) throws IOException {
    List<Series> series = series("landscapes", column);
    return series.isEmpty() ? List.of() : List.of(StripChart.of(title, axis, series));
  }

  private ExperimentPage regression(ExperimentPage page) throws IOException {
    List<CounterfactualRadii> ensembles = new ArrayList<>();
    Map<String, List<double[]>> points = new TreeMap<>();
    for (Run run : runs.values()) {
      if (run.has("landscapes")) {
        CounterfactualRadii radii =
            CounterfactualRadii.of(run.size(), run.table("landscapes").numbers("radius"));
        if (radii.log10().count() > 0) {
          ensembles.add(radii);
          points
              .computeIfAbsent(run.plan.experiment().dataSet().text(), none -> new ArrayList<>())
              .add(new double[] {run.size(), StrictMath.pow(10, radii.log10().mean())});
        }
      }
    }
    long sizes =
        ensembles.stream().mapToDouble(CounterfactualRadii::trainingSetSize).distinct().count();
    if (sizes < LEAST_POINTS) {
      return page;
    }
    RadiusRegression line = CounterfactualRadii.regression(ensembles);
    Interval slope = line.slopeInterval(CONFIDENCE);
    boolean whole =
        runs.values().stream()
            .filter(run -> run.plan.experiment().table().equals("Table 2"))
            .allMatch(run -> run.plan.scale().name().equals("paper") && !run.plan.isClosedForm());
    String smaller = "ensembles of this page are smaller, or others, than the paper's 23";
    return page.section(
        ExperimentSection.of("Radii and sizes of training sets (Figure 7)")
            .paragraph(
                "Least squares of the mean log10 radius on log10 of the number of images, "
                    + ensembles.size()
                    + " ensembles: "
                    + line)
            .figure(
                "radius-by-size",
                FitChart.of(
                        "Counterfactual radius by size of the training set",
                        Axis.logarithmic("training set", "images"),
                        Axis.logarithmic("radius", "at 3×256×256"),
                        points.entrySet().stream()
                            .map(one -> points(one.getKey(), one.getValue()))
                            .toList())
                    .extrapolatedTo(FAR))
            .comparison(
                whole
                    ? PaperComparison.byInterval(
                        "slope",
                        Double.toString(PAPER_SLOPE),
                        line.slope(),
                        slope.low(),
                        slope.high(),
                        "95 %, of independent ensembles")
                    : new PaperComparison(
                        "slope",
                        ReportSections.number(PAPER_SLOPE),
                        ReportSections.number(line.slope())
                            + " ("
                            + ReportSections.number(slope.low())
                            + " to "
                            + ReportSections.number(slope.high())
                            + ")",
                        Agreement.NOT_COMPARABLE,
                        smaller))
            .comparison(
                new PaperComparison(
                    "radius at 10^8 images",
                    "around " + ReportSections.number(PAPER_FAR_RADIUS),
                    ReportSections.number(line.predict(FAR)),
                    Agreement.NOT_COMPARABLE,
                    whole ? "the paper gives no interval" : smaller)));
  }
}
