package org.abc4j.model;

import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.noise.NoiseSchedule;

/**
 * A noise predictor ε̂(x, t): one member f_i of an ensemble, or an ensemble itself (section 2.3).
 *
 * <p>The prediction for a row must not depend, to the bit, on which other rows are in the batch,
 * nor on what was asked before; {@link ModelContract} tries that and the rest on a model of yours.
 * Implementations must allow calls from several threads one after another; whether calls may
 * overlap is theirs to say. The schedulers of abc never call one <em>position</em> of an ensemble
 * from two threads at once; an instance that stands at several positions, or is shared by
 * computations that run at the same time, may be called from several threads at once.
 */
public interface NoiseModel {

  /**
   * The shape of the samples that this model denoises.
   *
   * @return the shape
   */
  Shape shape();

  /**
   * The noise schedule that this model was made for. A sampler of another schedule would ask it
   * about timesteps that mean something else; samplers refuse that where they can.
   *
   * @return the schedule, or empty if the model does not know it
   */
  default Optional<NoiseSchedule> schedule() {
    return Optional.empty();
  }

  /**
   * How many rows this model takes together best. The schedulers of abc hand it no more at once,
   * since it is between two calls that a computation can stop: many rows may be faster, few are
   * sooner done.
   *
   * @return a number of rows, 32 if not said; one below 1 counts as 1
   */
  default int preferredRows() {
    return 32;
  }

  /**
   * Predicts the noise in each row.
   *
   * @param x noisy samples x_t of shape {@link #shape()}; any number of rows
   * @param timestep t, from 0 to T − 1, the same for all rows
   * @return the predicted noise ε̂, finite, a row for each row of {@code x}
   * @throws IllegalArgumentException if the shape is another
   */
  Batch predict(Batch x, int timestep);

  /**
   * Checks that a batch has the shape that a model denoises.
   *
   * @param model the model
   * @param x what it is given
   * @throws IllegalArgumentException if the shape is another, naming both
   */
  static void requireShape(NoiseModel model, Batch x) {
    if (!model.shape().equals(x.shape())) {
      throw new IllegalArgumentException(
          "this model denoises samples of shape " + model.shape() + ", found " + x.shape());
    }
  }
}
