package org.abc4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abc4j.Execution;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.UNetWeights;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;

/**
 * The members of a world in a folder, and those trained again without a source in folders below it:
 * each in a file that says what it was trained on and how, so that a study that was stopped goes on
 * from there.
 */
final class NetworkMembers {
  /** For no source. */
  static final long ALL = -1;

  private static final String LOSS = "loss";

  private final Path folder;
  private final NetworkWorld world;

  NetworkMembers(Path folder, NetworkWorld world) {
    this.folder = folder;
    this.world = world;
  }

  /** One training: of a member without a source's items, or {@link #ALL}. */
  private record Training(int member, long without) {}

  NetworkWorld world() {
    return world;
  }

  /** Trainings of the ensemble and of the members without each of the first sources. */
  static int trainings(NetworkRecipe recipe, int removed) {
    return recipe.members() + removed * recipe.weight();
  }

  private Path file(Training training) {
    Path place =
        training.without() == ALL
            ? folder
            : folder.resolve(String.format(Locale.ROOT, "without-%03d", training.without()));
    return place.resolve(String.format(Locale.ROOT, "member-%03d.safetensors", training.member()));
  }

  private List<Training> allOf(int removed) {
    List<Training> all = new ArrayList<>();
    for (int member = 0; member < world.code().codebook().length(); member++) {
      all.add(new Training(member, ALL));
    }
    for (int source = 0; source < removed; source++) {
      for (int member : world.code().word(source).members()) {
        all.add(new Training(member, source));
      }
    }
    return all;
  }

  /**
   * Trains what has no file yet, as many side by side as there are threads, and reports in
   * trainings.
   *
   * @param removed of how many sources, the first, the members are trained again without each
   * @throws IOException if a file cannot be written
   */
  void train(int removed, Execution execution) throws IOException {
    List<Training> all = allOf(removed);
    List<Training> missing = all.stream().filter(one -> !Files.exists(file(one))).toList();
    int done = all.size() - missing.size();
    execution.progress(done, all.size());
    for (int first = 0; first < missing.size(); first += execution.threads()) {
      List<Training> some =
          missing.subList(first, Math.min(missing.size(), first + execution.threads()));
      NetworkWorld.Trained[] trained = new NetworkWorld.Trained[some.size()];
      execution.forEach(
          trained.length,
          i -> trained[i] = world.train(some.get(i).member(), some.get(i).without(), execution));
      for (int i = 0; i < trained.length; i++) {
        write(some.get(i), trained[i]);
        execution.progress(++done, all.size());
      }
    }
  }

  private void write(Training training, NetworkWorld.Trained trained) throws IOException {
    SafetensorsWriter writer = SafetensorsWriter.create();
    world.origin(training.member(), training.without()).forEach(writer::metadata);
    writer.metadata(LOSS, Double.toString(trained.loss()));
    for (Parameter parameter : Network.of(world.network()).parameters().values()) {
      writer.put(parameter.name(), parameter.shape(), trained.weights().get(parameter.name()));
    }
    Path file = file(training);
    Files.createDirectories(file.getParent());
    AtomicFiles.deleteLeftovers(file.getParent());
    writer.write(file);
  }

  private NoiseModel read(Training training) throws IOException {
    Path file = file(training);
    Map<String, String> found = SafetensorsFile.read(file).metadata();
    for (Map.Entry<String, String> expected :
        world.origin(training.member(), training.without()).entrySet()) {
      if (!expected.getValue().equals(found.get(expected.getKey()))) {
        throw new MalformedFileException(
            file.toString(),
            expected.getKey(),
            expected.getValue(),
            "" + found.get(expected.getKey()));
      }
    }
    Network network = Network.of(world.network());
    UNetWeights.read(file, network);
    return UNetModel.of(network, world.training().schedule());
  }

  /** The ensemble, as trained. */
  Ensemble ensemble() throws IOException {
    return retrained(ALL);
  }

  /**
   * The ensemble as it would be had it been trained without a source: who saw it was trained again.
   *
   * @param without the source, or {@link #ALL}
   * @throws IOException if a file is missing, damaged, or of another training
   */
  Ensemble retrained(long without) throws IOException {
    List<NoiseModel> members = new ArrayList<>();
    for (int member = 0; member < world.code().codebook().length(); member++) {
      boolean again = without != ALL && world.code().word(without).contains(member);
      members.add(read(new Training(member, again ? without : ALL)));
    }
    return Ensemble.of(world.code(), members);
  }
}
