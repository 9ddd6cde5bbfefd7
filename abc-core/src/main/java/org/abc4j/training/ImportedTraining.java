package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.safetensors.SafetensorsFile;
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
  private static final String ENDING = ".safetensors";

  private final String executor;
  private final TrainedWeights weights;

  private ImportedTraining(String executor, TrainedWeights weights) {
    this.executor = ModelExecutor.requireName(executor);
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
   * Takes the members of an ensemble, or goes on taking them, or opens what was taken. Those that
   * are there already are compared, before anything is written.
   *
   * @param trainer says how members were trained
   * @param images training data, item i of the code's sources in row i
   * @param code which source was seen by which members
   * @param folder the folder, made if it is not there
   * @return the ensemble's folder
   * @throws MalformedFileException as {@link UNetEnsembleTrainer#train} does, or if a weight is
   *     missing, of another shape or not finite, naming folder, model and weight
   * @throws AnotherTrainingException as it does, or if a member that is there has other weights
   * @throws IOException if a file cannot be written or read
   * @throws IllegalArgumentException as {@link UNetEnsembleTrainer#train} does
   */
  public EnsembleFolder ensemble(
      UNetEnsembleTrainer trainer, Rows images, CodeAssignment code, Path folder)
      throws IOException {
    there(
        trainer.config(),
        folder,
        IntStream.range(0, code.codebook().length())
            .mapToObj(member -> name(EnsembleFolder.memberFile(folder, member)))
            .toList());
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
                file(trainer.config(), EnsembleFolder.memberFile(folder, task.member())));
          }
        });
  }

  /**
   * Takes retrained models, or goes on taking them, or opens what was taken. Those that are there
   * already are compared, before anything is written.
   *
   * @param retraining says how they were trained
   * @param items training data, item i of the sources in row i
   * @param sources whose each item is
   * @param folder the folder, made if it is not there
   * @param without sources, each of which one model goes without
   * @return the folder's models
   * @throws MalformedFileException as {@link MatchedRetraining#train} does, or if a weight is
   *     missing, of another shape or not finite, naming folder, model and weight
   * @throws AnotherTrainingException as it does, or if a model that is there has other weights
   * @throws IOException if a file cannot be written or read
   * @throws IllegalArgumentException as {@link MatchedRetraining#train} does
   */
  public RetrainedModels retrained(
      MatchedRetraining retraining, Rows items, DataSources sources, Path folder, long... without)
      throws IOException {
    there(
        retraining.config(),
        folder,
        LongStream.concat(LongStream.of(MatchedModel.NOBODY), Arrays.stream(without))
            .mapToObj(source -> name(MatchedModel.file(folder, source)))
            .distinct()
            .toList());
    return retraining
        .onExecutor(executor)
        .train(
            items,
            sources,
            folder,
            (model, place) ->
                place.finish(
                    model.without(),
                    file(retraining.config(), MatchedModel.file(folder, model.without()))),
            without);
  }

  /**
   * How many models lie in a folder already, with these weights to the bit. Nothing is written, so
   * it can be asked of several folders before the first is taken.
   *
   * @param config the network of all
   * @param folder the folder, which need not be there
   * @param models names of models, as {@link TrainedWeights} has them
   * @return how many of them are there
   * @throws AnotherTrainingException if one that is there has other weights, naming its file
   * @throws MalformedFileException if its file, or a weight, is not what it must be
   * @throws IOException if a file cannot be read
   */
  public int there(UNetConfig config, Path folder, List<String> models) throws IOException {
    Collection<Parameter> parameters = Network.of(config).parameters().values();
    int there = 0;
    for (String model : models) {
      Path file = folder.resolve(model + ENDING);
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        requireSame(file, parameters);
        there++;
      }
    }
    return there;
  }

  private void requireSame(Path file, Collection<Parameter> parameters) throws IOException {
    SafetensorsFile found = SafetensorsFile.read(file);
    for (Parameter parameter : parameters) {
      float[] taken = weights.of(name(file), parameter);
      float[] there =
          found.floats(parameter.name(), Arrays.stream(parameter.shape()).asLongStream().toArray());
      if (!Arrays.equals(taken, there)) {
        throw new AnotherTrainingException(
            file
                + " is there already, with another "
                + parameter.name()
                + " than "
                + executor
                + " has trained",
            List.of(),
            null);
      }
    }
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

  private SafetensorsWriter file(UNetConfig config, Path file) throws IOException {
    SafetensorsWriter writer = SafetensorsWriter.create();
    for (Parameter parameter : Network.of(config).parameters().values()) {
      float[] values = weights.of(name(file), parameter);
      requireValues("weights for " + file, parameter, values);
      writer.put(parameter.name(), parameter.shape(), values);
    }
    return writer;
  }

  private static void requireValues(String whose, Parameter parameter, float... values)
      throws MalformedFileException {
    long size = 1;
    for (int extent : parameter.shape()) {
      size *= extent;
    }
    if (values.length != size) {
      throw new MalformedFileException(
          whose, parameter.name(), size + " values", values.length + " values");
    }
    for (int at = 0; at < values.length; at++) {
      if (!Float.isFinite(values[at])) {
        throw new MalformedFileException(
            whose, parameter.name(), "finite values", values[at] + " at " + at);
      }
    }
  }
}
