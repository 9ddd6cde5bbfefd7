package org.abc4j.model;

import org.abc4j.Batch;

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
   * Checks the arguments of {@link #linearize}.
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
