package org.abc4j.model;

import java.util.Map;

/**
 * A noise predictor that learns: the trainer's view of an executor.
 *
 * <p>Everything random comes in with the batch, so two executors see the same draws. Not
 * thread-safe: one thread at a time.
 */
public interface TrainableNoiseModel extends NoiseModel {

  /**
   * Takes one optimizer step on the mean of (ε̂ − ε)² over all values of a batch (Ho et al. 2020,
   * equation 14).
   *
   * @param batch what it is taken on
   * @return the loss before the step
   */
  double train(TrainingBatch batch);

  /**
   * The weights that training has come to, to predict with: their average, if one is kept.
   *
   * @return a copy, under the names of diffusers' {@code state_dict}
   */
  Map<String, float[]> weights();

  /**
   * Weights and optimizer state, enough to go on as if there had been no interruption.
   *
   * @return a copy: weights under the names of diffusers' {@code state_dict}, the optimizer's under
   *     names of its own
   */
  Map<String, float[]> state();

  /**
   * Goes back to a state.
   *
   * @param state what {@link #state} returned
   * @param steps optimizer steps taken up to then
   * @throws IllegalArgumentException if something is missing or of another size, naming it
   */
  void restore(Map<String, float[]> state, int steps);

  /** Frees what is held outside the heap, when training has ended; nothing if not said. */
  default void close() {}
}
