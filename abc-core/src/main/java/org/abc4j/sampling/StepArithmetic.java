package org.abc4j.sampling;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.Batch;

/** What a step does to all elements of states and tangents. Arguments have been checked. */
final class StepArithmetic {
  private StepArithmetic() {}

  static SamplerState next(SamplingStep step, SamplerState state, Batch predicted, Batch fresh) {
    float[] x = state.x().toArray();
    float[] epsilon = predicted.toArray();
    float[] z = step.addsNoise() ? fresh.toArray() : new float[0];
    float[][] earlier = state.kept().stream().map(Batch::toArray).toArray(float[][]::new);
    int m = state.x().shape().size();
    List<Batch> kept = new ArrayList<>();
    for (Combination of : step.keep()) {
      kept.add(Batch.of(state.x().shape(), values(step, of, 0, m, x, epsilon, z, earlier)));
    }
    float[] next = values(step, step.update(), step.noiseWeight(), m, x, epsilon, z, earlier);
    return SamplerState.of(Batch.of(state.x().shape(), next), kept);
  }

  private static float[] values(
      SamplingStep step,
      Combination of,
      double s,
      int m,
      float[] x,
      float[] epsilon,
      float[] z,
      float[][] earlier) {
    boolean affine = isAffine(step);
    double a = of.stateWeight(step.alphaBar());
    double b = of.predictionWeight(step.alphaBar());
    double[] weights = of.keptWeights();
    float[] next = new float[x.length];
    for (int j = 0; j < x.length; j++) {
      double sum = affine ? a * x[j] + b * epsilon[j] : step.combine(of, x[j], epsilon[j]);
      for (int k = 0; k < weights.length; k++) {
        sum += weights[k] * earlier[k][j];
      }
      double noise = s != 0 ? z[j % z.length] : 0;
      next[j] = (float) (sum + s * noise);
      if (!(Math.abs(next[j]) <= Float.MAX_VALUE)) {
        throw notFinite(step, j / m, j % m, next[j], x[j], epsilon[j], noise);
      }
    }
    return next;
  }

  /** Whether x̂₀ need not be formed: written out, its two parts do not cancel. */
  private static boolean isAffine(SamplingStep step) {
    return step.clip() == Double.POSITIVE_INFINITY && step.takes() == 0;
  }

  private static ArithmeticException notFinite(
      SamplingStep step, int row, int at, float next, float x, float predicted, double z) {
    return new ArithmeticException(
        "the step at timestep "
            + step.timestep()
            + " takes row "
            + row
            + ", value "
            + at
            + ", to "
            + next
            + " from state "
            + x
            + ", predicted noise "
            + predicted
            + " and fresh noise "
            + (float) z);
  }

  static LinearizedState next(
      SamplingStep step,
      LinearizedState state,
      double[] predicted,
      double[] predictedTangents,
      float[] fresh) {
    List<double[]> kept = new ArrayList<>();
    List<double[]> keptTangents = new ArrayList<>();
    for (Combination of : step.keep()) {
      kept.add(values(step, of, 0, state, predicted, fresh));
      keptTangents.add(tangents(step, of, state, predicted, predictedTangents));
    }
    return new LinearizedState(
        values(step, step.update(), step.noiseWeight(), state, predicted, fresh),
        tangents(step, step.update(), state, predicted, predictedTangents),
        kept,
        keptTangents);
  }

  private static double[] values(
      SamplingStep step,
      Combination of,
      double s,
      LinearizedState state,
      double[] epsilon,
      float[] z) {
    boolean affine = isAffine(step);
    double a = of.stateWeight(step.alphaBar());
    double b = of.predictionWeight(step.alphaBar());
    double[] weights = of.keptWeights();
    double[] x = state.owned();
    double[] next = new double[x.length];
    for (int p = 0; p < x.length; p++) {
      double sum = affine ? a * x[p] + b * epsilon[p] : step.combine(of, x[p], epsilon[p]);
      for (int k = 0; k < weights.length; k++) {
        sum += weights[k] * state.ownedKept().get(k)[p];
      }
      next[p] = sum + (s != 0 ? s * z[p] : 0);
    }
    return next;
  }

  private static double[] tangents(
      SamplingStep step,
      Combination of,
      LinearizedState state,
      double[] epsilon,
      double[] epsilonTangents) {
    double[] next = state.ownedTangents().clone();
    tangents(step, of, 1, state.owned(), epsilon, next, epsilonTangents);
    double[] weights = of.keptWeights();
    for (int k = 0; k < weights.length; k++) {
      double[] earlier = state.ownedKeptTangents().get(k);
      for (int at = 0; at < next.length; at++) {
        next[at] += weights[k] * earlier[at];
      }
    }
    return next;
  }

  /**
   * One combination of a step for the tangents of all rows, what is kept left to the caller.
   *
   * @param tangents K of each row's state, written over
   */
  static void tangents(
      SamplingStep step,
      Combination of,
      int rows,
      double[] states,
      double[] epsilon,
      double[] tangents,
      double[] epsilonTangents) {
    int m = rows == 0 ? 0 : states.length / rows;
    int perRow = states.length == 0 ? 0 : tangents.length / states.length;
    double a = of.stateWeight(step.alphaBar());
    double b = of.predictionWeight(step.alphaBar());
    // What the state alone decides: the weights of both tangents, for each element.
    double[] ofState = new double[m];
    double[] ofPrediction = new double[m];
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < m; j++) {
        boolean held = step.saturates(states[row * m + j], epsilon[row * m + j]);
        ofState[j] = held ? of.state() : a;
        ofPrediction[j] = held ? of.prediction() : b;
      }
      for (int at = row * perRow * m; at < (row + 1) * perRow * m; at += m) {
        for (int j = 0; j < m; j++) {
          tangents[at + j] =
              ofState[j] * tangents[at + j] + ofPrediction[j] * epsilonTangents[at + j];
        }
      }
    }
  }
}
