package org.abc4j.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplerState;
import org.abc4j.sampling.SamplingStep;

/**
 * A slow twin of an anchored counterfactual: one walk after another, members asked one state at a
 * time, sums and equations as they are written in the Javadoc.
 */
final class AnchoredTwin {
  private final Sample sample;
  private final Ensemble ensemble;
  private final List<double[]> anchors;

  /** Coefficients of the anchors, the factual ones first. */
  AnchoredTwin(Sample sample, List<double[]> anchors) {
    this.sample = sample;
    this.ensemble = sample.ensemble();
    this.anchors = anchors;
  }

  float[] counterfactual(double... c) {
    List<SamplerState> at = new ArrayList<>(Collections.nCopies(anchors.size(), start()));
    SamplerState state = start();
    for (int k = 0; k < sample.sampler().steps().size(); k++) {
      SamplingStep step = sample.sampler().steps().get(k);
      double[][] states = new double[anchors.size()][];
      for (int q = 0; q < states.length; q++) {
        states[q] = at.get(q).x().toDoubleArray();
      }
      double[] weights = weights(states, state.x().toDoubleArray());
      double[] clean = new double[states[0].length];
      double[] predicted = state.x().toDoubleArray();
      for (int q = 0; q < states.length; q++) {
        double[] said = mean(c, at.get(q), step);
        for (int p = 0; p < clean.length; p++) {
          clean[p] += weights[q] * clean(step, states[q][p], said[p]);
        }
        at.set(q, next(k, at.get(q), mean(anchors.get(q), at.get(q), step)));
      }
      for (int p = 0; p < clean.length; p++) {
        predicted[p] -= Math.sqrt(step.alphaBar()) * clean[p];
        predicted[p] /= Math.sqrt(1 - step.alphaBar());
      }
      // Coefficients sum to n, so an x̂₀ is the weighted mean of members' own.
      state = next(k, state, predicted);
    }
    return state.x().row(0);
  }

  private static double clean(SamplingStep step, double x, double predicted) {
    return (x - Math.sqrt(1 - step.alphaBar()) * predicted) / Math.sqrt(step.alphaBar());
  }

  private SamplerState start() {
    return SamplerState.start(Batch.of(sample.shape(), sample.noise().start(sample.shape())));
  }

  private double[] mean(double[] c, SamplerState state, SamplingStep step) {
    double[] mean = new double[sample.shape().size()];
    for (int i = 0; i < c.length; i++) {
      if (c[i] != 0) {
        Batch said = ensemble.member(i).predict(state.x(), step.timestep());
        for (int p = 0; p < mean.length; p++) {
          mean[p] += c[i] / c.length * said.get(0, p);
        }
      }
    }
    return mean;
  }

  private SamplerState next(int k, SamplerState state, double[] predicted) {
    SamplingStep step = sample.sampler().steps().get(k);
    return step.next(
        state,
        Batch.rounded(sample.shape(), predicted),
        step.fresh(sample.shape(), k, List.of(sample.noise())));
  }

  /** The weights by Gaussian elimination with partial pivoting. */
  static double[] weights(double[][] states, double[] state) {
    int count = states.length;
    double scale = 0;
    List<Double> squares = new ArrayList<>();
    for (int q = 0; q < count; q++) {
      scale += inner(states, states[q], states[q]) / count;
      for (int r = 0; r < q; r++) {
        if (square(states[q], states[r]) > 0) {
          squares.add(square(states[q], states[r]));
        }
      }
    }
    double[] weights = new double[count];
    if (scale == 0) {
      weights[0] = 1;
      return weights;
    }
    Collections.sort(squares);
    double width = squares.get(squares.size() / 2);
    double[][] rows = new double[count + 1][count + 2];
    double trace = 0;
    for (int q = 0; q < count; q++) {
      for (int r = 0; r < count; r++) {
        rows[q][r] = covariance(states, states[q], states[r], scale, width);
      }
      trace += rows[q][q];
      rows[q][count] = 1;
      rows[count][q] = 1;
      rows[q][count + 1] = covariance(states, states[q], state, scale, width);
    }
    rows[count][count + 1] = 1;
    for (int q = 0; q < count; q++) {
      rows[q][q] += 0.01 * trace / count;
    }
    double[] solved = solve(rows);
    return Arrays.copyOf(solved, count);
  }

  private static double covariance(
      double[][] states, double[] a, double[] b, double scale, double width) {
    return inner(states, a, b) / scale + 0.3 * Math.exp(-square(a, b) / (2 * width));
  }

  private static double inner(double[][] states, double[] a, double[] b) {
    double sum = 0;
    for (int p = 0; p < a.length; p++) {
      sum += (a[p] - states[0][p]) * (b[p] - states[0][p]);
    }
    return sum;
  }

  private static double square(double[] a, double[] b) {
    double sum = 0;
    for (int p = 0; p < a.length; p++) {
      sum += (a[p] - b[p]) * (a[p] - b[p]);
    }
    return sum;
  }

  private static double[] solve(double[][] rows) {
    int count = rows.length;
    for (int c = 0; c < count; c++) {
      int pivot = c;
      for (int r = c; r < count; r++) {
        pivot = Math.abs(rows[r][c]) > Math.abs(rows[pivot][c]) ? r : pivot;
      }
      double[] swap = rows[c];
      rows[c] = rows[pivot];
      rows[pivot] = swap;
      for (int r = 0; r < count; r++) {
        double factor = r == c ? 0 : rows[r][c] / rows[c][c];
        for (int k = c; k <= count && factor != 0; k++) {
          rows[r][k] -= factor * rows[c][k];
        }
      }
    }
    double[] solved = new double[count];
    Arrays.setAll(solved, r -> rows[r][count] / rows[r][r]);
    return solved;
  }
}
