package org.abc4j.evidence;

import java.util.List;
import org.abc4j.sampling.LinearizedState;
import org.abc4j.sampling.SamplingStep;

/**
 * How much of a change of the predicted noise at each step arrives in the sample if what is
 * predicted later stays as it is: a number a step, since an unclipped step is affine. What members
 * would answer to the changed state is left out, so it needs none of their derivatives.
 */
final class FrozenResponse {
  private FrozenResponse() {}

  /** For each step the weight of ε̂ in the final state. */
  static double[] of(List<SamplingStep> steps) {
    int count = steps.size();
    LinearizedState state = LinearizedState.start(new double[1], count);
    for (int k = 0; k < count; k++) {
      double[] change = new double[count];
      change[k] = 1;
      state = steps.get(k).next(state, new double[1], change, new float[1]);
    }
    return state.xTangents();
  }
}
