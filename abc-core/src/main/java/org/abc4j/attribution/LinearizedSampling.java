package org.abc4j.attribution;

import java.util.Arrays;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.LinearizedState;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplingStep;

/**
 * A sample followed through its steps together with its centred tangents, those by the coefficients
 * of the members that are there: forward mode, see {@link EnsembleJacobian}.
 */
final class LinearizedSampling {
  /** Hears of each state, before the first step and after each. */
  interface Visitor {
    void visit(int taken, LinearizedState state);
  }

  private LinearizedSampling() {}

  /** Fails if a member has no tangents, before anything is computed. */
  static void requireDifferentiable(Ensemble ensemble, Execution execution) {
    for (int i : FactualPoint.of(ensemble).members()) {
      execution.checkCancelled();
      MeanLinearization.differentiable(ensemble.member(i), i);
    }
  }

  /** The state after some steps; progress is reported in steps. */
  static LinearizedState follow(Sample sample, int steps, Execution execution, Visitor visitor) {
    LinearizedState start = start(sample);
    execution.progress(0, steps);
    visitor.visit(0, start);
    return follow(sample, sample.ensemble().held(), start, 0, steps, execution, visitor);
  }

  /**
   * The last state, with some of the tangents only, each the same bits as among all.
   *
   * @param first which of the members that are there the first tangent is of
   * @param count how many tangents
   */
  static LinearizedState follow(Sample sample, int first, int count, Execution execution) {
    int steps = sample.sampler().steps().size();
    execution.progress(0, steps);
    return follow(
        sample,
        sample.ensemble().held(),
        start(sample, count),
        first,
        0,
        steps,
        execution,
        (taken, state) -> {});
  }

  /** Before the first step: the noise, on which no coefficient acts. */
  static LinearizedState start(Sample sample) {
    return start(sample, FactualPoint.of(sample.ensemble()).members().length);
  }

  private static LinearizedState start(Sample sample, int tangents) {
    double[] start = Batch.of(sample.shape(), sample.noise().start(sample.shape())).toDoubleArray();
    return LinearizedState.start(start, tangents);
  }

  /**
   * Goes on from a state after some steps to that after more; progress is reported in steps since
   * the first of all.
   *
   * @param ensemble the sample's, held
   */
  static LinearizedState follow(
      Sample sample,
      Ensemble ensemble,
      LinearizedState from,
      int taken,
      int steps,
      Execution execution,
      Visitor visitor) {
    return follow(sample, ensemble, from, 0, taken, steps, execution, visitor);
  }

  private static LinearizedState follow(
      Sample sample,
      Ensemble ensemble,
      LinearizedState from,
      int first,
      int taken,
      int steps,
      Execution execution,
      Visitor visitor) {
    FactualPoint at = FactualPoint.of(ensemble);
    int m = sample.shape().size();
    LinearizedState state = from;
    double[] tangents = state.xTangents();
    int[] of = Arrays.copyOfRange(at.members(), first, first + tangents.length / m);
    for (int k = taken; k < steps; k++) {
      execution.checkCancelled();
      SamplingStep step = sample.sampler().steps().get(k);
      // At the start no tangent is other than 0, nor would be what a member makes of it.
      double[] directions = k == 0 ? new double[0] : tangents;
      MeanLinearization found =
          MeanLinearization.of(ensemble, state.x(), step.timestep(), directions, execution);
      Batch fresh = step.fresh(sample.shape(), k, List.of(sample.noise()));
      state =
          step.next(state, found.mean(), slopes(at, found, first, of.length, m), fresh.toArray());
      tangents = state.xTangents();
      requireFinite(of, step, "takes", "to", "state", state.x(), tangents);
      for (int j = 0; j < state.keptCount(); j++) {
        String what = "value " + j;
        double[] keptTangents = state.keptTangents(j);
        requireFinite(of, step, "keeps with " + what, "as", what, state.kept(j), keptTangents);
      }
      visitor.visit(k + 1, state);
      execution.progress(k + 1L, steps);
    }
    return state;
  }

  /**
   * The centred ε̂˙ⱼ: to the mean's tangents along the directions, where no directions stand for
   * those that are 0, comes what a member's own coefficient does.
   */
  private static double[] slopes(
      FactualPoint at, MeanLinearization found, int first, int n, int m) {
    double[] mean = found.mean();
    double[] tangents = found.tangents();
    double[] slopes = tangents.length > 0 ? tangents : new double[Math.multiplyExact(n, m)];
    double weight = 1.0 / at.size();
    for (int j = 0; j < n; j++) {
      for (int p = 0; p < m; p++) {
        slopes[j * m + p] += weight * (found.values()[first + j][p] - mean[p]);
      }
    }
    return slopes;
  }

  private static void requireFinite(
      int[] of,
      SamplingStep step,
      String what,
      String as,
      String beside,
      double[] x,
      double[] tangents) {
    for (int place = 0; place < tangents.length; place++) {
      if (!Double.isFinite(tangents[place]) || !Double.isFinite(x[place % x.length])) {
        throw new ArithmeticException(
            "the step at timestep "
                + step.timestep()
                + " "
                + what
                + " the tangent of member "
                + of[place / x.length]
                + " "
                + as
                + " "
                + tangents[place]
                + " at value "
                + place % x.length
                + ", beside a "
                + beside
                + " of "
                + x[place % x.length]);
      }
    }
  }
}
