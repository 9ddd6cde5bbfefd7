package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abc4j.Execution;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.CostModel;
import org.abc4j.evaluation.protocol.RuntimeAnalysis;
import org.abc4j.evaluation.protocol.RuntimeAnalysis.Way;
import org.abc4j.model.Ablation;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.report.CsvTable;
import org.abc4j.sampling.Sample;

/**
 * How well attributions foretell retraining, beyond the paper: the leave-one-out agreement with its
 * floors and its ceiling, the linear datamodelling score where a fit is no training, and what each
 * way takes (appendix A.3). Landscapes are those of {@link RetrainingStage}.
 */
final class EvaluationStage implements Stage {
  /** A step goes forward, and back for inputs and for weights, each about as dear. */
  private static final double PASSES_OF_A_STEP = 3;

  @Override
  public Protocol protocol() {
    return Protocol.EVALUATION;
  }

  @Override
  public void run(Study study, Parts parts) throws IOException {
    ExperimentPlan plan = study.plan();
    int samples = plan.samples(Protocol.EVALUATION);
    Parts retraining = parts.of(Protocol.RETRAINING);
    int all = plan.samples(Protocol.RETRAINING);
    List<NumberTable> ablated = RetrainingStage.ablated(study, retraining, all);
    double[][] truth =
        Arrays.copyOf(RetrainingStage.retrained(study, retraining, all), samples, double[][].class);
    KeptSamples whole = RetrainingStage.single(study, retraining, all);
    List<NumberTable> single = visualSingle(study, parts, whole, samples);
    Map<String, double[][]> scores = new LinkedHashMap<>();
    for (String way : List.of("ablation", "differential", "visual", "visual-single")) {
      scores.put(way, new double[samples][]);
    }
    for (int k = 0; k < samples; k++) {
      scores.get("ablation")[k] = ablated.get(k).numbers("exact");
      scores.get("differential")[k] = ablated.get(k).numbers("differential");
      // The nearest is the most responsible.
      scores.get("visual")[k] = negated(ablated.get(k).numbers("visual"));
      scores.get("visual-single")[k] = negated(single.get(k).numbers("distance"));
    }
    EvaluationTable table = new EvaluationTable(study, samples);
    table.leaveOneOut(scores, truth);
    if (plan.hasPlaceboFloor()) {
      table.placebos(placebos(study, parts, samples), truth);
    }
    if (plan.isRetrainedAgain()) {
      table.ceiling(
          truth,
          RetrainingStage.retrained(
              study,
              parts,
              "again-without-",
              samples,
              new KeptSamples(study, parts, "single-again", study.world().singleAgain(), samples),
              study.world()::withoutAgain));
    } else if (plan.isClosedForm()) {
      table.ceilingOfFits();
    }
    if (plan.sets() > 0) {
      List<BitSet> kept = halves(study);
      scores.put("retraining", truth);
      table.datamodelling(scores, kept, measured(study, parts, whole, samples, kept));
    }
    parts.result("evaluation", table.means());
    parts.result("evaluation-samples", table.samples());
    parts.result("evaluation-costs", costs(plan));
  }

  private static double[] negated(double[] values) {
    return Arrays.stream(values).map(value -> -value).toArray();
  }

  /** What looks like the single model's own samples, whose distances the truth is of. */
  private static List<NumberTable> visualSingle(
      Study study, Parts parts, KeptSamples single, int samples) throws IOException {
    VisualAttributor visual = study.visual();
    PartForm form = study.formBySource().distance("distance");
    return parts.tables(
        "visual-single",
        form,
        samples,
        1,
        (from, count, execution) -> {
          VisualAttribution seen = visual.attribute(single.images(from, 1).row(0));
          CsvTable table = form.table();
          for (int s = 0; s < seen.sources(); s++) {
            table.row(s, seen.distance(s));
          }
          return table;
        });
  }

  /** Distances of the counterfactuals of words that no source holds. */
  private static double[][] placebos(Study study, Parts parts, int samples) throws IOException {
    PartForm form = PartForm.ofOneItem("placebo", study.plan().placebos()).distance("distance");
    List<NumberTable> tables =
        parts.tables(
            "placebos",
            form,
            samples,
            1,
            (from, count, execution) -> {
              Sample sample = study.sample(study.world().ensemble(), from);
              return placebos(study, form.table(), sample, execution);
            });
    double[][] distances = new double[samples][];
    for (int k = 0; k < samples; k++) {
      distances[k] = tables.get(k).numbers("distance");
    }
    return distances;
  }

  private static CsvTable placebos(
      Study study, CsvTable table, Sample sample, Execution execution) {
    CodeAssignment code = study.world().code();
    Distance distance = study.distance();
    ExactCounterfactuals counterfactuals =
        ExactCounterfactuals.of(sample).with(execution).decodedBy(study.codec());
    float[] factual = counterfactuals.factual();
    counterfactuals.forEach(
        study.plan().placebos(),
        word -> Ablation.ofMembers(code.reservedWord(word)),
        (word, ablation, image) ->
            table.row(
                word, study.scaled(distance.between(factual, image, counterfactuals.shape()))));
    return table;
  }

  /** Halves of the sources, drawn independently of each other. */
  private static List<BitSet> halves(Study study) {
    int sources = (int) study.world().code().sources().count();
    CounterRandom random = CounterRandom.of(study.plan().scale().seed(), Purpose.SOURCE_SETS);
    List<BitSet> halves = new ArrayList<>();
    for (int set = 0; set < study.plan().sets(); set++) {
      BitSet half = new BitSet(sources);
      int[] order = random.order(set, 0, sources);
      for (int s = 0; s < (sources + 1) / 2; s++) {
        half.set(order[s]);
      }
      halves.add(half);
    }
    return halves;
  }

  /** For each sample and set, minus the distance from the single model's sample to its fit's. */
  private static double[][] measured(
      Study study, Parts parts, KeptSamples single, int samples, List<BitSet> kept)
      throws IOException {
    double[][] measured =
        RetrainingStage.distances(
            study,
            parts,
            "half-",
            samples,
            single,
            kept.size(),
            set -> study.world().fittedTo(kept.get((int) set)));
    for (double[] one : measured) {
      Arrays.setAll(one, set -> -one[set]);
    }
    return measured;
  }

  /** Counts by the three ways; weighed in evaluations, which no clock has to measure. */
  private static CsvTable costs(ExperimentPlan plan) {
    int samples = plan.samples(Protocol.RETRAINING);
    RuntimeAnalysis analysis =
        RuntimeAnalysis.of(
            new CostModel(
                plan.sources(),
                plan.experiment().members(),
                plan.experiment().weight(),
                samples,
                plan.sampler().steps()),
            plan.isClosedForm()
                ? 0
                : PASSES_OF_A_STEP * plan.training().steps() * plan.training().batchSize(),
            1);
    CsvTable table =
        NumberTable.of(
            "way", "trainings", "evaluations", "evaluationsOfTrainings", "all", "overtakenAfter");
    for (Way way : Way.values()) {
      CostModel.Cost cost = analysis.cost(way);
      var overtaken = analysis.crossover(Way.RETRAINING, way);
      table.row(
          way.name().toLowerCase(Locale.ROOT).replace('_', ' '),
          cost.trainings(),
          cost.passes(),
          analysis.trainingSeconds(way),
          analysis.totalSeconds(way),
          overtaken.isPresent() ? overtaken.getAsDouble() : null);
    }
    return table;
  }
}
