package org.abc4j.attribution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.Ablation;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplerState;
import org.abc4j.sampling.SamplingStep;

/**
 * Where a few ablations lead, step by step, and what each member says there: enough to follow any
 * other ablation without asking a member again.
 *
 * <p>Immutable and thread-safe.
 */
final class AnchorPath {
  private final Sample sample;
  private final FactualPoint at;
  private final List<Anchored> steps;

  /**
   * Before a step.
   *
   * @param states of the anchors, p × m
   * @param said by the members that are there, of which the k-th says of anchor q what begins at
   *     (k·p + q)·m
   */
  private record Anchored(StateInterpolation between, double[][] states, float[] said) {

    /** The weights with which an anchor says what members say at itself. */
    double[] alone(int anchor) {
      double[] weights = new double[states.length];
      weights[Math.min(anchor, states.length - 1)] = 1;
      return weights;
    }
  }

  private AnchorPath(Sample sample, FactualPoint at, List<Anchored> steps) {
    this.sample = sample;
    this.at = at;
    this.steps = steps;
  }

  /**
   * Follows some ablations exactly; before the first step they are one state.
   *
   * @param ensemble the sample's, held
   * @param anchors on top of what was removed before, the factual one first
   * @param execution where members run, who hears of progress in steps, when it stops
   */
  static AnchorPath follow(
      Sample sample, Ensemble ensemble, List<Ablation> anchors, Execution execution) {
    FactualPoint at = FactualPoint.of(ensemble);
    List<SamplingStep> steps = sample.sampler().steps();
    List<Anchored> path = new ArrayList<>();
    SamplerState state = start(sample, anchors.size());
    execution.progress(0, steps.size());
    for (int k = 0; k < steps.size(); k++) {
      execution.checkCancelled();
      SamplingStep step = steps.get(k);
      Anchored anchored =
          ask(ensemble, at, k == 0 ? state.x().select(0) : state.x(), step, execution);
      path.add(anchored);
      state = next(sample, at, anchored, true, k, state, anchors, execution);
      execution.progress(k + 1L, steps.size());
    }
    return new AnchorPath(sample, at, path);
  }

  private static SamplerState start(Sample sample, int rows) {
    float[] start = sample.noise().start(sample.shape());
    return SamplerState.start(Batch.ofRows(sample.shape(), Collections.nCopies(rows, start)));
  }

  /** All members that are there about all states. */
  private static Anchored ask(
      Ensemble ensemble, FactualPoint at, Batch x, SamplingStep step, Execution execution) {
    int anchors = x.rows();
    int[] members = at.members();
    int[] rows = new int[Math.multiplyExact(members.length, anchors)];
    List<Coefficients> alone = new ArrayList<>();
    for (int row = 0; row < rows.length; row++) {
      rows[row] = row % anchors;
      double[] one = new double[at.size()];
      one[members[row / anchors]] = at.size();
      alone.add(Coefficients.of(one));
    }
    Batch said = ensemble.predict(x.select(rows), step.timestep(), alone, execution);
    double[][] states = new double[anchors][];
    for (int q = 0; q < anchors; q++) {
      states[q] = x.select(q).toDoubleArray();
    }
    return new Anchored(StateInterpolation.among(states), states, said.toArray());
  }

  private static SamplerState next(
      Sample sample,
      FactualPoint at,
      Anchored anchored,
      boolean anchors,
      int k,
      SamplerState state,
      List<Ablation> ablations,
      Execution execution) {
    Shape shape = sample.shape();
    SamplingStep step = sample.sampler().steps().get(k);
    double[] predicted = new double[Math.multiplyExact(ablations.size(), shape.size())];
    execution.forEach(
        ablations.size(),
        row -> {
          execution.checkCancelled();
          double[] x = state.x().select(row).toDoubleArray();
          double[] weights = anchors ? anchored.alone(row) : anchored.between().weights(x);
          double[] of = predict(at, anchored, step, x, weights, ablations.get(row).coefficients());
          System.arraycopy(of, 0, predicted, row * x.length, x.length);
        });
    Batch fresh = step.fresh(shape, k, List.of(sample.noise()));
    return step.next(state, Batch.rounded(shape, predicted), fresh);
  }

  /**
   * The predicted noise of an ablation at a state, by what members say at the anchors. What the
   * anchors do not reach of the state is taken for noise: it moves no predicted clean sample.
   */
  private static double[] predict(
      FactualPoint at,
      Anchored anchored,
      SamplingStep step,
      double[] x,
      double[] weights,
      Coefficients c) {
    double sigma = Math.sqrt(1 - step.alphaBar());
    double[] predicted = x.clone();
    for (int q = 0; q < weights.length; q++) {
      for (int p = 0; p < x.length; p++) {
        predicted[p] -= weights[q] * anchored.states()[q][p];
      }
    }
    for (int p = 0; p < x.length; p++) {
      predicted[p] /= sigma;
    }
    for (int k = 0; k < at.members().length; k++) {
      double share = c.get(at.members()[k]) / at.size();
      for (int q = 0; share != 0 && q < weights.length; q++) {
        double weight = share * weights[q];
        int from = (k * weights.length + q) * x.length;
        for (int p = 0; p < x.length; p++) {
          predicted[p] += weight * anchored.said()[from + p];
        }
      }
    }
    return predicted;
  }

  /**
   * Where other ablations lead.
   *
   * @param ablations on top of what was removed before
   * @param execution where they are followed, and whether to go on
   * @return a row for each
   */
  Batch images(List<Ablation> ablations, Execution execution) {
    SamplerState state = start(sample, ablations.size());
    for (int k = 0; k < steps.size(); k++) {
      execution.checkCancelled();
      state = next(sample, at, steps.get(k), false, k, state, ablations, execution);
    }
    return state.x();
  }
}
