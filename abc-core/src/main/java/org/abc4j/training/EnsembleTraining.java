package org.abc4j.training;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.Uninterrupted;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;

/**
 * One training of an ensemble into a folder, from where the folder stands to its manifest. The
 * images of a split are hashed once; they stand for it in checkpoint, record and manifest.
 */
final class EnsembleTraining {
  private final TrainingIdentity identity;
  private final Rows images;
  private final MemberTrainer trainer;
  private final TrainableModels models;
  private final Execution execution;
  private final Steps steps;
  private final Optional<EnsembleFolder> begun;
  private final boolean keepsStates;

  /**
   * @param trainer trains each member, by the identity's maker
   * @param models makes the members' models
   * @param execution where members are trained, and whether to go on
   * @param steps counts what members take
   * @param begun the ensemble whose members have taken the first steps, if there is one
   * @param keepsStates whether the states that members end in stay
   */
  EnsembleTraining(
      TrainingIdentity identity,
      Rows images,
      MemberTrainer trainer,
      TrainableModels models,
      Execution execution,
      Steps steps,
      Optional<EnsembleFolder> begun,
      boolean keepsStates) {
    this.identity = identity;
    this.images = images;
    this.trainer = trainer;
    this.models = models;
    this.execution = execution;
    this.steps = steps;
    this.begun = begun;
    this.keepsStates = keepsStates;
  }

  /** Trains, or goes on training, or opens what is trained already. */
  EnsembleFolder into(Path folder) throws IOException {
    if (EnsembleFolder.isComplete(folder)) {
      return identity.openComplete(folder);
    }
    requireImagesForAll();
    // Asked before anything is written, and again when nobody else can write.
    Uninterrupted.finish(() -> identity.requireOwned(folder));
    TrainingFolder held;
    try {
      held = TrainingFolder.hold(folder, identity, keepsStates);
    } catch (NoSuchFileException | FileAlreadyExistsException swept) {
      // Another training that has just ended does away with its checkpoints.
      if (EnsembleFolder.isComplete(folder)) {
        return identity.openComplete(folder);
      }
      throw swept;
    }
    try (TrainingFolder place = held) {
      if (EnsembleFolder.isComplete(folder)) {
        return identity.openComplete(folder);
      }
      place.begin();
      takeThoseThatEnded(place);
      trainOthers(place);
      return place.complete();
    }
  }

  private void requireImagesForAll() {
    CodeAssignment code = identity.code();
    for (int member = 0; member < code.codebook().length(); member++) {
      if (code.splits().items(member).findFirst().isEmpty()) {
        throw new IllegalArgumentException("member " + member + " has no item to be trained on");
      }
    }
  }

  private int members() {
    return identity.code().codebook().length();
  }

  private Rows split(int member) {
    return images.view(identity.code().splits().indices(member));
  }

  /** All of them before the first step, so that one that does not fit is not found hours later. */
  private void takeThoseThatEnded(TrainingFolder place) throws IOException {
    for (int member = 0; member < members(); member++) {
      Optional<EnsembleFolder> kept = identity.keptFrom(member);
      if (kept.isPresent()) {
        execution.checkCancelled();
        place.keep(member, EnsembleFolder.dataSha256(split(member)), kept.get());
        steps.taken(member);
      } else if (place.hasFile(member)) {
        execution.checkCancelled();
        place.take(trainer.identity(member, split(member)));
        steps.taken(member);
      }
    }
    steps.begin();
  }

  /** Members side by side; when one fails, or its thread is interrupted, all stop. */
  private void trainOthers(TrainingFolder place) throws IOException {
    Execution silent = execution.reportingTo((done, total) -> {});
    FileTasks.forEach(
        execution,
        members(),
        member -> {
          if (!place.hasEnded(member)) {
            train(member, place, silent);
          }
        });
  }

  private void train(int member, TrainingFolder place, Execution silent) throws IOException {
    Rows split = split(member);
    MemberIdentity whose = trainer.identity(member, split);
    TrainingConfig training = identity.training();
    Network network = Network.of(identity.config());
    InitialWeights.set(network, training.seed(), training.drawsOf(member));
    TrainableNoiseModel model = models.of(network, training);
    try {
      if (begun.isPresent()) {
        BegunTraining.bring(begun.get(), trainer, model, whose, split, place.checkpoint(member));
      }
      TrainingDraws draws = trainer.draws(member, split);
      trainer.train(model, whose, draws, place.checkpoint(member), silent, steps);
      place.finish(whose, weights(network, model.weights()));
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
