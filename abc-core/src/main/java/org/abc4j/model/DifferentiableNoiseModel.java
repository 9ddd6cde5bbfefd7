package org.abc4j.model;

import org.abc4j.Batch;
import org.abc4j.Execution;

/**
 * A noise predictor with forward-mode derivatives with respect to its input (section 2.4).
 *
 * <p>The contract of {@link NoiseModel} holds.
 */
public interface DifferentiableNoiseModel extends NoiseModel {

  /**
   * Predicts the noise in each row and pushes K tangents of each row through, sharing one primal
   * pass.
   *
   * @param x noisy samples, B rows
   * @param timestep t, from 0 to T − 1
   * @param tangents B·K rows, K ≥ 0; row b·K + k is the k-th tangent of row b
   * @return the prediction, the same bits as {@link #predict}, and ∂ₓε̂(x, t)·ẋ for each tangent
   * @throws IllegalArgumentException if a shape is another or the rows of {@code tangents} are no
   *     multiple of those of {@code x}
   */
  Linearization linearize(Batch x, int timestep, Batch tangents);

  /**
   * The same, with the question whether to go on. It is asked once, before the call, if a model
   * does not say otherwise; one that takes tangents in groups had best ask before each.
   *
   * @param x noisy samples, B rows
   * @param timestep t, from 0 to T − 1
   * @param tangents B·K rows, K ≥ 0; row b·K + k is the k-th tangent of row b
   * @param execution asked whether to go on
   * @return the same bits as {@link #linearize(Batch, int, Batch)}
   * @throws IllegalArgumentException if a shape is another or the rows of {@code tangents} are no
   *     multiple of those of {@code x}
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  default Linearization linearize(Batch x, int timestep, Batch tangents, Execution execution) {
    execution.checkCancelled();
    return linearize(x, timestep, tangents);
  }

  /**
   * Checks the arguments of {@link #linearize(Batch, int, Batch)}.
   *
   * @param model the model
   * @param x noisy samples, B rows
   * @param tangents B·K rows
   * @return K, 0 if there are no rows
   * @throws IllegalArgumentException if a shape is another or the rows of {@code tangents} are no
   *     multiple of those of {@code x}
   */
  static int requireTangents(DifferentiableNoiseModel model, Batch x, Batch tangents) {
    NoiseModel.requireShape(model, x);
    NoiseModel.requireShape(model, tangents);
    if (x.rows() == 0 ? tangents.rows() != 0 : tangents.rows() % x.rows() != 0) {
      throw new IllegalArgumentException(
          "each of "
              + x.rows()
              + " rows has as many tangents, found "
              + tangents.rows()
              + " tangents");
    }
    return x.rows() == 0 ? 0 : tangents.rows() / x.rows();
  }
}
