package org.abc4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Shape;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;

/**
 * What has been computed of an ensemble's samples, a file for each sample and sampler: written as a
 * whole or not at all, so that a study that is stopped goes on from there.
 *
 * <p>Each file says of which ensemble, sampler and noise it is, and is refused where it is of
 * another.
 */
final class TrialStore {
  private static final String IMAGE = "image";
  private static final String DISTANCES = "distances";

  private final Path folder;
  private final StudiedMembers members;
  private final long seed;

  /**
   * Makes the folder if it is not there.
   *
   * @param root the folder of all ensembles' trials
   * @param members whose samples they are
   * @param seed seed of the noise
   */
  TrialStore(Path root, StudiedMembers members, long seed) throws IOException {
    folder = root.resolve(members.name());
    this.members = members;
    this.seed = seed;
    Files.createDirectories(folder);
    AtomicFiles.deleteLeftovers(folder);
  }

  private Path file(SamplerSetting setting, int sample) {
    return folder.resolve(setting.id() + "-sample-" + sample + ".safetensors");
  }

  private Map<String, String> origin(SamplerSetting setting, int sample) {
    Map<String, String> origin = new LinkedHashMap<>();
    origin.put("ensemble", members.digest());
    origin.put("sampler", setting.sampler(members.schedule(), members.clipping()).toString());
    origin.put("noise", "philox4x64-10, seed " + seed + ", sample " + sample);
    return origin;
  }

  /**
   * What was computed before, if it was.
   *
   * @throws MalformedFileException if the file is damaged, or of another study
   */
  Optional<SampledLandscape> find(SamplerSetting setting, int sample) throws IOException {
    Path file = file(setting, sample);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    SafetensorsFile read = SafetensorsFile.read(file);
    for (Map.Entry<String, String> expected : origin(setting, sample).entrySet()) {
      String found = read.metadata().get(expected.getKey());
      if (!expected.getValue().equals(found)) {
        throw new MalformedFileException(
            file.toString(), expected.getKey(), expected.getValue(), "" + found);
      }
    }
    Shape shape = members.ensemble().shape();
    float[] image = read.floats(IMAGE, shape.channels(), shape.height(), shape.width());
    double[] distances = read.doubles(DISTANCES);
    if (distances.length != 0 && distances.length != members.sources()) {
      throw new MalformedFileException(
          file.toString(), DISTANCES, "0 or " + members.sources(), "" + distances.length);
    }
    for (float value : image) {
      requireFinite(file, IMAGE, value);
    }
    for (double distance : distances) {
      requireFinite(file, DISTANCES, distance);
    }
    return Optional.of(new SampledLandscape(image, distances));
  }

  private static void requireFinite(Path file, String field, double value)
      throws MalformedFileException {
    if (!Double.isFinite(value)) {
      throw new MalformedFileException(file.toString(), field, "finite values", "" + value);
    }
  }

  /** Keeps what was computed. */
  void keep(SamplerSetting setting, int sample, SampledLandscape found) throws IOException {
    Shape shape = members.ensemble().shape();
    SafetensorsWriter writer = SafetensorsWriter.create();
    origin(setting, sample).forEach(writer::metadata);
    writer
        .put(IMAGE, new int[] {shape.channels(), shape.height(), shape.width()}, found.image())
        .put(DISTANCES, new int[] {found.distances().length}, found.distances())
        .write(file(setting, sample));
  }
}
