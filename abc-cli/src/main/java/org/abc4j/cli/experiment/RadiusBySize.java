package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.abc4j.data.DataLayout;
import org.abc4j.evaluation.Interval;
import org.abc4j.evaluation.RadiusRegression;
import org.abc4j.evaluation.protocol.CounterfactualRadii;
import org.abc4j.report.ExperimentSection;
import org.abc4j.report.PaperComparison;
import org.abc4j.report.PaperComparison.Agreement;
import org.abc4j.report.figure.Axis;
import org.abc4j.report.figure.FitChart;
import org.abc4j.report.figure.Points;

/**
 * How radii fall with the size of the training set (section 3.6, right of Figure 7), of runs of one
 * group: a line through all, and one through each data set that has enough sizes.
 *
 * <p>Beside the paper's slope stands the slope of the paper's own means of the same ensembles.
 * Whether they agree is said of all of Table 2 in the paper's setting alone.
 */
final class RadiusBySize {
  private static final double PAPER_SLOPE = -0.20;
  private static final String ALL = "all";
  private static final String PAPER_MEAN = "log10Radius.mean";

  /** The paper's radius at 10⁸ images. */
  private static final double PAPER_FAR_RADIUS = 7;

  private static final double FAR = 1e8;
  private static final double CONFIDENCE = 0.95;

  /** Sizes through which a line has a slope with an error. */
  static final int LEAST_SIZES = 3;

  private final RunGroup group;
  private final List<Point> points;
  private final List<String> without;

  private RadiusBySize(RunGroup group, List<Point> points, List<String> without) {
    this.group = group;
    this.points = points;
    this.without = without;
  }

  /** An ensemble that has radii other than 0. */
  record Point(FoundRun run, CounterfactualRadii radii) {
    double low() {
      return StrictMath.pow(10, radii.log10().mean() - deviation());
    }

    double high() {
      return StrictMath.pow(10, radii.log10().mean() + deviation());
    }

    double middle() {
      return StrictMath.pow(10, radii.log10().mean());
    }

    private double deviation() {
      return radii.log10().count() < 2 ? 0 : radii.log10().standardDeviation();
    }
  }

  /** The section, or none if no ensemble has landscapes. */
  static Optional<ExperimentSection> of(RunGroup group) throws IOException {
    List<Point> points = new ArrayList<>();
    List<String> without = new ArrayList<>();
    for (FoundRun run : group.runs()) {
      if (run.hasSize() && run.has("landscapes")) {
        double[] of = run.table("landscapes").distances("radius");
        CounterfactualRadii radii = CounterfactualRadii.of(run.images(), of);
        if (radii.zeros() < of.length) {
          points.add(new Point(run, radii));
        } else {
          without.add(run.name());
        }
      }
    }
    return points.isEmpty() && without.isEmpty()
        ? Optional.empty()
        : Optional.of(new RadiusBySize(group, points, without).section());
  }

  private ExperimentSection section() throws IOException {
    ExperimentSection section =
        ExperimentSection.of(
            "Radii and sizes of training sets (Figure 7, right): " + group.title());
    if (!without.isEmpty()) {
      section =
          section.paragraph(
              "Left out, as all of their radii are 0: " + String.join(", ", without) + ".");
    }
    Map<String, List<Point>> lines = lines(points);
    if (lines.isEmpty()) {
      return section.paragraph(
          "A line with an error needs "
              + LEAST_SIZES
              + " sizes of training sets, found "
              + sizes(points)
              + ".");
    }
    section =
        section.paragraph(
            "Least squares of the mean of log10 of the radii on log10 of the number of images."
                + (group.isTable2(runs(points))
                    ? ""
                    : " Not the paper's setting, which is its 23 ensembles at full size: slopes"
                        + " are side by side, and whether they agree is not said."));
    for (Map.Entry<String, List<Point>> line : lines.entrySet()) {
      section = line(section, line.getKey(), line.getValue());
    }
    return section;
  }

  /** Of all, and of each data set where there are several. */
  static Map<String, List<Point>> lines(List<Point> points) {
    Map<String, List<Point>> byData = byDataSet(points);
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    if (byData.size() > 1) {
      lines.put(ALL, points);
    }
    lines.putAll(byData);
    lines.values().removeIf(of -> sizes(of) < LEAST_SIZES);
    return lines;
  }

  private static Map<String, List<Point>> byDataSet(List<Point> points) {
    Map<String, List<Point>> byData = new TreeMap<>();
    points.forEach(
        point ->
            byData
                .computeIfAbsent(
                    point.run.plan().experiment().dataSet().text(), none -> new ArrayList<>())
                .add(point));
    return byData;
  }

  static long sizes(List<Point> points) {
    return points.stream().mapToInt(point -> point.run.images()).distinct().count();
  }

  private static List<FoundRun> runs(List<Point> points) {
    return points.stream().map(Point::run).toList();
  }

  private ExperimentSection line(ExperimentSection section, String name, List<Point> of) {
    RadiusRegression line = CounterfactualRadii.regression(of.stream().map(Point::radii).toList());
    boolean whole = group.isTable2(runs(of));
    String setting = setting(group, of);
    ExperimentSection with =
        section
            .paragraph(label(group, name) + ": " + of.size() + " ensembles, " + words(line) + ".")
            .figure(
                "radius-by-size-" + name + "-" + group.slug(),
                chart(
                        "Counterfactual radius by size of the training set, " + label(group, name),
                        Axis.logarithmic("radius", "at 3×256×256"),
                        of)
                    .extrapolatedTo(FAR));
    with =
        with.comparison(
            whole
                ? BesidePaper.slopes("slope, " + label(group, name), paper(of).orElseThrow(), line)
                : new PaperComparison(
                    "slope, " + label(group, name),
                    ReportSections.number(PAPER_SLOPE),
                    slope(line),
                    Agreement.NOT_COMPARABLE,
                    setting));
    Optional<RadiusRegression> papers = whole ? Optional.empty() : paper(of);
    if (papers.isPresent()) {
      with =
          with.comparison(
              new PaperComparison(
                  "slope of the paper's means of these ensembles, " + label(group, name),
                  slope(papers.get()),
                  slope(line),
                  Agreement.NOT_COMPARABLE,
                  setting));
    }
    double far = line.predict(FAR);
    return with.comparison(
        new PaperComparison(
            "radius at 10^8 images, " + label(group, name),
            "around " + ReportSections.number(PAPER_FAR_RADIUS),
            ReportSections.number(far)
                + " of values from -1 to 1, "
                + ReportSections.number(far / 2)
                + " from 0 to 1",
            Agreement.NOT_COMPARABLE,
            whole ? "the paper gives neither an interval nor the range of values" : setting));
  }

  /** Why numbers of some ensembles stand beside the paper's and are not judged. */
  static String setting(RunGroup group, List<Point> of) {
    return (group.isPapersSetting() ? "not the paper's 23: " : "not the paper's setting: ")
        + of.size()
        + " ensembles, "
        + group.title();
  }

  /** What a line is of: names of figures have the data set's alone. */
  static String label(RunGroup group, String name) {
    return name.equals(ALL)
        ? name
        : StandIns.name(group.runs().get(0).plan(), DataLayout.parse(name));
  }

  /** Points of ensembles and the line through them. */
  static FitChart chart(String title, Axis radius, List<Point> of) {
    return FitChart.of(
        title,
        Axis.logarithmic("training set", "images"),
        radius,
        byDataSet(of).entrySet().stream()
            .map(one -> points(StandIns.name(one.getValue().get(0).run().plan()), one.getValue()))
            .toList());
  }

  private static Points points(String name, List<Point> of) {
    return Points.of(
            name,
            of.stream().mapToDouble(point -> point.run.images()).toArray(),
            of.stream().mapToDouble(Point::middle).toArray())
        .between(
            "one standard deviation of the samples' log10 radii",
            of.stream().mapToDouble(Point::low).toArray(),
            of.stream().mapToDouble(Point::high).toArray());
  }

  /** A line as an equation, with how well it fits. */
  static String words(RadiusRegression line) {
    return "log10 radius = "
        + ReportSections.number(line.intercept())
        + (line.slope() < 0 ? " − " : " + ")
        + ReportSections.number(Math.abs(line.slope()))
        + "·log10 N, R² = "
        + ReportSections.number(line.rSquared())
        + ", p = "
        + ReportSections.number(line.pValue());
  }

  static String slope(RadiusRegression line) {
    Interval slope = line.slopeInterval(CONFIDENCE);
    return ReportSections.number(line.slope())
        + " ("
        + ReportSections.number(slope.low())
        + " to "
        + ReportSections.number(slope.high())
        + ")";
  }

  /** The line through the paper's means of the same ensembles, if it has all of them. */
  private static Optional<RadiusRegression> paper(List<Point> of) {
    Map<String, Experiment> table = RunGroup.table2();
    List<Experiment> papers =
        of.stream()
            .map(point -> table.get(point.run.name()))
            .filter(Objects::nonNull)
            .filter(one -> one.paper().containsKey(PAPER_MEAN))
            .toList();
    boolean all = papers.size() == of.size();
    return all && papers.stream().mapToInt(Experiment::items).distinct().count() >= LEAST_SIZES
        ? Optional.of(
            RadiusRegression.ofMeanLog10Radii(
                papers.stream().mapToDouble(Experiment::items).toArray(),
                papers.stream().mapToDouble(one -> one.paper().get(PAPER_MEAN)).toArray()))
        : Optional.empty();
  }
}
