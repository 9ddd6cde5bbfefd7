package org.abc4j.evidence;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.Stages;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplingStep;

/**
 * All of a calibration that words do not enter: samples, what members say on their way, and the
 * templates there. It can be fitted to the words that sources hold, and to others.
 */
final class CalibrationDesign {
  private final List<Sample> samples;
  private final TrainingPoints points;

  /** At [sample][step]. */
  private final TemplateFields[][] fields;

  /** At [sample][step][value]. */
  private final List<double[][]> responses;

  private CalibrationDesign(
      List<Sample> samples,
      TrainingPoints points,
      TemplateFields[][] fields,
      List<double[][]> responses) {
    this.samples = samples;
    this.points = points;
    this.fields = fields;
    this.responses = responses;
  }

  /** Reports as many units as the sampler has steps, and those at which members are heard. */
  static CalibrationDesign of(
      List<Sample> samples,
      TrainingPoints points,
      TrainingResiduals residuals,
      List<Template> templates,
      Execution execution) {
    PointMoments moments = PointMoments.of(points.rows(), execution);
    List<SamplingStep> all = samples.get(0).sampler().steps();
    Stages stages =
        new Stages(execution::progress, all.size() + FactualPath.heard(all, residuals.timesteps()));
    FactualPath path =
        FactualPath.of(
            samples, residuals.timesteps(), execution.reportingTo(stages.next(all.size())));
    int steps = path.steps().get(0).size();
    TemplateFields[][] fields = new TemplateFields[samples.size()][steps];
    ReportedTasks.forEach(
        execution.reportingTo(stages.next(steps)),
        samples.size() * steps,
        task -> {
          FactualStep step = path.steps().get(task / steps).get(task % steps);
          SeenPoints seen = SeenPoints.of(step, points.rows(), moments, execution);
          fields[task / steps][task % steps] =
              TemplateFields.of(step, points, residuals.at(step.timestep()), templates, seen);
        });
    return new CalibrationDesign(List.copyOf(samples), points, fields, path.responses());
  }

  List<Sample> samples() {
    return samples;
  }

  TrainingPoints points() {
    return points;
  }

  int steps() {
    return fields[0].length;
  }

  TemplateFields fields(int sample, int step) {
    return fields[sample][step];
  }

  /** For each calibrated step, what arrives in each value of the sample per unit of ε̂. */
  double[][] response(int sample) {
    return responses.get(sample);
  }

  /** θ of every step and fold, fitted to words. */
  CalibrationFit fit(WordTable words, int folds, double ridge, Execution execution) {
    TemplateSums[][] sums = new TemplateSums[samples.size()][steps()];
    ReportedTasks.forEach(
        execution,
        samples.size() * steps(),
        task -> {
          int q = task / steps();
          int k = task % steps();
          sums[q][k] = TemplateSums.of(fields[q][k], words, folds, execution);
        });
    List<double[][]> theta = new ArrayList<>();
    for (int k = 0; k < steps(); k++) {
      theta.add(theta(sums, k, folds, ridge));
    }
    return new CalibrationFit(this, words, new PredictedEffects(this, words.share(), theta), sums);
  }

  /** Each sample counts alike: its squares are divided by the spread of its members. */
  private double[][] theta(TemplateSums[][] sums, int k, int folds, double ridge) {
    double[][] theta = new double[folds][];
    for (int fold = 0; fold < folds; fold++) {
      int count = fields[0][k].count();
      double[][] gram = new double[count][count];
      double[] products = new double[count];
      double[] squares = new double[count];
      for (int q = 0; q < samples.size(); q++) {
        double precision = fields[q][k].step().precision();
        sums[q][k].addGram(gram, fold, precision);
        sums[q][k].addProducts(products, fold, precision);
        sums[q][k].addSquares(squares, precision);
      }
      theta[fold] = Ridge.solve(gram, products, squares, ridge);
    }
    return theta;
  }
}
