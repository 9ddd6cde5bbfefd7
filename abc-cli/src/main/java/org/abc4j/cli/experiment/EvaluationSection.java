package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.evaluation.PlaceboTest;
import org.abc4j.report.ExperimentSection;
import org.abc4j.report.figure.Axis;
import org.abc4j.report.figure.BarChart;
import org.abc4j.report.figure.Series;

/** The section of what an evaluation found beyond the paper. */
final class EvaluationSection {
  private static final double LEVEL = 0.05;

  private final Study study;
  private final Output results;

  EvaluationSection(Study study, Output results) {
    this.study = study;
    this.results = results;
  }

  ExperimentSection section() throws IOException {
    NumberTable means = ReportSections.table(results, "evaluation");
    ExperimentPlan plan = study.plan();
    ExperimentSection section =
        ExperimentSection.of("How well retraining is foretold (beyond the paper)")
            .paragraph(
                "Leave-one-out: the mean over samples of Spearman's correlation, over sources, of"
                    + " what an attribution says with how far the single model's sample moves when"
                    + " it is retrained without the source. Ablation, differential and visual are"
                    + " of the ensemble's sample for the same noise, visual-single is of the single"
                    + " model's own. Whiskers are 95 % of bootstrap draws of samples.")
            .paragraph(
                "Floor: the same of scores drawn at random"
                    + (plan.hasPlaceboFloor()
                        ? ", and of counterfactuals of words that no source holds, dealt to sources"
                            + " at random"
                        : "; there is none of placebos, which takes a reserved word for each of "
                            + plan.sources()
                            + " sources, and this code holds back "
                            + plan.placebos())
                    + "; whiskers are 95 % of draws. p is the share of random draws that reach as"
                    + " much.")
            .paragraph(ceiling());
    section = chart(section, "leave-one-out", EvaluationTable.LEAVE_ONE_OUT, means);
    if (plan.sets() > 0) {
      section =
          section.paragraph(
              "Linear datamodelling: the mean over samples of Spearman's correlation, over "
                  + plan.sets()
                  + " random halves of the sources, of the sum of a half's scores with minus how"
                  + " far the sample moves when the model is fitted to that half alone. Whiskers"
                  + " are 95 % of bootstrap draws of samples and halves together. Retraining is the"
                  + " leave-one-out truth itself, taken for an attribution.");
      section = chart(section, "linear-datamodelling", EvaluationTable.DATAMODELLING, means);
    } else {
      section =
          section.paragraph(
              "No linear datamodelling score: each set of sources would be a training.");
    }
    return costs(
        section.paragraph(
            "No rate of false attributions: to name one of "
                + plan.sources()
                + " sources at "
                + LEVEL
                + " takes "
                + PlaceboTest.placebosNeeded(plan.sources(), LEVEL)
                + " reserved words and this code holds back "
                + plan.placebos()
                + ", and a rate needs planted sources, which this experiment has not."));
  }

  private String ceiling() {
    if (study.plan().isClosedForm()) {
      return "Ceiling: 1 by construction, since members in closed form have no draws and a second"
          + " retraining is the same.";
    }
    return study.plan().isRetrainedAgain()
        ? "Ceiling: the same correlation of a second retraining, with other weights and draws, with"
            + " the first; attainable is its root, what an attribution without any error would"
            + " reach."
        : "No ceiling: scale "
            + study.plan().scale().name()
            + " does not retrain a second time, so how much of what is missing to 1 is the truth's"
            + " own noise is not known.";
  }

  private static ExperimentSection chart(
      ExperimentSection section, String file, String measure, NumberTable means)
      throws IOException {
    List<String> names = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    StringBuilder ps = new StringBuilder();
    for (int r = 0; r < means.size(); r++) {
      double mean = means.number(r, "mean");
      if (!means.text(r, "measure").equals(measure) || Double.isNaN(mean)) {
        continue;
      }
      String kind = means.text(r, "kind");
      names.add(
          kind.equals(EvaluationTable.ATTRIBUTION)
              ? means.text(r, "of")
              : kind + ": " + means.text(r, "of"));
      double low = means.number(r, "low");
      double high = means.number(r, "high");
      // Quantiles of draws need not hold the mean, whiskers must.
      rows.add(
          new double[] {
            mean,
            Double.isNaN(low) ? mean : Math.min(low, mean),
            Double.isNaN(high) ? mean : Math.max(high, mean)
          });
      if (!means.text(r, "pValue").isEmpty()) {
        ps.append(ps.length() == 0 ? "" : ", ")
            .append(means.text(r, "of"))
            .append(' ')
            .append(ReportSections.number(means.number(r, "pValue")));
      }
    }
    Series series =
        Series.of("mean", rows.stream().mapToDouble(row -> row[0]).toArray())
            .between(
                "95 %, where there is an interval",
                rows.stream().mapToDouble(row -> row[1]).toArray(),
                rows.stream().mapToDouble(row -> row[2]).toArray());
    return section
        .figure(
            file,
            BarChart.of(
                "Rank correlation with the truth, " + measure,
                ReportSections.CORRELATION,
                names,
                List.of(series)))
        .paragraph("p against random scores, " + measure + ": " + ps + ".");
  }

  private ExperimentSection costs(ExperimentSection section) throws IOException {
    NumberTable costs = ReportSections.table(results, "evaluation-costs");
    List<String> ways = new ArrayList<>();
    StringBuilder text =
        new StringBuilder(
            "What landscapes of "
                + study.plan().samples(Protocol.RETRAINING)
                + " samples take (appendix A.3), in evaluations of a model for one image at one"
                + " step, tangents counted as evaluations, a training step of an image as three: ");
    for (int r = 0; r < costs.size(); r++) {
      ways.add(costs.text(r, "way"));
      text.append(r == 0 ? "" : "; ")
          .append(costs.text(r, "way"))
          .append(' ')
          .append(costs.text(r, "trainings"))
          .append(study.plan().isClosedForm() ? " fits and " : " trainings and ")
          .append(ReportSections.number(costs.number(r, "evaluations")))
          .append(" evaluations");
      double overtaken = costs.number(r, "overtakenAfter");
      if (!Double.isNaN(overtaken)) {
        text.append(", overtaken by retraining after ")
            .append(ReportSections.number(overtaken))
            .append(" samples");
      }
    }
    return section
        .figure(
            "evaluation-costs",
            BarChart.of(
                "Evaluations by way, " + study.plan().experiment().name(),
                Axis.linear("evaluations", ""),
                ways,
                List.of(
                    Series.of("trainings", costs.numbers("evaluationsOfTrainings")),
                    Series.of("all", costs.numbers("all")))))
        .paragraph(text + ".");
  }
}
