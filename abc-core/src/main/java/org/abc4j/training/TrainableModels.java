package org.abc4j.training;

import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.unet.TrainableUNet;
import org.abc4j.unet.layer.Network;

/** An executor's side of training: makes the model of a member. */
@FunctionalInterface
public interface TrainableModels {

  /** Those of the pure-JVM engine. */
  TrainableModels PURE =
      (network, how) ->
          TrainableUNet.of(
              network, how.adam(), how.emaDecay(), how.averageWarmUp(), how.schedule());

  /**
   * A model in training that starts from a network's weights.
   *
   * @param network the member's network at its initial weights, which may be changed
   * @param training how members are trained
   * @return a new model
   */
  TrainableNoiseModel of(Network network, TrainingConfig training);
}
