package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.abc4j.evaluation.Distribution;
import org.abc4j.evaluation.Proportion;
import org.abc4j.evaluation.protocol.RadiusGallery;
import org.abc4j.report.ExperimentSection;
import org.abc4j.report.PaperComparison;
import org.abc4j.report.PaperComparison.Agreement;
import org.abc4j.report.figure.Axis;
import org.abc4j.report.figure.BarChart;
import org.abc4j.report.figure.HeatChart;
import org.abc4j.report.figure.HistogramChart;
import org.abc4j.report.figure.LandscapeSheet;
import org.abc4j.report.figure.PictureSheet;
import org.abc4j.report.figure.Series;
import org.abc4j.report.figure.ViolinChart;

/** The sections of the ensembles of appendix B.3, from their tables. */
final class BenchmarkSections {
  /** Samples of Figure 6, at quantiles of their radii. */
  private static final int GALLERY = 8;

  /** Counterfactuals of a landscape that is shown whole. */
  private static final int MOST_SHOWN = 400;

  private static final int UNATTRIBUTABLE_SHOWN = 14;
  private static final int TABLE_4 = 8;

  private final Study study;
  private final Output results;
  private final StudyPictures pictures;

  BenchmarkSections(Study study, Output results) {
    this.study = study;
    this.results = results;
    this.pictures = new StudyPictures(study);
  }

  private String name() {
    return study.plan().experiment().name();
  }

  ExperimentSection classes() throws IOException {
    NumberTable table = ReportSections.table(results, "classes");
    ExperimentSection section =
        ExperimentSection.of("Classes with and without them (" + Protocol.CLASSES.figures() + ")")
            .paragraph(
                "How often each class is generated, and how often without it, by ablation of an"
                    + " ensemble and by retraining of a single model, of "
                    + table.text(0, "samples")
                    + " samples each. Classes are told by: "
                    + table.text(0, "by")
                    + ".");
    for (String way : List.of("ablation", "retraining")) {
      List<String> names = new ArrayList<>();
      List<Double> before = new ArrayList<>();
      List<Double> after = new ArrayList<>();
      for (int r = 0; r < table.size(); r++) {
        if (table.text(r, "way").equals(way)) {
          names.add(table.text(r, "name"));
          before.add(table.number(r, "before"));
          after.add(table.number(r, "after"));
        }
      }
      section =
          section.figure(
              "classes-by-" + way,
              BarChart.of(
                  "Frequencies of classes, by " + way,
                  Axis.linear("share of samples", ""),
                  names,
                  List.of(series("with all", before), series("without the class", after))));
    }
    return section;
  }

  private static Series series(String name, List<Double> values) {
    return Series.of(name, values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  ExperimentSection retraining() throws IOException {
    NumberTable ranks = ReportSections.table(results, "retraining-visual-similarity");
    NumberTable overlaps = ReportSections.table(results, "overlaps");
    ExperimentSection section =
        ExperimentSection.of(
                "Ablation beside retraining ("
                    + Protocol.RETRAINING.figures()
                    + Protocol.RETRAINING.perceptual(study.measured())
                    + ")")
            .paragraph(
                "Attribution by ablation is of the ensemble's samples, by retraining of a single"
                    + " model's samples for the same noise; each is held beside what looks like its"
                    + " own sample (visual, visual-single).")
            .figure(
                "retraining-visual-similarity",
                ViolinChart.of(
                    "Visual similarity rank of the first source",
                    ReportSections.SIMILARITY_RANK,
                    List.of(
                        Series.of("ablation", ranks.numbers("ablation")),
                        Series.of("retraining", ranks.numbers("retraining")),
                        Series.of("differential ablation", ranks.numbers("differential")))));
    Set<String> tops = new LinkedHashSet<>();
    for (int r = 0; r < overlaps.size(); r++) {
      tops.add(overlaps.text(r, "k"));
    }
    for (String k : tops) {
      section = section.figure("overlaps-top-" + k, heat(overlaps, k));
    }
    return besidePaper(ordered(section, ranks), overlaps);
  }

  /** Figure 9: differential ablation names what looks alike more than the other two do. */
  private ExperimentSection ordered(ExperimentSection section, NumberTable ranks)
      throws IOException {
    PaperOrder order = PaperOrder.in(study);
    double[] ablation = ranks.numbers("ablation");
    double[] differential = ranks.numbers("differential");
    double[] retraining = ranks.numbers("retraining");
    return section
        .comparison(
            order.below(
                "order: visual similarity rank, differential less retraining",
                differential,
                retraining))
        .comparison(
            order.below(
                "order: visual similarity rank, differential less ablation",
                differential,
                ablation))
        .comparison(order.belowChance("order: mean visual similarity rank, ablation", ablation))
        .comparison(
            order.belowChance("order: mean visual similarity rank, retraining", retraining));
  }

  private static HeatChart heat(NumberTable overlaps, String k) throws IOException {
    List<String> names = new ArrayList<>(new LinkedHashSet<>(names(overlaps, k)));
    double[][] values = new double[names.size()][names.size()];
    for (int r = 0; r < overlaps.size(); r++) {
      if (overlaps.text(r, "k").equals(k)) {
        int a = names.indexOf(overlaps.text(r, "first"));
        int b = names.indexOf(overlaps.text(r, "second"));
        values[a][b] = overlaps.number(r, "intersecting");
        values[b][a] = values[a][b];
        values[a][a] = overlaps.number(r, "samples");
        values[b][b] = values[a][a];
      }
    }
    // As short as can be: the paper's metrics have long names.
    List<String> labels = names.stream().map(name -> name.replace(" by ", ", ")).toList();
    return HeatChart.of(
        "Samples whose first " + k + " sources intersect",
        Axis.linear("samples", ""),
        labels,
        labels,
        values);
  }

  private static List<String> names(NumberTable overlaps, String k) throws IOException {
    List<String> names = new ArrayList<>();
    for (int r = 0; r < overlaps.size(); r++) {
      if (overlaps.text(r, "k").equals(k)) {
        names.add(overlaps.text(r, "first"));
        names.add(overlaps.text(r, "second"));
      }
    }
    return names;
  }

  private ExperimentSection besidePaper(ExperimentSection section, NumberTable overlaps)
      throws IOException {
    for (int r = 0; r < overlaps.size(); r++) {
      if (overlaps.text(r, "paper").isEmpty()) {
        continue;
      }
      int samples = (int) overlaps.number(r, "samples");
      int found = (int) overlaps.number(r, "intersecting");
      String what =
          "top-"
              + TABLE_4
              + " intersections, "
              + overlaps.text(r, "first")
              + " and "
              + overlaps.text(r, "second").replace("-single", "");
      int papers = study.plan().experiment().figures().get(Protocol.RETRAINING);
      Proportion paper = new Proportion((int) overlaps.number(r, "paper"), papers);
      boolean same =
          study.plan().sources() == study.plan().experiment().sources()
              && ReportSections.isPapersSize(study);
      section =
          section.comparison(
              same
                  ? BesidePaper.proportions(what, paper, new Proportion(found, samples))
                  : new PaperComparison(
                      what,
                      paper.successes() + " of " + papers,
                      found
                          + " of "
                          + samples
                          + ", by chance "
                          + ReportSections.number(overlaps.number(r, "expected")),
                      Agreement.NOT_COMPARABLE,
                      ReportSections.scaled(study)));
    }
    return section;
  }

  ExperimentSection radii() throws IOException {
    NumberTable table = ReportSections.table(results, "radii");
    double[] radii = table.numbers("radius");
    int[] farthest = Arrays.stream(table.numbers("farthest")).mapToInt(v -> (int) v).toArray();
    Distribution all = Distribution.of(radii);
    double[] wanted = new double[Math.min(GALLERY, radii.length)];
    for (int q = 0; q < wanted.length; q++) {
      wanted[q] = all.quantile(wanted.length == 1 ? 0.5 : q / (wanted.length - 1.0));
    }
    List<PictureSheet.Entry> entries = new ArrayList<>();
    for (RadiusGallery one : RadiusGallery.choose(radii, farthest, wanted)) {
      entries.add(
          pictures.besideWithout(
              "radius " + ReportSections.number(one.radius()), one.sample(), one.farthest()));
    }
    int least = 0;
    for (int k = 1; k < radii.length; k++) {
      least = radii[k] < radii[least] ? k : least;
    }
    return ExperimentSection.of("Samples of various radii (" + Protocol.RADII.figures() + ")")
        .paragraph(
            "Samples beside their farthest counterfactuals, at quantiles of the radii of "
                + radii.length
                + " samples; and the landscape of the sample with the least radius.")
        .figure(
            "radii",
            HistogramChart.of("Radii of " + name(), ReportSections.RADIUS, "samples", radii))
        .figure(
            "radius-gallery",
            PictureSheet.of(
                "Samples and their farthest counterfactuals",
                List.of("sample", "farthest"),
                entries))
        .figure(
            "landscape",
            LandscapeSheet.of(
                "The landscape of sample " + least,
                pictures.factual(least),
                pictures.landscape(least, MOST_SHOWN)));
  }

  ExperimentSection unattributable() throws IOException {
    NumberTable table = ReportSections.table(results, "unattributable");
    NumberTable summary = ReportSections.table(results, "unattributable-summary");
    List<PictureSheet.Entry> entries = new ArrayList<>();
    for (int k = 0; k < table.size() && entries.size() < UNATTRIBUTABLE_SHOWN; k++) {
      if (table.number(k, "witness") == UnattributableStage.NOBODY) {
        entries.add(pictures.alone("sample " + k, k));
      }
    }
    ExperimentSection section =
        ExperimentSection.of(
                "Truly unattributable samples (" + Protocol.UNATTRIBUTABLE.figures() + ")")
            .paragraph(
                summary.text(0, "unattributable")
                    + " of "
                    + summary.text(0, "samples")
                    + " samples are truly unattributable: made black or white, every"
                    + " counterfactual is the sample itself. Counterfactuals are tried, in groups,"
                    + " until one differs.")
            .figure(
                "tried",
                HistogramChart.of(
                    "Counterfactuals until one differs, " + name(),
                    Axis.linear("Counterfactuals tried", ""),
                    "samples",
                    table.numbers("tried")));
    if (!entries.isEmpty()) {
      section =
          section.figure(
              "unattributable",
              PictureSheet.of("Unattributable samples", List.of("sample"), entries));
    }
    if (summary.text(0, "paper").isEmpty()) {
      return section;
    }
    Proportion paper =
        new Proportion((int) summary.number(0, "paper"), (int) summary.number(0, "paperSamples"));
    Proportion ours =
        new Proportion(
            (int) summary.number(0, "unattributable"), (int) summary.number(0, "samples"));
    return section.comparison(
        ReportSections.isPapersSize(study)
            ? BesidePaper.proportions("unattributable samples", paper, ours)
            : new PaperComparison(
                "share of unattributable samples",
                ReportSections.number(paper.share()),
                ReportSections.number(ours.share()),
                Agreement.NOT_COMPARABLE,
                ReportSections.scaled(study)));
  }
}
