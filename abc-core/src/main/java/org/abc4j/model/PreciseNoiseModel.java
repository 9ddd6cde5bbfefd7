package org.abc4j.model;

import org.abc4j.Execution;

/**
 * A differentiable noise predictor that computes in {@code double} and can say so.
 *
 * <p>Derivatives that are followed through many steps magnify what each rounding took off the state
 * and the prediction. An {@code EnsembleJacobian} carries both in {@code double} and asks such
 * models so; others get and give {@code float}. The contract of {@link NoiseModel} holds.
 */
public interface PreciseNoiseModel extends DifferentiableNoiseModel {

  /**
   * Predicts the noise in one state and pushes K tangents of it through.
   *
   * @param x a noisy sample, {@code shape().size()} values
   * @param timestep t, from 0 to T − 1
   * @param tangents K tangents of it, {@code shape().size()} values each, one after another
   * @return what {@link #linearize(org.abc4j.Batch, int, org.abc4j.Batch)} answers, but for the
   *     rounding of arguments and answer
   * @throws IllegalArgumentException if there are other numbers of values
   */
  PreciseLinearization linearize(double[] x, int timestep, double[] tangents);

  /**
   * The same, with the question whether to go on. It is asked once, before the call, if a model
   * does not say otherwise; one that takes tangents in groups had best ask before each.
   *
   * @param x a noisy sample, {@code shape().size()} values
   * @param timestep t, from 0 to T − 1
   * @param tangents K tangents of it, {@code shape().size()} values each, one after another
   * @param execution asked whether to go on
   * @return the same bits as {@link #linearize(double[], int, double[])}
   * @throws IllegalArgumentException if there are other numbers of values
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  default PreciseLinearization linearize(
      double[] x, int timestep, double[] tangents, Execution execution) {
    execution.checkCancelled();
    return linearize(x, timestep, tangents);
  }

  /**
   * Checks the arguments of {@link #linearize(double[], int, double[])}.
   *
   * @param model the model
   * @param x a noisy sample
   * @param tangents tangents of it
   * @return K
   * @throws IllegalArgumentException if there are other numbers of values
   */
  static int requireValues(PreciseNoiseModel model, double[] x, double[] tangents) {
    int m = model.shape().size();
    if (x.length != m || tangents.length % m != 0) {
      throw new IllegalArgumentException(
          "this model denoises samples of "
              + m
              + " values, and each tangent has as many, found "
              + x.length
              + " and, of tangents, "
              + tangents.length);
    }
    return tangents.length / m;
  }
}
