package org.abc4j.autoencoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;

/**
 * Where a training has come to, as a safetensors file: weights, statistics and optimizer, steps and
 * losses, with whose training it is and a digest of it all. Written whole or not at all.
 */
final class AutoencoderCheckpoint {
  private static final String STEP = "step";
  private static final String LOSSES = "losses";
  private static final String SUM = "loss of this epoch";
  private static final String DIGEST = "sha256";

  private final Path file;
  private final Map<String, String> lines;
  private final int stepsOfEpoch;
  private final long steps;

  /**
   * @param lines whose training it is
   * @param stepsOfEpoch steps of each epoch, which has a loss once it has ended
   * @param steps all steps of it
   */
  AutoencoderCheckpoint(Path file, Map<String, String> lines, int stepsOfEpoch, long steps) {
    this.file = file;
    this.lines = lines;
    this.stepsOfEpoch = stepsOfEpoch;
    this.steps = steps;
  }

  /** Steps taken, the mean losses of the epochs that ended, and the sum of this one's so far. */
  record Progress(int step, List<Double> losses, double sum) {}

  void write(AutoencoderModel model, Progress progress) throws IOException {
    Map<String, float[]> state = model.state();
    state.forEach((name, values) -> requireFinite(name, values, progress.step()));
    Map<String, String> said = new LinkedHashMap<>(lines);
    said.put(STEP, "" + progress.step());
    said.put(LOSSES, text(progress.losses()));
    said.put(SUM, Double.toHexString(progress.sum()));
    SafetensorsWriter writer = SafetensorsWriter.create();
    said.forEach(writer::metadata);
    writer.metadata(DIGEST, digest(said, state));
    state.forEach((name, values) -> writer.put(name, new int[] {values.length}, values));
    Uninterrupted.finish(() -> writer.write(file));
  }

  private static void requireFinite(String name, float[] values, int step) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new ArithmeticException(
            "the autoencoder diverges: after step " + step + " " + name + " has a " + value);
      }
    }
  }

  /** Losses to the bit: decimal digits differ from one JDK to another. */
  static String text(List<Double> losses) {
    return losses.stream().map(Double::toHexString).collect(Collectors.joining(" "));
  }

  /** Brings a model to where its checkpoint is; the start if there is none. */
  Progress read(AutoencoderModel model) throws IOException {
    return Files.exists(file)
        ? Uninterrupted.run(() -> readExisting(model))
        : new Progress(0, List.of(), 0);
  }

  private Progress readExisting(AutoencoderModel model) throws IOException {
    FileIdentity.requireInItsFolder(file);
    SafetensorsFile tensors = SafetensorsFile.read(file);
    Map<String, String> said = new LinkedHashMap<>(tensors.metadata());
    String written = said.getOrDefault(DIGEST, "nothing");
    said.remove(DIGEST);
    for (Map.Entry<String, String> line : lines.entrySet()) {
      String found = said.getOrDefault(line.getKey(), "nothing");
      if (!found.equals(line.getValue())) {
        throw malformed(line.getKey(), line.getValue(), Quoted.of(found));
      }
    }
    // Sizes before values: of another network nothing is read.
    Map<String, float[]> own = model.state();
    requireNames(tensors, own);
    Map<String, float[]> state = new LinkedHashMap<>();
    for (String name : own.keySet()) {
      state.put(name, tensors.floats(name, own.get(name).length));
    }
    String found = digest(said, state);
    if (!written.equals(found)) {
      throw malformed(DIGEST, Quoted.of(written), found);
    }
    int step = step(said.getOrDefault(STEP, "nothing"));
    Progress progress =
        new Progress(
            step, losses(said.getOrDefault(LOSSES, "")), number(SUM, said.getOrDefault(SUM, "")));
    if (progress.losses().size() != step / stepsOfEpoch) {
      throw malformed(
          LOSSES,
          step / stepsOfEpoch + " after step " + step,
          Integer.toString(progress.losses().size()));
    }
    model.restore(state, step);
    return progress;
  }

  private void requireNames(SafetensorsFile tensors, Map<String, float[]> own)
      throws MalformedFileException {
    if (!tensors.names().equals(own.keySet())) {
      throw malformed(
          "tensors", own.size() + " of this network", tensors.names().size() + " others");
    }
  }

  private int step(String written) throws MalformedFileException {
    int step;
    try {
      step = Integer.parseInt(written);
    } catch (NumberFormatException e) {
      step = 0;
    }
    if (step < 1 || step > steps || !written.equals("" + step)) {
      throw malformed(STEP, "1 to " + steps, Quoted.of(written));
    }
    return step;
  }

  private List<Double> losses(String written) throws MalformedFileException {
    List<Double> losses = new ArrayList<>();
    for (String one : written.isEmpty() ? new String[0] : written.split(" ", -1)) {
      losses.add(number(LOSSES, one));
    }
    return losses;
  }

  private double number(String field, String written) throws MalformedFileException {
    try {
      return Double.parseDouble(written);
    } catch (NumberFormatException e) {
      throw malformed(field, "numbers", Quoted.of(written));
    }
  }

  /** In the order of the names, as the file need not keep that of the map. */
  private static String digest(Map<String, String> said, Map<String, float[]> state) {
    Sha256 digest = Sha256.begin();
    said.keySet().stream().sorted().forEach(name -> digest.add(name).add(said.get(name)));
    state.keySet().stream()
        .sorted()
        .forEach(name -> digest.add(name).add(state.get(name).length).add(state.get(name)));
    return digest.hex();
  }

  private MalformedFileException malformed(String field, String expected, String found) {
    return new MalformedFileException(file.toString(), field, expected, found);
  }
}
