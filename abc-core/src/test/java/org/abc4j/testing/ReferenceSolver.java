package org.abc4j.testing;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;

/**
 * DPM-Solver++(2M) and UniPC of order 2 in double, step after step with the past in lists, as their
 * papers' algorithms are written; UniPC's weights come from its linear systems. Shares no code with
 * the library.
 */
public final class ReferenceSolver {
  private final boolean corrects;
  private final double clip;
  private final boolean consistent;
  private final double[] bars;

  /**
   * A solver.
   *
   * @param corrects UniPC if true, DPM-Solver++ if not
   * @param clip bound on every prediction of the clean sample
   * @param consistent whether the state stays as it is where the bound holds
   * @param bars ᾱ of each step, in the order of sampling
   */
  public ReferenceSolver(boolean corrects, double clip, boolean consistent, double... bars) {
    this.consistent = consistent;
    this.corrects = corrects;
    this.clip = clip;
    this.bars = bars.clone();
  }

  /** ε̂ of a state at a step. */
  @FunctionalInterface
  public interface Prediction {
    double[] at(double[] x, int step);
  }

  /** From the start to the sample. */
  public double[] solve(double[] start, Prediction predict) {
    double[] x = start;
    List<double[]> clean = new ArrayList<>();
    double[] lastCorrected = null;
    for (int k = 0; k < bars.length; k++) {
      double[] epsilon = predict.at(x, k);
      double[] m = new double[x.length];
      double[] taken = new double[x.length];
      for (int j = 0; j < m.length; j++) {
        double raw = (x[j] - sigma(k) * epsilon[j]) / alpha(k);
        m[j] = Math.max(-clip, Math.min(clip, raw));
        // What the bound takes off the state, if it takes it off.
        taken[j] = consistent ? 0 : alpha(k) * (raw - m[j]);
      }
      if (corrects && k > 0) {
        x = corrected(lastCorrected, clean, m, k);
      }
      x = Reference.minus(x, taken, 1);
      lastCorrected = x;
      clean.add(m);
      x = predicted(x, clean, k + 1);
    }
    return x;
  }

  private double alpha(int k) {
    return k == bars.length ? 1 : Math.sqrt(bars[k]);
  }

  private double sigma(int k) {
    return k == bars.length ? 0 : Math.sqrt(1 - bars[k]);
  }

  private double lambda(int k) {
    return Math.log(alpha(k) / sigma(k));
  }

  /** The state at point {@code to} from that at the point before. */
  private double[] predicted(double[] x, List<double[]> clean, int to) {
    int now = to - 1;
    boolean second = now > 0 && to < bars.length;
    double h = lambda(to) - lambda(now);
    double[] next = new double[x.length];
    for (int j = 0; j < next.length; j++) {
      double m0 = clean.get(now)[j];
      double d = m0;
      if (second) {
        double r = (lambda(now) - lambda(now - 1)) / h;
        d = (1 + 1 / (2 * r)) * m0 - 1 / (2 * r) * clean.get(now - 1)[j];
      }
      next[j] = sigma(to) / sigma(now) * x[j] - alpha(to) * Math.expm1(-h) * d;
    }
    return next;
  }

  /** UniC: the state at point {@code now} again, with what the model said there. */
  private double[] corrected(double[] before, List<double[]> clean, double[] m, int now) {
    int last = now - 1;
    int order = last == 0 ? 1 : 2;
    double hh = -(lambda(now) - lambda(last));
    double[] rks = new double[order];
    rks[order - 1] = 1;
    if (order == 2) {
      rks[0] = (lambda(last - 1) - lambda(last)) / -hh;
    }
    double[] rhos = order == 1 ? new double[] {0.5} : weights(rks, hh);
    double[] next = new double[before.length];
    for (int j = 0; j < next.length; j++) {
      double m0 = clean.get(last)[j];
      double sum = rhos[order - 1] * (m[j] - m0);
      if (order == 2) {
        sum += rhos[0] * (clean.get(last - 1)[j] - m0) / rks[0];
      }
      next[j] =
          sigma(now) / sigma(last) * before[j]
              - alpha(now) * Math.expm1(hh) * m0
              - alpha(now) * Math.expm1(hh) * sum;
    }
    return next;
  }

  /** ρ of Σ rₖⁱ⁻¹ρₖ = i!·φᵢ₊₁(hh)·hh/B(hh), by a linear system. */
  private static double[] weights(double[] rks, double hh) {
    double[][] matrix = new double[rks.length][rks.length];
    double[] right = new double[rks.length];
    double phi = Math.expm1(hh) / hh - 1;
    double factorial = 1;
    for (int i = 0; i < rks.length; i++) {
      for (int k = 0; k < rks.length; k++) {
        matrix[i][k] = Math.pow(rks[k], i);
      }
      right[i] = phi * factorial / Math.expm1(hh);
      factorial *= i + 2;
      phi = phi / hh - 1 / factorial;
    }
    return new LUDecomposition(new Array2DRowRealMatrix(matrix))
        .getSolver()
        .solve(MatrixUtils.createRealVector(right))
        .toArray();
  }
}
