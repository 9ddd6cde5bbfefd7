package org.abc4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.sampling.Sample;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;

/**
 * An ensemble of one seed that was trained elsewhere, with its samples, and those of the ensemble
 * trained again without each of some sources: what the program of {@code
 * docs/experiments/retraining} has written.
 */
final class RetrainedEnsemble {
  private static final String FACTUAL = "factual";
  private static final String WITHOUT = "without";

  private final long seed;
  private final Ensemble ensemble;
  private final int[] sources;
  private final float[] factual;
  private final float[] without;
  private final int pixels;

  private RetrainedEnsemble(
      long seed, Ensemble ensemble, int[] sources, float[] factual, float[] without, int pixels) {
    this.seed = seed;
    this.ensemble = ensemble;
    this.sources = sources;
    this.factual = factual;
    this.without = without;
    this.pixels = pixels;
  }

  /**
   * Reads what was written of a seed.
   *
   * @param world what was trained
   * @param inputs digest of what the trainings were given
   * @param folder of the files
   * @param seed whose
   * @throws MalformedFileException if a file is missing, damaged, or of other inputs
   */
  static RetrainedEnsemble read(RetrainingWorld world, String inputs, Path folder, long seed)
      throws IOException {
    SafetensorsFile samples = SafetensorsFile.read(file(folder, seed));
    requireOrigin(world, inputs, samples, seed);
    Shape shape = world.data().images().shape();
    int[] sources = sources(world, samples);
    float[] factual =
        samples.floats(FACTUAL, world.samples(), shape.channels(), shape.height(), shape.width());
    float[] without =
        samples.floats(
            WITHOUT,
            sources.length,
            world.samples(),
            shape.channels(),
            shape.height(),
            shape.width());
    Ensemble ensemble = Ensemble.of(world.code(), members(world, inputs, folder, seed));
    return new RetrainedEnsemble(seed, ensemble, sources, factual, without, shape.size());
  }

  static Path file(Path folder, long seed) {
    return folder.resolve("samples-seed-" + seed + ".safetensors");
  }

  private static void requireOrigin(
      RetrainingWorld world, String inputs, SafetensorsFile file, long seed) throws IOException {
    Map<String, String> expected =
        Map.of("inputs", inputs, "seed", "" + seed, "steps", "" + world.training(seed).steps());
    for (Map.Entry<String, String> entry : expected.entrySet()) {
      String found = file.metadata().get(entry.getKey());
      if (!entry.getValue().equals(found)) {
        throw new MalformedFileException(
            file.path().toString(), entry.getKey(), entry.getValue(), "" + found);
      }
    }
  }

  private static int[] sources(RetrainingWorld world, SafetensorsFile file) throws IOException {
    long[] found = file.longs("sources");
    int[] first = Arrays.copyOf(world.order(), Math.min(found.length, world.recipe().sources()));
    if (!Arrays.equals(found, Arrays.stream(first).asLongStream().toArray())) {
      throw new MalformedFileException(
          file.path().toString(),
          "sources",
          "the first of " + Arrays.toString(world.order()),
          Arrays.toString(found));
    }
    return first;
  }

  private static List<NoiseModel> members(
      RetrainingWorld world, String inputs, Path folder, long seed) throws IOException {
    Map<String, SafetensorsFile> fileOf = new HashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      String start = "members-seed-" + seed + "-";
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith(start)).toList()) {
        SafetensorsFile weights = SafetensorsFile.read(file);
        requireOrigin(world, inputs, weights, seed);
        for (String name : weights.names()) {
          SafetensorsFile other = fileOf.put(name, weights);
          if (other != null) {
            throw new MalformedFileException(
                file.toString(),
                "tensor '" + name + "'",
                "in one file of members of seed " + seed,
                "it in " + other.path().getFileName() + " too");
          }
        }
      }
    }
    List<NoiseModel> members = new ArrayList<>();
    for (int i = 0; i < world.recipe().members(); i++) {
      Network network = Network.of(world.network());
      for (Parameter parameter : network.parameters().values()) {
        String name = String.format(Locale.ROOT, "member-%03d.%s", i, parameter.name());
        if (!fileOf.containsKey(name)) {
          throw new MalformedFileException(
              folder.toString(),
              "tensor '" + name + "'",
              "in a file of members of seed " + seed,
              "none");
        }
        parameter.set(
            fileOf
                .get(name)
                .floats(name, Arrays.stream(parameter.shape()).asLongStream().toArray()));
      }
      members.add(UNetModel.of(network, world.training(seed).schedule()));
    }
    return members;
  }

  long seed() {
    return seed;
  }

  /** The members that were trained on all sources. */
  Ensemble ensemble() {
    return ensemble;
  }

  /** Which were removed, in the order of {@link RetrainingWorld#order}. */
  int[] sources() {
    return sources.clone();
  }

  /** How far a sample of ours lies from the one that was drawn elsewhere, at the most pixel. */
  double farthest(List<Sample> ours) {
    double farthest = 0;
    for (int q = 0; q < ours.size(); q++) {
      float[] image = ours.get(q).image();
      for (int p = 0; p < pixels; p++) {
        farthest = Math.max(farthest, Math.abs(image[p] - factual[q * pixels + p]));
      }
    }
    return farthest;
  }

  /** What retraining changed in the first samples, without each of the first removed sources. */
  SourceChanges changes(int samples, int removed) {
    int all = factual.length / pixels;
    double[][][] changes = new double[samples][removed][pixels];
    for (int q = 0; q < samples; q++) {
      for (int s = 0; s < removed; s++) {
        for (int p = 0; p < pixels; p++) {
          double with = factual[q * pixels + p];
          changes[q][s][p] = without[(s * all + q) * pixels + p] - with;
        }
      }
    }
    return SourceChanges.of(changes);
  }
}
