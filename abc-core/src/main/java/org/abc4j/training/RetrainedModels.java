package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Uninterrupted;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetConfigFile;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.UNetWeights;
import org.abc4j.unet.layer.Network;

/**
 * The models that a {@link MatchedRetraining} left in a folder, read one at a time. Immutable and
 * thread-safe.
 */
public final class RetrainedModels {
  private final Path folder;
  private final RetrainingFile manifest;
  private final UNetConfig config;
  private final NoiseSchedule schedule;

  private RetrainedModels(
      Path folder, RetrainingFile manifest, UNetConfig config, NoiseSchedule schedule) {
    this.folder = folder;
    this.manifest = manifest;
    this.config = config;
    this.schedule = schedule;
  }

  /**
   * Opens a folder. Models' files are not read yet.
   *
   * @param folder a folder of a retraining
   * @return its models
   * @throws MalformedFileException if manifest or configuration are missing or damaged, naming what
   * @throws IOException if a file cannot be read
   */
  public static RetrainedModels open(Path folder) throws IOException {
    return Uninterrupted.run(
        () -> {
          Path file = RetrainingFile.in(folder);
          RetrainingFile manifest = RetrainingFile.read(folder);
          Path configFile = folder.resolve(MatchedFolder.CONFIG);
          UNetConfig config = UNetConfigFile.read(configFile);
          String network = manifest.made().getOrDefault(TrainingIdentity.NETWORK, "nothing");
          if (!network.equals(config.toString())) {
            throw new MalformedFileException(
                configFile.toString(), "configuration", network, config.toString());
          }
          String training = manifest.made().getOrDefault(TrainingIdentity.TRAINING, "nothing");
          NoiseSchedule schedule;
          try {
            schedule = TrainingConfig.parse(training).schedule();
          } catch (IllegalArgumentException e) {
            throw new MalformedFileException(
                file.toString(), TrainingIdentity.TRAINING, "that of models", e.getMessage(), e);
          }
          return new RetrainedModels(folder, manifest, config, schedule);
        });
  }

  /**
   * Whether a retraining was begun in a folder.
   *
   * @param folder any path
   * @return true if {@link #open} may open it
   */
  public static boolean isIn(Path folder) {
    return Files.exists(RetrainingFile.in(folder), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * The folder.
   *
   * @return its path
   */
  public Path path() {
    return folder;
  }

  /**
   * Whether the model on all items is there.
   *
   * @return false if its training has not ended
   */
  public boolean hasWhole() {
    return manifest.models().containsKey(MatchedModel.NOBODY);
  }

  /**
   * The sources without each of which there is a model.
   *
   * @return their indices, increasing
   */
  public long[] sources() {
    return manifest.models().keySet().stream()
        .mapToLong(Long::longValue)
        .filter(source -> source != MatchedModel.NOBODY)
        .toArray();
  }

  /**
   * What the models were made from: images, sources, replacement, network and training, in words
   * and digests.
   *
   * @return texts by their names
   */
  public Map<String, String> made() {
    return Collections.unmodifiableMap(manifest.made());
  }

  /**
   * What trained the models, if it was another program ({@link ImportedTraining}).
   *
   * @return its name; empty if the pure-JVM engine trained them
   */
  public Optional<String> executor() {
    return Optional.ofNullable(manifest.made().get(TrainingIdentity.EXECUTOR));
  }

  /**
   * The digest of the model on all items.
   *
   * @return SHA-256 of its file
   * @throws IllegalArgumentException if it is not there, as its training has not ended
   */
  public String sha256() {
    return digest(MatchedModel.NOBODY);
  }

  /**
   * The digest of a model.
   *
   * @param source index of the source that it goes without
   * @return SHA-256 of its file
   * @throws IllegalArgumentException if there is none
   */
  public String sha256Without(long source) {
    return digest(requireSource(source));
  }

  /**
   * Reads the model on all items.
   *
   * @return the model
   * @throws MalformedFileException if its file is missing, changed or damaged
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is not there, as its training has not ended
   */
  public UNetModel whole() throws IOException {
    return read(MatchedModel.NOBODY);
  }

  /**
   * Reads a model that goes without a source.
   *
   * @param source index of the source
   * @return the model
   * @throws MalformedFileException if its file is missing, changed or damaged
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if there is none
   */
  public UNetModel without(long source) throws IOException {
    return read(requireSource(source));
  }

  private static long requireSource(long source) {
    if (source < 0) {
      throw new IllegalArgumentException("a source has an index of at least 0, found " + source);
    }
    return source;
  }

  private String digest(long without) {
    String digest = manifest.models().get(without);
    if (digest == null) {
      throw new IllegalArgumentException(
          MatchedModel.name(without)
              + " is not in "
              + folder
              + ", which has models without "
              + sources().length
              + " sources");
    }
    return digest;
  }

  private UNetModel read(long without) throws IOException {
    String digest = digest(without);
    Path file = MatchedModel.file(folder, without);
    return Uninterrupted.run(
        () -> {
          FileIdentity identity = MatchedFolder.requireDigest(file, digest);
          Network network = Network.of(config);
          UNetWeights.read(file, network);
          identity.requireUnchanged("weights");
          return UNetModel.of(network, schedule);
        });
  }

  @Override
  public String toString() {
    return "RetrainedModels[" + manifest.models().size() + " in " + folder + "]";
  }
}
