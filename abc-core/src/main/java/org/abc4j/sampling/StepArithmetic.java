package org.abc4j.sampling;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.Batch;

/** What a step does to all elements of states and tangents. Arguments have been checked. */
final class StepArithmetic {
  /** In place of the number of a kept value. */
  private static final int STATE = -1;

  private StepArithmetic() {}

  static SamplerState next(SamplingStep step, SamplerState state, Batch predicted, Batch fresh) {
    float[] x = state.x().toArray();
    float[] epsilon = predicted.toArray();
    float[] z = step.addsNoise() ? fresh.toArray() : new float[0];
    float[][] earlier = state.kept().stream().map(Batch::toArray).toArray(float[][]::new);
    int m = state.x().shape().size();
    List<Batch> kept = new ArrayList<>();
    for (int j = 0; j < step.keep().size(); j++) {
      float[] values = values(step, step.keep().get(j), j, 0, m, x, epsilon, z, earlier);
      kept.add(Batch.of(state.x().shape(), values));
    }
    float[] next =
        values(step, step.update(), STATE, step.noiseWeight(), m, x, epsilon, z, earlier);
    return SamplerState.of(Batch.of(state.x().shape(), next), kept);
  }

  private static float[] values(
      SamplingStep step,
      Combination of,
      int place,
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
        throw notFinite(step, place, j / m, j % m, next[j], x[j], epsilon[j], noise);
      }
    }
    return next;
  }

  /**
   * Whether x̂₀ need not be formed, as a·x + b·ε̂ is the same. Steps that take kept values do not
   * go that way: theirs were formed as x̂₀ is, and it is the difference from them that counts.
   * Steps without keep the bits that they had before there were kept values.
   */
  private static boolean isAffine(SamplingStep step) {
    return step.clip() == Double.POSITIVE_INFINITY && step.takes() == 0;
  }

  private static ArithmeticException notFinite(
      SamplingStep step,
      int place,
      int row,
      int at,
      float next,
      float x,
      float predicted,
      double z) {
    return new ArithmeticException(
        "the step at timestep "
            + step.timestep()
            + (place == STATE ? " takes row " : " keeps value " + place + " of row ")
            + row
            + ", value "
            + at
            + (place == STATE ? ", to " : ", as ")
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
    double[] x = state.owned();
    double[] xTangents = state.ownedTangents();
    int m = x.length;
    double a = of.stateWeight(step.alphaBar());
    double b = of.predictionWeight(step.alphaBar());
    // What the state alone decides: the weights of both tangents, for each element.
    double[] ofState = new double[m];
    double[] ofPrediction = new double[m];
    for (int p = 0; p < m; p++) {
      boolean held = step.saturates(x[p], epsilon[p]);
      ofState[p] = held ? of.state() : a;
      ofPrediction[p] = held ? of.prediction() : b;
    }
    double[] next = new double[xTangents.length];
    for (int at = 0; at < next.length; at += m) {
      for (int p = 0; p < m; p++) {
        next[at + p] = ofState[p] * xTangents[at + p] + ofPrediction[p] * epsilonTangents[at + p];
      }
    }
    double[] weights = of.keptWeights();
    for (int k = 0; k < weights.length; k++) {
      double[] earlier = state.ownedKeptTangents().get(k);
      for (int at = 0; at < next.length; at++) {
        next[at] += weights[k] * earlier[at];
      }
    }
    return next;
  }
}
