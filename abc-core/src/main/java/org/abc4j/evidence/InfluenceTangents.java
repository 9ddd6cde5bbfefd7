package org.abc4j.evidence;

import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.attribution.MeanLinearization;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.LinearizedState;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplingStep;

/**
 * Predicted effects carried through the sampler: tangents of the sample with −(w/n)·μ_s, as a
 * change of the predicted noise, for a source term at each calibrated step. Members answer to what
 * the state has become, by their derivatives.
 */
final class InfluenceTangents {
  private InfluenceTangents() {}

  /**
   * The predicted change of the sample if the ensemble were trained without each of some sources.
   *
   * @return a row of m values a source
   */
  static double[][] of(PredictedEffects effects, int index, int[] sources, Execution execution) {
    Sample sample = effects.sample(index);
    Ensemble ensemble = sample.ensemble().held();
    int m = sample.shape().size();
    double[] start = Batch.of(sample.shape(), sample.noise().start(sample.shape())).toDoubleArray();
    LinearizedState state = LinearizedState.start(start, sources.length);
    List<SamplingStep> steps = sample.sampler().steps();
    boolean moving = false;
    for (int k = 0; k < steps.size(); k++) {
      execution.checkCancelled();
      SamplingStep step = steps.get(k);
      // Until a first source term no tangent is other than 0.
      double[] directions = moving ? state.xTangents() : new double[0];
      MeanLinearization found =
          MeanLinearization.of(ensemble, state.x(), step.timestep(), directions, execution);
      double[] tangents = moving ? found.tangents() : new double[sources.length * m];
      int calibrated = effects.calibrated(index, k);
      if (calibrated >= 0) {
        addSources(effects, index, calibrated, sources, tangents);
        moving = true;
      }
      Batch fresh = step.fresh(sample.shape(), k, List.of(sample.noise()));
      state = step.next(state, found.mean(), tangents, fresh.toArray());
      requireFinite(state.xTangents(), k, step.timestep(), sources);
      execution.progress(k + 1L, steps.size());
    }
    double[] tangents = state.xTangents();
    double[][] changes = new double[sources.length][m];
    for (int s = 0; s < sources.length; s++) {
      System.arraycopy(tangents, s * m, changes[s], 0, m);
    }
    return changes;
  }

  private static void requireFinite(double[] tangents, int step, int timestep, int[] sources) {
    for (int i = 0; i < tangents.length; i++) {
      if (!Double.isFinite(tangents[i])) {
        int m = tangents.length / sources.length;
        throw new ArithmeticException(
            "the predicted change without source "
                + sources[i / m]
                + " is "
                + tangents[i]
                + " at value "
                + i % m
                + " after step "
                + step
                + " at timestep "
                + timestep);
      }
    }
  }

  private static void addSources(
      PredictedEffects effects, int index, int step, int[] sources, double[] tangents) {
    double factor = effects.noisePerEffect(index, step);
    for (int s = 0; s < sources.length; s++) {
      double[] effect = effects.effect(index, step, sources[s]);
      for (int p = 0; p < effect.length; p++) {
        tangents[s * effect.length + p] += factor * effect[p];
      }
    }
  }
}
