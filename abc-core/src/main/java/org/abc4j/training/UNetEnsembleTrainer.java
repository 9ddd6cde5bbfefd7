package org.abc4j.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.Sha256;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.TrainableUNet;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;

/**
 * Trains an ensemble of U-Nets into a folder, members side by side, each on its split.
 *
 * <p>A folder that holds part of a training goes on from there, to the same bytes; one that holds a
 * part of another training is refused. Immutable and thread-safe; one training a folder at a time.
 */
public final class UNetEnsembleTrainer {
  private static final String PLAN = "training.txt";
  private static final String CHECKPOINTS = "checkpoints";
  private static final int CHECKPOINT_EVERY = 250;

  private final UNetConfig config;
  private final TrainingConfig training;
  private final Execution execution;
  private final TrainingListener listener;

  private UNetEnsembleTrainer(
      UNetConfig config, TrainingConfig training, Execution execution, TrainingListener listener) {
    this.config = Objects.requireNonNull(config, "config");
    this.training = Objects.requireNonNull(training, "training");
    this.execution = Objects.requireNonNull(execution, "execution");
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  /**
   * A trainer on the calling thread.
   *
   * @param config configuration of every member
   * @param training how they are trained
   * @return the trainer
   */
  public static UNetEnsembleTrainer of(UNetConfig config, TrainingConfig training) {
    return new UNetEnsembleTrainer(
        config, training, Execution.sequential(), (member, step, steps, loss) -> {});
  }

  /**
   * With another execution.
   *
   * @param execution where members are trained, and whether to go on
   * @return a copy
   */
  public UNetEnsembleTrainer with(Execution execution) {
    return new UNetEnsembleTrainer(config, training, execution, listener);
  }

  /**
   * With somebody who hears of each step.
   *
   * @param listener called on the threads that train
   * @return a copy
   */
  public UNetEnsembleTrainer reportingTo(TrainingListener listener) {
    return new UNetEnsembleTrainer(config, training, execution, listener);
  }

  /**
   * Trains, or goes on training, or opens what is trained already.
   *
   * @param images training data, item i of the code's sources in row i
   * @param code which source is seen by which members
   * @param folder the folder, made if it is not there
   * @return the ensemble's folder
   * @throws IOException if a file cannot be written or read
   * @throws IllegalArgumentException if the images are not those of the code or the network, or the
   *     folder belongs to another training
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public EnsembleFolder train(Batch images, CodeAssignment code, Path folder) throws IOException {
    if (!images.shape().equals(config.inputShape()) || images.rows() != code.sources().items()) {
      throw new IllegalArgumentException(
          "the network takes images of shape "
              + config.inputShape()
              + " and the sources have "
              + code.sources().items()
              + " items, found "
              + images);
    }
    Map<String, String> plan = plan(images, code);
    Files.createDirectories(folder.resolve(CHECKPOINTS));
    claim(folder.resolve(PLAN), plan);
    if (EnsembleFolder.isComplete(folder)) {
      return EnsembleFolder.open(folder);
    }
    execution.forEach(
        code.codebook().length(),
        member -> {
          try {
            trainMember(images.select(code.splits().indices(member)), member, folder);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return EnsembleFolder.complete(
        folder, config, code, training.schedule(), plan.get("images"), plan);
  }

  private void trainMember(Batch split, int member, Path folder) throws IOException {
    Path file = EnsembleFolder.memberFile(folder, member);
    if (Files.exists(file)) {
      return;
    }
    Network network = Network.of(config);
    InitialWeights.set(network, training.seed(), member);
    TrainableUNet model =
        TrainableUNet.of(network, training.adam(), training.emaDecay(), training.schedule());
    Path checkpoint = folder.resolve(CHECKPOINTS).resolve(file.getFileName());
    MemberTrainer.of(training, CHECKPOINT_EVERY)
        .train(model, member, split, checkpoint, execution, listener);
    Map<String, float[]> weights = model.weights();
    SafetensorsWriter writer = SafetensorsWriter.create();
    for (Parameter parameter : network.parameters().values()) {
      writer.put(parameter.name(), parameter.shape(), weights.get(parameter.name()));
    }
    writer.write(file);
    Files.deleteIfExists(checkpoint);
  }

  private Map<String, String> plan(Batch images, CodeAssignment code) {
    Map<String, String> plan = new LinkedHashMap<>();
    Sha256 words = Sha256.begin();
    for (long item = 0; item < code.sources().items(); item++) {
      words.add(code.word(code.sources().sourceOf(item)).toString());
    }
    plan.put("images", Sha256.begin().add(images.shape().toString()).add(images.toArray()).hex());
    plan.put("words of the items", words.hex());
    plan.put("network", config.toString());
    plan.put("training", training.toString());
    return plan;
  }

  /** A folder belongs to the training that first wrote to it. */
  private static void claim(Path file, Map<String, String> plan) throws IOException {
    StringBuilder text = new StringBuilder();
    plan.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    if (!Files.exists(file)) {
      AtomicFiles.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
      return;
    }
    String found = Files.readString(file);
    if (!found.contentEquals(text)) {
      throw new IllegalArgumentException(
          file.getParent() + " belongs to another training: expected\n" + text + "found\n" + found);
    }
  }
}
