package org.abc4j.cli.experiment;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.abc4j.attribution.Landscape;
import org.abc4j.evaluation.Bootstrap;
import org.abc4j.evaluation.Correlation;
import org.abc4j.evaluation.Interval;
import org.abc4j.evaluation.LinearDatamodellingScore;
import org.abc4j.evaluation.protocol.AttributionFloor;
import org.abc4j.evaluation.protocol.LeaveOneOutAgreement;
import org.abc4j.evaluation.protocol.LinearDatamodellingStudy;
import org.abc4j.evaluation.protocol.NoiseCeiling;
import org.abc4j.report.CsvTable;

/** The numbers of an evaluation, from scores of sources and what is taken for true. */
final class EvaluationTable {
  static final String LEAVE_ONE_OUT = "leave-one-out";
  static final String DATAMODELLING = "linear datamodelling";
  static final String ATTRIBUTION = "attribution";
  static final String FLOOR = "floor";
  static final String CEILING = "ceiling";

  private static final double CONFIDENCE = 0.95;
  private static final double TAIL = (1 - CONFIDENCE) / 2;

  private final int samples;
  private final int draws;
  private final long seed;
  private final Bootstrap bootstrap;
  private final CsvTable means =
      NumberTable.of(
          "measure", "kind", "of", "samples", "undefined", "mean", "low", "high", "pValue");
  private final Map<String, double[]> bySample = new LinkedHashMap<>();

  EvaluationTable(Study study, int samples) {
    this.samples = samples;
    this.draws = study.plan().scale().evaluation().draws();
    this.seed = study.plan().scale().seed();
    this.bootstrap = Bootstrap.seeded(seed).withDraws(draws).with(study.execution());
  }

  /** Rows of each attribution, and before them that of scores that know nothing. */
  void leaveOneOut(Map<String, double[][]> scores, double[][] truth) {
    int sources = truth[0].length;
    AttributionFloor floor =
        floor(
            truth,
            (k, measure) -> AttributionFloor.random(sources, measure, draws, seed, k),
            "random scores");
    for (Map.Entry<String, double[][]> one : scores.entrySet()) {
      List<Correlation> correlations = new ArrayList<>();
      for (int k = 0; k < samples; k++) {
        correlations.add(
            LeaveOneOutAgreement.correlation(one.getValue()[k], Landscape.of(truth[k])));
      }
      String name = one.getKey();
      bySample.put(LEAVE_ONE_OUT + ", " + name, coefficients(correlations));
      if (undefined(correlations) == samples) {
        means.row(LEAVE_ONE_OUT, ATTRIBUTION, name, 0, samples, null, null, null, null);
        continue;
      }
      LeaveOneOutAgreement agreement = LeaveOneOutAgreement.of(correlations);
      Interval interval = agreement.interval(CONFIDENCE, bootstrap);
      means.row(
          LEAVE_ONE_OUT,
          ATTRIBUTION,
          name,
          agreement.correlations().count(),
          undefined(correlations),
          agreement.mean(),
          interval.low(),
          interval.high(),
          floor.pValue(agreement.mean()));
    }
  }

  /** A row of placebos that are dealt to sources. */
  void placebos(double[][] distances, double[][] truth) {
    floor(
        truth,
        (k, measure) ->
            AttributionFloor.placebos(distances[k], truth[k].length, measure, draws, seed, k),
        "placebo words");
  }

  private interface Draws {
    AttributionFloor of(int sample, ToDoubleFunction<double[]> measure);
  }

  /** Where nothing is ordered nothing is foretold: that counts as 0. */
  private AttributionFloor floor(double[][] truth, Draws floors, String name) {
    List<AttributionFloor> all = new ArrayList<>();
    for (int k = 0; k < samples; k++) {
      Landscape of = Landscape.of(truth[k]);
      all.add(
          floors.of(
              k, scores -> defined(LeaveOneOutAgreement.correlation(scores, of).coefficient())));
    }
    AttributionFloor floor = AttributionFloor.ofMean(all);
    means.row(
        LEAVE_ONE_OUT,
        FLOOR,
        name,
        samples,
        0,
        floor.values().mean(),
        floor.values().quantile(TAIL),
        floor.values().quantile(1 - TAIL),
        null);
    return floor;
  }

  private static double defined(double coefficient) {
    return Double.isNaN(coefficient) ? 0 : coefficient;
  }

  /** A row of another retraining by other draws. */
  void ceiling(double[][] truth, double[][] again) {
    List<Correlation> reliabilities = new ArrayList<>();
    for (int k = 0; k < samples; k++) {
      reliabilities.add(NoiseCeiling.reliability(Landscape.of(truth[k]), Landscape.of(again[k])));
    }
    bySample.put(LEAVE_ONE_OUT + ", retraining again", coefficients(reliabilities));
    if (undefined(reliabilities) == samples) {
      means.row(LEAVE_ONE_OUT, CEILING, "retraining again", 0, samples, null, null, null, null);
      return;
    }
    NoiseCeiling ceiling = NoiseCeiling.of(reliabilities);
    Interval interval = ceiling.interval(CONFIDENCE, bootstrap);
    int defined = ceiling.reliabilities().count();
    means.row(
        LEAVE_ONE_OUT,
        CEILING,
        "retraining again",
        defined,
        samples - defined,
        ceiling.reliability(),
        interval.low(),
        interval.high(),
        null);
    means.row(
        LEAVE_ONE_OUT,
        CEILING,
        "attainable",
        defined,
        samples - defined,
        ceiling.attainable(1),
        null,
        null,
        null);
  }

  /** A fit has no draws: another is the same, so 1 by construction. */
  void ceilingOfFits() {
    means.row(LEAVE_ONE_OUT, CEILING, "by construction", samples, 0, 1, null, null, null);
  }

  /** Rows of each attribution over sets, and before them that of scores that know nothing. */
  void datamodelling(Map<String, double[][]> scores, List<BitSet> kept, double[][] measured) {
    int sources = scores.values().iterator().next()[0].length;
    List<AttributionFloor> floors = new ArrayList<>();
    for (int k = 0; k < samples; k++) {
      double[] found = measured[k];
      floors.add(
          AttributionFloor.random(
              sources,
              random -> defined(LinearDatamodellingScore.of(random, kept, found).score()),
              draws,
              seed,
              k));
    }
    AttributionFloor floor = AttributionFloor.ofMean(floors);
    means.row(
        DATAMODELLING,
        FLOOR,
        "random scores",
        samples,
        0,
        floor.values().mean(),
        floor.values().quantile(TAIL),
        floor.values().quantile(1 - TAIL),
        null);
    for (Map.Entry<String, double[][]> one : scores.entrySet()) {
      List<double[]> predicted = new ArrayList<>();
      for (int k = 0; k < samples; k++) {
        predicted.add(
            LinearDatamodellingScore.of(one.getValue()[k], kept, measured[k]).predicted());
      }
      LinearDatamodellingStudy study = LinearDatamodellingStudy.of(predicted, List.of(measured));
      Interval interval = study.overBoth(CONFIDENCE, bootstrap);
      bySample.put(DATAMODELLING + ", " + one.getKey(), study.scores());
      means.row(
          DATAMODELLING,
          ATTRIBUTION,
          one.getKey(),
          samples,
          0,
          study.mean(),
          interval.low(),
          interval.high(),
          floor.pValue(study.mean()));
    }
  }

  private static double[] coefficients(List<Correlation> of) {
    return of.stream().mapToDouble(Correlation::coefficient).toArray();
  }

  private static int undefined(List<Correlation> of) {
    return (int) of.stream().filter(one -> Double.isNaN(one.coefficient())).count();
  }

  /** A row for each number. */
  CsvTable means() {
    return means;
  }

  /** What the means are of. */
  CsvTable samples() {
    CsvTable table = NumberTable.of("measure and attribution", "sample", "correlation");
    bySample.forEach(
        (name, values) -> {
          for (int k = 0; k < values.length; k++) {
            table.row(name, k, Double.isNaN(values[k]) ? null : values[k]);
          }
        });
    return table;
  }
}
