package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;

/**
 * Where a member's training has come to, as a safetensors file: weights, optimizer, average, and
 * the number of steps, with whose training it is and a digest of it all.
 *
 * <p>Written whole or not at all. A training that goes on from one gives the bytes that it would
 * have given without the interruption; a file with a changed bit, or of another training, is
 * refused.
 */
final class Checkpoint {
  private static final String STEP = "step";
  private static final String DIGEST = "sha256";

  private final Path file;
  private final MemberIdentity member;
  private final int steps;

  private Checkpoint(Path file, MemberIdentity member, int steps) {
    this.file = file;
    this.member = member;
    this.steps = steps;
  }

  /** The checkpoint of a member in a file, whose training takes so many steps. */
  static Checkpoint of(Path file, MemberIdentity member, int steps) {
    return new Checkpoint(file, member, steps);
  }

  void write(TrainableNoiseModel model, int step) throws IOException {
    Map<String, float[]> state = model.state();
    state.forEach((name, values) -> requireFinite(name, values, step));
    SafetensorsWriter writer =
        SafetensorsWriter.create().metadata(STEP, "" + step).metadata(DIGEST, digest(step, state));
    member.entries().forEach(writer::metadata);
    state.forEach((name, values) -> writer.put(name, new int[] {values.length}, values));
    Uninterrupted.finish(() -> writer.write(file));
  }

  /** A step may take weights away though the loss before it was finite. */
  private void requireFinite(String name, float[] values, int step) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new ArithmeticException(
            member.name() + " diverges: after step " + step + " " + name + " has a " + value);
      }
    }
  }

  /** Brings a model to where its checkpoint is; returns the steps taken, 0 if there is none. */
  int read(TrainableNoiseModel model) throws IOException {
    return Files.exists(file) ? Uninterrupted.run(() -> readExisting(model)) : 0;
  }

  private int readExisting(TrainableNoiseModel model) throws IOException {
    SafetensorsFile tensors = SafetensorsFile.read(file);
    member.require(file, tensors.metadata(), STEP, DIGEST);
    int step = step(tensors.metadata().getOrDefault(STEP, "nothing"));
    Map<String, float[]> state = new LinkedHashMap<>();
    for (String name : tensors.names()) {
      // The digest knows lengths only.
      state.put(name, tensors.floats(name, tensors.entry(name).elements()));
    }
    String written = tensors.metadata().getOrDefault(DIGEST, "nothing");
    String found = digest(step, state);
    if (!written.equals(found)) {
      throw malformed(DIGEST, written, found);
    }
    try {
      model.restore(state, step);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "state", "that of this network", e.getMessage(), e);
    }
    return step;
  }

  private int step(String written) throws MalformedFileException {
    int step;
    try {
      step = Integer.parseInt(written);
    } catch (NumberFormatException e) {
      step = 0;
    }
    if (step < 1 || step > steps || !written.equals("" + step)) {
      throw malformed(STEP, "1 to " + steps, written);
    }
    return step;
  }

  /** In the order of the names, as the file need not keep that of the map. */
  private String digest(int step, Map<String, float[]> state) {
    Sha256 digest = Sha256.begin().add(step);
    member.entries().forEach((name, value) -> digest.add(name).add(value));
    state.keySet().stream()
        .sorted()
        .forEach(name -> digest.add(name).add(state.get(name).length).add(state.get(name)));
    return digest.hex();
  }

  private MalformedFileException malformed(String field, String expected, String found) {
    return new MalformedFileException(file.toString(), field, expected, found);
  }
}
