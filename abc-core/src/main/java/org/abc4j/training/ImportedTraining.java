package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleManifest;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;

/**
 * Takes the models that another program has trained from {@link TrainingInputs}, into folders as
 * trainings of this library leave them. Each says by which program its models were trained, under
 * {@code "executor"}: it is no folder of a training on the pure-JVM engine, to whose weights these
 * are equal but for rounding. Immutable and thread-safe.
 */
public final class ImportedTraining {
  private final String executor;
  private final TrainedWeights weights;

  private ImportedTraining(String executor, TrainedWeights weights) {
    this.executor = UNetEnsembleTrainer.requireName(executor);
    this.weights = Objects.requireNonNull(weights, "weights");
  }

  /**
   * Of a program's weights.
   *
   * @param executor what trained them, one line, kept in the folders
   * @param weights what it has trained
   * @return the training
   * @throws IllegalArgumentException if the executor is blank or has a control character
   */
  public static ImportedTraining of(String executor, TrainedWeights weights) {
    return new ImportedTraining(executor, weights);
  }

  /**
   * Takes the members of an ensemble, or goes on taking them, or opens what was taken.
   *
   * @param trainer says how members were trained
   * @param images training data, item i of the code's sources in row i
   * @param code which source was seen by which members
   * @param folder the folder, made if it is not there
   * @return the ensemble's folder
   * @throws MalformedFileException as {@link UNetEnsembleTrainer#train} does, or if a weight is
   *     missing, of another shape or not finite, naming model and weight
   * @throws IOException if a file cannot be written or read
   * @throws IllegalArgumentException as {@link UNetEnsembleTrainer#train} does
   */
  public EnsembleFolder ensemble(
      UNetEnsembleTrainer trainer, Rows images, CodeAssignment code, Path folder)
      throws IOException {
    UNetEnsembleTrainer named = opening(trainer, executor);
    MemberTrainer members =
        MemberTrainer.of(trainer.training(), 1).by(maker(trainer.config(), executor));
    return named.take(
        images,
        code,
        folder,
        tasks -> {
          for (MemberTask task : tasks) {
            MemberIdentity whose = members.identity(task.member(), task.splitSha256());
            TrainingFolder.write(
                folder,
                whose,
                file(trainer.config(), name(EnsembleFolder.memberFile(folder, task.member()))));
          }
        });
  }

  /**
   * Takes retrained models, or goes on taking them, or opens what was taken.
   *
   * @param retraining says how they were trained
   * @param items training data, item i of the sources in row i
   * @param sources whose each item is
   * @param folder the folder, made if it is not there
   * @param without sources, each of which one model goes without
   * @return the folder's models
   * @throws MalformedFileException as {@link MatchedRetraining#train} does, or if a weight is
   *     missing, of another shape or not finite, naming model and weight
   * @throws IOException if a file cannot be written or read
   * @throws IllegalArgumentException as {@link MatchedRetraining#train} does
   */
  public RetrainedModels retrained(
      MatchedRetraining retraining, Rows items, DataSources sources, Path folder, long... without)
      throws IOException {
    return retraining
        .onExecutor(executor)
        .train(
            items,
            sources,
            folder,
            (model, place) ->
                place.finish(
                    model.without(),
                    file(retraining.config(), name(MatchedModel.file(folder, model.without())))),
            without);
  }

  /**
   * What trained the members of a whole ensemble, if not the pure-JVM engine.
   *
   * @param ensemble the ensemble's folder
   * @return the name of an executor or of another program; empty if there is none, or no ensemble
   * @throws MalformedFileException if the folder's manifest is damaged
   * @throws IOException if it cannot be read
   */
  public static Optional<String> executor(Path ensemble) throws IOException {
    return EnsembleFolder.isComplete(ensemble)
        ? Optional.ofNullable(
            EnsembleManifest.in(ensemble).provenance().get(TrainingIdentity.EXECUTOR))
        : Optional.empty();
  }

  /**
   * A trainer that opens an ensemble whose members were trained by something else, if it is whole
   * and of its training, and trains none.
   *
   * @param trainer says how members were trained
   * @param executor what trained them
   * @return a copy of the trainer
   */
  public static UNetEnsembleTrainer opening(UNetEnsembleTrainer trainer, String executor) {
    return trainer.onExecutor(executor, ImportedTraining::refuse);
  }

  /** What makes a member, as a training on an executor says it. */
  private static Map<String, String> maker(UNetConfig config, String executor) {
    Map<String, String> maker = new LinkedHashMap<>();
    maker.put(TrainingIdentity.NETWORK, config.toString());
    maker.put(TrainingIdentity.EXECUTOR, executor);
    return maker;
  }

  private static TrainableNoiseModel refuse(Network network, TrainingConfig how) {
    throw new IllegalStateException("models that are taken are not trained here");
  }

  static String name(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.indexOf('.'));
  }

  private SafetensorsWriter file(UNetConfig config, String model) throws IOException {
    SafetensorsWriter writer = SafetensorsWriter.create();
    for (Parameter parameter : Network.of(config).parameters().values()) {
      float[] values = weights.of(model, parameter);
      requireValues(model, parameter, values);
      writer.put(parameter.name(), parameter.shape(), values);
    }
    return writer;
  }

  private static void requireValues(String model, Parameter parameter, float... values)
      throws MalformedFileException {
    long size = 1;
    for (int extent : parameter.shape()) {
      size *= extent;
    }
    if (values.length != size) {
      throw new MalformedFileException(
          model, parameter.name(), size + " values", values.length + " values");
    }
    for (int at = 0; at < values.length; at++) {
      if (!Float.isFinite(values[at])) {
        throw new MalformedFileException(
            model, parameter.name(), "finite values", values[at] + " at " + at);
      }
    }
  }
}
