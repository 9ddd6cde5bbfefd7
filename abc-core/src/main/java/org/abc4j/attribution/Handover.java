package org.abc4j.attribution;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.Ablation;
import org.abc4j.sampling.LinearizedState;
import org.abc4j.sampling.SamplerState;

/**
 * Where counterfactuals are handed over from first order to exact steps: what a sample and its
 * tangents have come to after some steps.
 *
 * @param taken steps that were taken to first order, at least 1
 * @param state state and kept values after them, with a centred tangent for each member
 * @param at the coefficients at which the tangents were taken, and the members they belong to
 * @param shape shape of the sample
 */
record Handover(int taken, LinearizedState state, FactualPoint at, Shape shape) {

  /**
   * The states of some counterfactuals to first order, x + Σⱼ (cⱼ − c⁰ⱼ)·ẋⱼ and likewise what the
   * sampler keeps, rounded to {@code float}.
   *
   * @param ablations what each leaves out
   * @param execution whether to go on: asked before each
   * @return a row for each ablation
   * @throws ArithmeticException if a value is beyond the range of {@code float}
   */
  SamplerState states(List<Ablation> ablations, Execution execution) {
    int m = shape.size();
    int rows = ablations.size();
    int values = Math.multiplyExact(rows, m);
    double[] x = new double[values];
    List<double[]> kept = new ArrayList<>();
    for (int j = 0; j < state.keptCount(); j++) {
      kept.add(new double[values]);
    }
    for (int row = 0; row < rows; row++) {
      execution.checkCancelled();
      double[] z = at.present(at.direction(ablations.get(row)));
      LinearizedState moved = state.moved(z);
      put(x, row, "state", moved.x());
      for (int j = 0; j < kept.size(); j++) {
        put(kept.get(j), row, "kept value " + j, moved.kept(j));
      }
    }
    return SamplerState.of(
        Batch.rounded(shape, x), kept.stream().map(of -> Batch.rounded(shape, of)).toList());
  }

  private void put(double[] all, int row, String what, double[] values) {
    for (int p = 0; p < values.length; p++) {
      if (!(Math.abs((float) values[p]) <= Float.MAX_VALUE)) {
        throw new ArithmeticException(
            "after "
                + taken
                + " steps to first order the "
                + what
                + " of row "
                + row
                + " is "
                + values[p]
                + " at value "
                + p);
      }
    }
    System.arraycopy(values, 0, all, row * values.length, values.length);
  }
}
