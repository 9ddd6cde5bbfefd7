package org.abc4j.evidence;

import java.util.List;
import org.abc4j.Execution;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplingStep;

/**
 * Templates weighed by θ: the predicted effect of every source, each by a θ that was fitted without
 * the source's fold, and what members say beside it.
 *
 * <p>Source s belongs to fold s mod K. Immutable.
 */
final class CalibrationFit {
  /** Sources whose statistics one task computes. */
  private static final int BLOCK = 32;

  private final CalibrationDesign design;
  private final WordTable words;

  /** At [sample][step]. */
  private final TemplateSums[][] sums;

  /** Of a step, at [fold][template]. */
  private final List<double[][]> theta;

  CalibrationFit(
      CalibrationDesign design, WordTable words, TemplateSums[][] sums, List<double[][]> theta) {
    this.design = design;
    this.words = words;
    this.sums = sums;
    this.theta = theta;
  }

  private int folds() {
    return theta.get(0).length;
  }

  double[] theta(int step, int fold) {
    return theta.get(step)[fold];
  }

  /** μ_s at a step, n values of the predicted clean sample. */
  double[] effect(int sample, int step, int source) {
    return design.fields(sample, step).effect(source, theta(step, source % folds()));
  }

  /** What is said of every source of one sample. */
  CalibratedAttribution attribution(int sample, Execution execution) {
    int steps = design.steps();
    // At [step][fold]: what members say less everybody's predicted effect.
    double[][][][] remainders = new double[steps][folds()][][];
    execution.forEach(
        steps * folds(),
        task -> {
          int k = task / folds();
          int fold = task % folds();
          execution.checkCancelled();
          double[][] differences = design.fields(sample, k).step().differences();
          remainders[k][fold] = sums[sample][k].remainder(differences, theta(k, fold));
        });
    double[] response = response(sample);
    double[][] along = new double[words.sources()][];
    double[] sizes = new double[words.sources()];
    execution.forEach(
        (words.sources() + BLOCK - 1) / BLOCK,
        block -> {
          int last = Math.min(words.sources(), (block + 1) * BLOCK);
          for (int s = block * BLOCK; s < last; s++) {
            execution.checkCancelled();
            along[s] = new double[words.members()];
            sizes[s] = studySource(sample, s, remainders, response, along[s]);
          }
        });
    execution.checkCancelled();
    return new CalibratedAttribution(this, sample, sizes, SourceEvidence.of(along, words));
  }

  /** For each calibrated step, what arrives in the sample without a source per unit of its μ. */
  private double[] response(int sample) {
    List<SamplingStep> steps = design.samples().get(sample).sampler().steps();
    double[] frozen = FrozenResponse.of(steps);
    double[] response = new double[design.steps()];
    for (int k = 0; k < response.length; k++) {
      FactualStep step = design.fields(sample, k).step();
      response[k] = frozen[step.index()] * noisePerEffect(step);
    }
    return response;
  }

  /** −(w/n)·μ of the clean sample is this times μ of the predicted noise. */
  double noisePerEffect(FactualStep step) {
    return words.share() * Math.sqrt(step.alphaBar()) / Math.sqrt(1 - step.alphaBar());
  }

  /** Adds b_s to {@code along}; returns the signed size. */
  private double studySource(
      int sample, int source, double[][][][] remainders, double[] response, double[] along) {
    int m = design.points().shape().size();
    double[] change = new double[m];
    for (int k = 0; k < remainders.length; k++) {
      double precision = design.fields(sample, k).step().precision();
      double[] effect = effect(sample, k, source);
      double[][] remainder = remainders[k][source % folds()];
      double square = precision * Vectors.dot(effect, effect);
      for (int i = 0; i < along.length; i++) {
        // The source's own predicted effect comes back in: c_s is 1 − w/n or −w/n.
        along[i] += precision * Vectors.dot(effect, remainder[i]) - words.share() * square;
      }
      for (int member : words.word(source)) {
        along[member] += square;
      }
      Vectors.add(change, response[k], effect);
    }
    double towards = Vectors.dot(change, fromImage(sample, source));
    double size = Math.sqrt(Vectors.dot(change, change));
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

  Sample sample(int index) {
    return design.samples().get(index);
  }

  /** The calibrated step that is the sampler's k-th, or −1. */
  int calibrated(int sample, int index) {
    for (int k = 0; k < design.steps(); k++) {
      if (design.fields(sample, k).step().index() == index) {
        return k;
      }
    }
    return -1;
  }

  FactualStep step(int sample, int step) {
    return design.fields(sample, step).step();
  }
}
