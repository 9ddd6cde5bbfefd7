package org.abc4j.evidence;

import java.util.List;
import org.abc4j.Rows;
import org.abc4j.evidence.Template.Direction;

/**
 * The templates at one state of a sample: weights of all points, and from them T_bs = Σ over the
 * points of s of weight × direction.
 *
 * <p>Immutable.
 */
final class TemplateFields {
  private final FactualStep step;
  private final TrainingPoints points;
  private final Rows residuals;
  private final boolean[] ofResidual;
  private final double[][] weights;

  private TemplateFields(
      FactualStep step,
      TrainingPoints points,
      Rows residuals,
      boolean[] ofResidual,
      double[][] weights) {
    this.step = step;
    this.points = points;
    this.residuals = residuals;
    this.ofResidual = ofResidual;
    this.weights = weights;
  }

  static TemplateFields of(
      FactualStep step,
      TrainingPoints points,
      Rows residuals,
      List<Template> templates,
      SeenPoints seen) {
    boolean[] ofResidual = new boolean[templates.size()];
    double[][] weights = new double[templates.size()][];
    for (int b = 0; b < weights.length; b++) {
      Template template = templates.get(b);
      ofResidual[b] = template.direction() == Direction.RESIDUAL;
      weights[b] = requireFinite(template, template.weights(seen), points.count());
    }
    return new TemplateFields(step, points, residuals, ofResidual, weights);
  }

  private static double[] requireFinite(Template template, double[] weights, int points) {
    if (weights.length != points) {
      throw new IllegalStateException(
          "the template "
              + template
              + " was asked for weights of "
              + points
              + " points and gave "
              + weights.length);
    }
    for (int j = 0; j < weights.length; j++) {
      if (!Double.isFinite(weights[j])) {
        throw new ArithmeticException(
            "the template " + template + " gave point " + j + " the weight " + weights[j]);
      }
    }
    return weights;
  }

  int count() {
    return weights.length;
  }

  FactualStep step() {
    return step;
  }

  /** T_bs of one source, B rows of m values. */
  double[][] of(int source) {
    int m = points.shape().size();
    double[][] sums = new double[weights.length][m];
    float[] row = new float[m];
    float[] residual = new float[m];
    double[] difference = new double[m];
    for (int j : points.ofSource(source)) {
      points.rows().copyRow(j, row);
      residuals.copyRow(j, residual);
      for (int p = 0; p < m; p++) {
        difference[p] = row[p] - step.clean()[p];
      }
      for (int b = 0; b < weights.length; b++) {
        if (ofResidual[b]) {
          Vectors.add(sums[b], weights[b][j], residual);
        } else {
          Vectors.add(sums[b], weights[b][j], difference);
        }
      }
    }
    return sums;
  }

  /** μ_s = Σ_b θ_b·T_bs, without forming each: two directions a point. */
  double[] effect(int source, double[] theta) {
    int m = points.shape().size();
    double[] sum = new double[m];
    float[] values = new float[m];
    for (int j : points.ofSource(source)) {
      double toItself = 0;
      double alongResidual = 0;
      for (int b = 0; b < weights.length; b++) {
        if (ofResidual[b]) {
          alongResidual += theta[b] * weights[b][j];
        } else {
          toItself += theta[b] * weights[b][j];
        }
      }
      points.rows().copyRow(j, values);
      Vectors.addDifference(sum, toItself, values, step.clean());
      residuals.copyRow(j, values);
      Vectors.add(sum, alongResidual, values);
    }
    return sum;
  }
}
