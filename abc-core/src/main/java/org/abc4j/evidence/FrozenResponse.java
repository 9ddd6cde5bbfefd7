package org.abc4j.evidence;

import java.util.Arrays;
import org.abc4j.sampling.LinearizedState;
import org.abc4j.sampling.SamplingStep;

/**
 * How much of a change of the predicted noise at some steps arrives in the sample if what is
 * predicted later stays as it is: m numbers a step, since then each value goes its own way. Where a
 * step clips a value, what it would pass on through x̂₀ is lost. What members would answer to the
 * changed state is left out, so it needs none of their derivatives.
 *
 * <p>Immutable.
 */
final class FrozenResponse {
  private final LinearizedState state;
  private final int count;

  private FrozenResponse(LinearizedState state, int count) {
    this.state = state;
    this.count = count;
  }

  /** Before the first step, of changes at so many steps. */
  static FrozenResponse start(double[] x, int count) {
    return new FrozenResponse(LinearizedState.start(x, count), count);
  }

  /** After a step whose prediction is not changed. */
  FrozenResponse after(SamplingStep step, double[] predicted, float[] fresh) {
    return after(step, predicted, new double[count * predicted.length], fresh);
  }

  /** After a step whose prediction is, as change k. */
  FrozenResponse afterChange(int k, SamplingStep step, double[] predicted, float[] fresh) {
    double[] change = new double[count * predicted.length];
    Arrays.fill(change, k * predicted.length, (k + 1) * predicted.length, 1);
    return after(step, predicted, change, fresh);
  }

  private FrozenResponse after(
      SamplingStep step, double[] predicted, double[] change, float[] fresh) {
    return new FrozenResponse(step.next(state, predicted, change, fresh), count);
  }

  /** For each change the weight of ε̂ in each value of the state. */
  double[][] weights() {
    double[] tangents = state.xTangents();
    int m = state.x().length;
    double[][] weights = new double[count][];
    for (int k = 0; k < count; k++) {
      weights[k] = Arrays.copyOfRange(tangents, k * m, (k + 1) * m);
    }
    return weights;
  }
}
