package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;

/**
 * Where a member's training has come to, as a safetensors file: weights, optimizer, average, and
 * the number of steps.
 *
 * <p>Written whole or not at all. A training that goes on from one gives the bytes that it would
 * have given without the interruption.
 */
final class Checkpoint {
  private static final String STEP = "step";

  private Checkpoint() {}

  static void write(Path file, TrainableNoiseModel model, int step) throws IOException {
    SafetensorsWriter writer = SafetensorsWriter.create().metadata(STEP, "" + step);
    model.state().forEach((name, values) -> writer.put(name, new int[] {values.length}, values));
    writer.write(file);
  }

  /** Brings a model to where its checkpoint is; returns the steps taken, 0 if there is none. */
  static int read(Path file, TrainableNoiseModel model) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    SafetensorsFile tensors = SafetensorsFile.read(file);
    Map<String, float[]> state = new LinkedHashMap<>();
    for (String name : tensors.names()) {
      state.put(name, tensors.floats(name));
    }
    String written = tensors.metadata().getOrDefault(STEP, "nothing");
    try {
      int step = Integer.parseInt(written);
      model.restore(state, step);
      return step;
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "state", "that of this training", e.getMessage(), e);
    }
  }
}
