package org.abc4j.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.sampling.SamplingStep;

/**
 * At which noise residuals of training points are taken: for each point and timestep a few draws at
 * a fixed address, over which they are averaged. The first draws are the same however many follow.
 *
 * @param seed seed of the noise
 * @param count how many draws a point and timestep, from 1 to 1024
 */
public record ResidualDraws(long seed, int count) {
  private static final int MOST = 1024;

  /**
   * Checks the number of draws.
   *
   * @param seed seed of the noise
   * @param count how many draws a point and timestep, from 1 to 1024
   * @throws IllegalArgumentException if there are fewer or more
   */
  public ResidualDraws {
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException(
          "residuals are averaged over 1 to " + MOST + " draws, found " + count);
    }
  }

  /**
   * The draws that residuals in files are usually of: four, from seed 0. Whoever computes them by
   * others cannot share files with those who do not.
   *
   * @return the draws
   */
  public static ResidualDraws usual() {
    return new ResidualDraws(0, 4);
  }

  /**
   * How far the ensemble's mean denoises some points from where they are: x_j − x̂₀(√ᾱ·x_j + σ·z),
   * averaged over the draws of z.
   *
   * @param ensemble the ensemble
   * @param points the training points
   * @param step gives timestep and ᾱ
   * @param some indices of points
   * @param execution where members run, and whether to go on
   * @return a row for each index, whatever other indices there are
   * @throws IllegalArgumentException if the shapes differ
   * @throws ArithmeticException if a member predicts a value that is not finite, naming it
   */
  public Batch residuals(
      Ensemble ensemble,
      TrainingPoints points,
      SamplingStep step,
      int[] some,
      Execution execution) {
    int m = points.shape().size();
    double signal = Math.sqrt(step.alphaBar());
    double noise = Math.sqrt(1 - step.alphaBar());
    float[] noisy = new float[Math.multiplyExact(Math.multiplyExact(some.length, count), m)];
    float[] point = new float[m];
    List<float[]> draws = new ArrayList<>();
    CounterRandom random = CounterRandom.of(seed, Purpose.RESIDUAL_NOISE);
    for (int k = 0; k < some.length; k++) {
      points.rows().copyRow(some[k], point);
      float[] z = random.gaussians(some[k], step.timestep(), count * m);
      draws.add(z);
      for (int p = 0; p < z.length; p++) {
        noisy[k * count * m + p] = (float) (signal * point[p % m] + noise * z[p]);
      }
    }
    Coefficients factual = ensemble.factual().coefficients();
    Batch x = Batch.of(points.shape(), noisy);
    float[] predicted =
        ensemble
            .predict(x, step.timestep(), Collections.nCopies(x.rows(), factual), execution)
            .toArray();
    double[] residuals = new double[some.length * m];
    for (int k = 0; k < some.length; k++) {
      float[] z = draws.get(k);
      for (int p = 0; p < z.length; p++) {
        residuals[k * m + p % m] +=
            noise / signal / count * (predicted[k * count * m + p] - (double) z[p]);
      }
    }
    return Batch.rounded(points.shape(), residuals);
  }
}
