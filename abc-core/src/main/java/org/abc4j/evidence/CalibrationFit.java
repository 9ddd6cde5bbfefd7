package org.abc4j.evidence;

import java.util.function.ObjIntConsumer;
import org.abc4j.Execution;

/**
 * A calibration fitted to words: the predicted effect of every source, and what members say beside
 * all of them. Immutable.
 */
final class CalibrationFit {
  /** Sources whose statistics one task computes. */
  private static final int BLOCK = 32;

  private final CalibrationDesign design;
  private final WordTable words;
  private final PredictedEffects effects;

  /** At [sample][step]. */
  private final TemplateSums[][] sums;

  CalibrationFit(
      CalibrationDesign design, WordTable words, PredictedEffects effects, TemplateSums[][] sums) {
    this.design = design;
    this.words = words;
    this.effects = effects;
    this.sums = sums;
  }

  PredictedEffects effects() {
    return effects;
  }

  /** What is said of every source of one sample; reports in sources. */
  CalibratedAttribution attribution(int sample, ChangeLength length, Execution execution) {
    double[] sizes = new double[words.sources()];
    SourceEvidence evidence =
        evidence(
            sample, (change, s) -> sizes[s] = signedSize(sample, s, change, length), execution);
    return new CalibratedAttribution(effects, sample, sizes, length, evidence);
  }

  /** The evidence of one sample alone. */
  SourceEvidence evidence(int sample, Execution execution) {
    return evidence(sample, (change, s) -> {}, execution);
  }

  /** The evidence; each source's predicted change of the sample is handed on. */
  private SourceEvidence evidence(
      int sample, ObjIntConsumer<double[]> changes, Execution execution) {
    int steps = design.steps();
    int folds = effects.folds();
    // At [step][fold]: what members say less everybody's predicted effect.
    double[][][][] remainders = new double[steps][folds][][];
    execution.forEach(
        steps * folds,
        task -> {
          int k = task / folds;
          int fold = task % folds;
          execution.checkCancelled();
          double[][] differences = design.fields(sample, k).step().differences();
          remainders[k][fold] = sums[sample][k].remainder(differences, effects.theta(k, fold));
        });
    double[][] along = new double[words.sources()][];
    ReportedTasks.forEach(
        execution,
        (words.sources() + BLOCK - 1) / BLOCK,
        block -> {
          int last = Math.min(words.sources(), (block + 1) * BLOCK);
          for (int s = block * BLOCK; s < last; s++) {
            execution.checkCancelled();
            along[s] = new double[words.members()];
            changes.accept(studySource(sample, s, remainders, along[s]), s);
          }
        });
    execution.checkCancelled();
    return SourceEvidence.of(along, words);
  }

  /** Adds b_s to {@code along}; returns the predicted change of the sample. */
  private double[] studySource(int sample, int source, double[][][][] remainders, double[] along) {
    double[] change = new double[design.points().shape().size()];
    for (int k = 0; k < remainders.length; k++) {
      double precision = design.fields(sample, k).step().precision();
      double[] effect = effects.effect(sample, k, source);
      double[][] remainder = remainders[k][source % effects.folds()];
      double square = precision * Vectors.dot(effect, effect);
      for (int i = 0; i < along.length; i++) {
        // The source's own predicted effect comes back in: c_s is 1 − w/n or −w/n.
        along[i] += precision * Vectors.dot(effect, remainder[i]) - words.share() * square;
      }
      for (int member : words.word(source)) {
        along[member] += square;
      }
      double factor = effects.noisePerEffect(sample, k);
      double[] response = design.response(sample)[k];
      for (int p = 0; p < change.length; p++) {
        change[p] += factor * response[p] * effect[p];
      }
    }
    return change;
  }

  private double signedSize(int sample, int source, double[] change, ChangeLength length) {
    double towards = Vectors.dot(change, fromImage(sample, source));
    double size = length.of(design.samples().get(sample).image(), change, design.points().shape());
    return towards > 0 ? -size : size;
  }

  /** Σ over a source's points of point − image. */
  private double[] fromImage(int sample, int source) {
    float[] image = design.samples().get(sample).image();
    float[] row = new float[image.length];
    double[] sum = new double[image.length];
    for (int j : design.points().ofSource(source)) {
      design.points().rows().copyRow(j, row);
      for (int p = 0; p < row.length; p++) {
        sum[p] += (double) row[p] - image[p];
      }
    }
    return sum;
  }
}
