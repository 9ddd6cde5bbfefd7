package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;

/**
 * Trains members to their weights: from the initial ones, or from where a checkpoint stands.
 *
 * @param config configuration of every member
 * @param training how they are trained
 * @param trainer takes their steps, by the same settings
 * @param models makes their models
 */
record MemberWeights(
    UNetConfig config, TrainingConfig training, MemberTrainer trainer, TrainableModels models) {

  /**
   * Trains a member to its end.
   *
   * @param whose the member, on its split
   * @param checkpoint its checkpoint's file
   * @param begun the ensemble whose member has taken the first steps, if there is one
   * @return what its file is to hold
   */
  SafetensorsWriter of(
      MemberIdentity whose,
      Rows split,
      Path checkpoint,
      Optional<EnsembleFolder> begun,
      Execution execution,
      TrainingListener listener)
      throws IOException {
    Network network = Network.of(config);
    InitialWeights.set(network, training.seed(), training.drawsOf(whose.member()));
    TrainableNoiseModel model = models.of(network, training);
    try {
      if (begun.isPresent()) {
        BegunTraining.bring(begun.get(), trainer, model, whose, split, checkpoint);
      }
      TrainingDraws draws = trainer.draws(whose.member(), split);
      trainer.train(model, whose, draws, checkpoint, execution, listener);
      return weights(network, model.weights());
    } finally {
      model.close();
    }
  }

  /** A trained network's weights as a file. */
  static SafetensorsWriter weights(Network network, Map<String, float[]> weights) {
    SafetensorsWriter writer = SafetensorsWriter.create();
    for (Parameter parameter : network.parameters().values()) {
      writer.put(parameter.name(), parameter.shape(), weights.get(parameter.name()));
    }
    return writer;
  }
}
