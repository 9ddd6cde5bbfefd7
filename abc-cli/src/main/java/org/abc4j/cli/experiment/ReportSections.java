package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.abc4j.report.ExperimentSection;
import org.abc4j.report.PaperComparison;
import org.abc4j.report.PaperComparison.Agreement;
import org.abc4j.report.figure.Axis;
import org.abc4j.report.figure.BarChart;
import org.abc4j.report.figure.PictureSheet;
import org.abc4j.report.figure.Series;
import org.abc4j.report.figure.StripChart;
import org.abc4j.report.figure.ViolinChart;

/** The sections of an ensemble of Table 2, from its tables. */
final class ReportSections {
  /** Samples that appendices D.1 and D.2 show of each ensemble. */
  private static final int SHOWN = 18;

  /** What log10 of a distance loses if values go from 0 to 1 and not from -1 to 1. */
  private static final double HALVED = StrictMath.log10(2);

  /** Ranks by which visual and counterfactual attribution are held against each other. */
  static final Axis SIMILARITY_RANK =
      Axis.linear("similarity rank", "0: most alike of all").between(0, 1);

  static final Axis DISTANCE_RANK =
      Axis.linear("distance rank", "1: farthest of all").between(0, 1);

  static final Axis CORRELATION = Axis.linear("correlation", "").between(-1, 1);
  static final Axis RADIUS = Axis.linear("counterfactual radius", "at 3×256×256");

  private final Study study;
  private final Output results;
  private final StudyPictures pictures;
  private final PaperOrder order;

  ReportSections(Study study, Output results) {
    this.study = study;
    this.results = results;
    this.pictures = new StudyPictures(study);
    this.order = PaperOrder.in(study);
  }

  static NumberTable table(Output results, String name) throws IOException {
    String file = Parts.RESULTS + "/" + name + ".csv";
    return NumberTable.read(
        results.place(file),
        results
            .get(file)
            .orElseThrow(() -> new IOException(file + " is missing, which its stage has made")));
  }

  String name() {
    return study.plan().experiment().name();
  }

  /** Why a number of this run is not quite the paper's. */
  static String scaled(Study study) {
    return "not at the paper's size: scale "
        + study.plan().scale().name()
        + " of "
        + study.plan().kind()
        + " members";
  }

  static boolean isPapersSize(Study study) {
    return !study.plan().isClosedForm()
        && study.plan().scale().equals(ExperimentRegistry.paper().scale("paper"));
  }

  ExperimentSection frechet() throws IOException {
    NumberTable table = table(results, "frechet");
    List<String> models = new ArrayList<>();
    for (int r = 0; r < table.size(); r++) {
      models.add(table.text(r, "model"));
    }
    ExperimentSection section =
        ExperimentSection.of(
                "How well samples are distributed (" + Protocol.FRECHET.figures() + ")")
            .paragraph(
                "Fréchet distances of the ensemble, of a single model trained on everything and of"
                    + " one member, each of "
                    + table.text(0, "samples")
                    + " samples, to "
                    + references(study.plan(), table.text(0, "references"))
                    + ". Features are "
                    + table.text(0, "features")
                    + ", the "
                    + table.text(0, "by")
                    + ", so distances compare models of this page, and not with the paper's,"
                    + " which are by Inception v3."
                    + (table.text(0, "rankDeficient").equals("yes")
                        ? " There are no more samples than features, so covariances are singular"
                            + " and distances far too great."
                        : ""))
            .figure(
                "frechet",
                BarChart.of(
                    "Fréchet distance of " + name(),
                    Axis.linear("Fréchet distance", ""),
                    models,
                    List.of(Series.of("by " + table.text(0, "by"), table.numbers("distance")))));
    for (int r = 0; r < table.size(); r++) {
      if (!table.text(r, "paper").isEmpty()) {
        section =
            section.comparison(
                new PaperComparison(
                    "FID, " + models.get(r),
                    number(table.number(r, "paper")),
                    number(table.number(r, "distance")),
                    Agreement.NOT_COMPARABLE,
                    "other features, and " + scaled(study)));
      }
    }
    return section;
  }

  ExperimentSection differential() throws IOException {
    NumberTable table = table(results, "visual-similarity");
    List<PictureSheet.Entry> entries = new ArrayList<>();
    for (int k = 0; k < Math.min(SHOWN, table.size()); k++) {
      entries.add(
          pictures.besideItem(
              "similarity rank " + number(table.number(k, "visualSimilarityRank")),
              (int) table.number(k, "sample"),
              (int) table.number(k, "nearestItem")));
    }
    return ExperimentSection.of(
            "What differential ablation names (" + Protocol.DIFFERENTIAL.figures() + ")")
        .paragraph(
            "The similarity rank of each sample's first source by differential ablation: 0 where"
                + " nothing looks more like the sample.")
        .figure(
            "visual-similarity",
            ViolinChart.of(
                "Visual similarity rank of the first source",
                SIMILARITY_RANK,
                List.of(Series.of(name(), table.numbers("visualSimilarityRank")))))
        .figure(
            "attributed-by-differential-ablation",
            PictureSheet.of(
                "Samples and what differential ablation attributes them to",
                List.of("sample", "attributed source"),
                entries))
        .comparison(
            order.belowChance(
                "order: mean visual similarity rank of differential ablation's first source",
                table.numbers("visualSimilarityRank")));
  }

  ExperimentSection landscapes() throws IOException {
    NumberTable table = table(results, "landscapes");
    NumberTable summary = table(results, "landscapes-summary");
    List<PictureSheet.Entry> entries = new ArrayList<>();
    for (int k = 0; k < Math.min(SHOWN, table.size()); k++) {
      entries.add(
          pictures.besideItemAndWithout(
              "distance rank " + number(table.number(k, "counterfactualDistanceRank")),
              (int) table.number(k, "sample"),
              (int) table.number(k, "nearestItem"),
              (int) table.number(k, "visuallyFirst")));
    }
    ExperimentSection section =
        ExperimentSection.of(
                "Full counterfactual landscapes (" + Protocol.LANDSCAPES.figures() + ")")
            .paragraph(
                "Every source's counterfactual of "
                    + table.size()
                    + " samples, generated exactly: the distance rank of what looks most alike,"
                    + " how far the farthest counterfactual lies, and how well differential"
                    + " ablation foretells both.")
            .figure(
                "counterfactual-distance-rank",
                StripChart.of(
                    "Counterfactual distance rank of what looks most alike",
                    DISTANCE_RANK,
                    List.of(Series.of(name(), table.numbers("counterfactualDistanceRank")))))
            .figure(
                "radii",
                StripChart.of(
                    "Counterfactual radii",
                    RADIUS,
                    List.of(Series.of(name(), table.numbers("radius")))));
    section = agreement(section, "rank-correlation", "Rank correlation", table, "rankCorrelation");
    section =
        agreement(
            section,
            "pixel-correlation",
            "Median pixel correlation",
            table,
            "medianPixelCorrelation");
    section =
        section.figure(
            "attributed-visually",
            PictureSheet.of(
                "Samples, what looks most alike, and counterfactuals without it",
                List.of("sample", "most alike", "without it"),
                entries));
    section =
        section
            .comparison(
                order.aboveChance(
                    "order: mean counterfactual distance rank of what looks most alike",
                    table.numbers("counterfactualDistanceRank")))
            .comparison(
                order.correlated(
                    "order: mean rank correlation of differential with exact ablation",
                    table.numbers("rankCorrelation")));
    return radius(section, summary);
  }

  private ExperimentSection agreement(
      ExperimentSection section, String file, String what, NumberTable table, String column)
      throws IOException {
    double[] defined = Arrays.stream(table.numbers(column)).filter(v -> !Double.isNaN(v)).toArray();
    return defined.length == 0
        ? section
        : section.figure(
            file,
            StripChart.of(
                what + " of differential with exact ablation",
                CORRELATION,
                List.of(Series.of(name(), defined))));
  }

  /**
   * Not judged: the range of values is as far from what the paper may mean as its numbers differ.
   */
  private ExperimentSection radius(ExperimentSection section, NumberTable summary)
      throws IOException {
    for (int r = 0; r < summary.size(); r++) {
      if (summary.text(r, "of").equals("log10Radius") && !summary.text(r, "paper").isEmpty()) {
        double mean = summary.number(r, "mean");
        section =
            section.comparison(
                new PaperComparison(
                    "mean of log10 of radii",
                    number(summary.number(r, "paper")),
                    Double.isNaN(mean)
                        ? "none, as all radii are 0"
                        : number(mean)
                            + " of values from -1 to 1, "
                            + number(mean - HALVED)
                            + " from 0 to 1",
                    Agreement.NOT_COMPARABLE,
                    "the paper does not say the range of values"
                        + (isPapersSize(study) ? "" : "; " + scaled(study))));
      }
    }
    return section;
  }

  /** What a Fréchet distance is to, and whether the models have seen it. */
  static String references(ExperimentPlan plan, String number) {
    if (plan.scale().standIn()) {
      return number + " made-up images beside the training set";
    }
    Experiment of = plan.experiment();
    Reference to = of.reference();
    String all =
        "all "
            + number
            + " images of "
            + to.dataSet()
            + ", part "
            + to.part().name().toLowerCase(Locale.ROOT);
    if (to.dataSet() != of.dataSet() || to.part() != of.part()) {
      return all + ", which none of the models saw";
    }
    return of.subset() == Subset.ALL || of.subset() == Subset.LANDSCAPES
        ? all + ", which are the training set itself (as in appendix C.1): the models saw them"
        : all + ", which the training set was taken from: the models may have seen them";
  }

  /** Three significant digits. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
