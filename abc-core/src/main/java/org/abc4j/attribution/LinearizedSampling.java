package org.abc4j.attribution;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.model.AnswerCheck;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Ensemble;
import org.abc4j.model.Linearization;
import org.abc4j.model.NoiseModel;
import org.abc4j.model.PreciseLinearization;
import org.abc4j.model.PreciseNoiseModel;
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
      differentiable(ensemble.member(i), i);
    }
  }

  private static DifferentiableNoiseModel differentiable(NoiseModel member, int index) {
    if (member instanceof DifferentiableNoiseModel differentiable) {
      return differentiable;
    }
    throw new IllegalArgumentException(
        "differential ablation needs members with input tangents, but member "
            + index
            + " is a "
            + member.getClass().getName()
            + ", which is no DifferentiableNoiseModel");
  }

  /** The state after some steps; progress is reported in steps. */
  static LinearizedState follow(Sample sample, int steps, Execution execution, Visitor visitor) {
    LinearizedState start = start(sample);
    execution.progress(0, steps);
    visitor.visit(0, start);
    return follow(sample, sample.ensemble().held(), start, 0, steps, execution, visitor);
  }

  /** Before the first step: the noise, on which no coefficient acts. */
  static LinearizedState start(Sample sample) {
    double[] start = Batch.of(sample.shape(), sample.noise().start(sample.shape())).toDoubleArray();
    return LinearizedState.start(start, FactualPoint.of(sample.ensemble()).members().length);
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
    FactualPoint at = FactualPoint.of(ensemble);
    int m = sample.shape().size();
    LinearizedState state = from;
    double[] tangents = state.xTangents();
    for (int k = taken; k < steps; k++) {
      execution.checkCancelled();
      SamplingStep step = sample.sampler().steps().get(k);
      double[] mean = new double[m];
      double[] slopes = new double[Math.multiplyExact(at.members().length, m)];
      // At the start no tangent is other than 0, nor would be what a member makes of it.
      double[] directions = k == 0 ? new double[0] : tangents;
      linearizeMean(ensemble, at, state.x(), step.timestep(), directions, execution, mean, slopes);
      Batch fresh = step.fresh(sample.shape(), k, List.of(sample.noise()));
      state = step.next(state, mean, slopes, fresh.toArray());
      tangents = state.xTangents();
      requireFinite(at, step, "takes", "to", "state", state.x(), tangents);
      for (int j = 0; j < state.keptCount(); j++) {
        String what = "value " + j;
        double[] keptTangents = state.keptTangents(j);
        requireFinite(at, step, "keeps with " + what, "as", what, state.kept(j), keptTangents);
      }
      visitor.visit(k + 1, state);
      execution.progress(k + 1L, steps);
    }
    return state;
  }

  /**
   * f̄ and the centred ε̂˙ⱼ, where no directions stand for those that are 0; sums in the order of
   * the members, as the ensemble's own.
   *
   * <p>As many members at a time as there are threads: each answers with a tangent for each member,
   * and the answers of all would take so many times the memory of the Jacobian.
   */
  private static void linearizeMean(
      Ensemble ensemble,
      FactualPoint at,
      double[] x,
      int timestep,
      double[] directions,
      Execution execution,
      double[] mean,
      double[] tangents) {
    int[] present = at.members();
    int n = present.length;
    int m = x.length;
    double[][] values = new double[n][];
    // What members that compute in float are given, rounded once for all of them.
    Supplier<Batch> state = Suppliers.memoize(() -> Batch.rounded(ensemble.shape(), x));
    Supplier<Batch> rounded = Suppliers.memoize(() -> Batch.rounded(ensemble.shape(), directions));
    int window = Math.min(n, execution.threads());
    for (int first = 0; first < n; first += window) {
      int begin = first;
      PreciseLinearization[] members = new PreciseLinearization[Math.min(window, n - first)];
      execution.forEach(
          members.length,
          k -> {
            int index = present[begin + k];
            execution.checkCancelled();
            NoiseModel member = ensemble.member(index);
            execution.checkCancelled();
            members[k] =
                member instanceof PreciseNoiseModel precise
                    ? linearize(precise, index, x, timestep, directions, execution)
                    : linearize(member, index, state.get(), timestep, rounded.get(), execution);
          });
      for (int k = 0; k < members.length; k++) {
        execution.checkCancelled();
        double weight = at.weight(present[first + k]);
        values[first + k] = members[k].value();
        addScaled(mean, values[first + k], weight);
        addScaled(tangents, members[k].tangents(), weight);
        members[k] = null;
      }
    }
    double weight = 1.0 / at.size();
    for (int j = 0; j < n; j++) {
      for (int p = 0; p < m; p++) {
        tangents[j * m + p] += weight * (values[j][p] - mean[p]);
      }
    }
  }

  private static PreciseLinearization linearize(
      PreciseNoiseModel member,
      int index,
      double[] x,
      int timestep,
      double[] directions,
      Execution execution) {
    PreciseLinearization found = member.linearize(x, timestep, directions, execution);
    AnswerCheck.require("member " + index, timestep, x, directions, found);
    return found;
  }

  private static PreciseLinearization linearize(
      NoiseModel member, int index, Batch x, int timestep, Batch directions, Execution execution) {
    DifferentiableNoiseModel differentiable = differentiable(member, index);
    Linearization found =
        directions.rows() == 0
            ? Linearization.of(differentiable.predict(x, timestep), directions)
            : differentiable.linearize(x, timestep, directions, execution);
    AnswerCheck.require("member " + index, timestep, x, directions, found);
    return PreciseLinearization.of(found.value().toDoubleArray(), found.tangents().toDoubleArray());
  }

  private static void requireFinite(
      FactualPoint at,
      SamplingStep step,
      String what,
      String as,
      String of,
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
                + at.members()[place / x.length]
                + " "
                + as
                + " "
                + tangents[place]
                + " at value "
                + place % x.length
                + ", beside a "
                + of
                + " of "
                + x[place % x.length]);
      }
    }
  }

  private static void addScaled(double[] sums, double[] values, double weight) {
    for (int p = 0; p < values.length; p++) {
      sums[p] += weight * values[p];
    }
  }
}
