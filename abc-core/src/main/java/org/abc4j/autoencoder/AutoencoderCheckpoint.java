package org.abc4j.autoencoder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.store.CheckpointFile;

/**
 * Where a training has come to: weights, statistics and optimizer, steps and losses, with whose
 * training it is.
 */
final class AutoencoderCheckpoint {
  private static final String STEP = "step";
  private static final String LOSSES = "losses";
  private static final String SUM = "loss of this epoch";

  private final CheckpointFile file;
  private final Map<String, String> lines;
  private final int stepsOfEpoch;
  private final long steps;

  /**
   * @param lines whose training it is
   * @param stepsOfEpoch steps of each epoch, which has a loss once it has ended
   * @param steps all steps of it
   */
  AutoencoderCheckpoint(Path file, Map<String, String> lines, int stepsOfEpoch, long steps) {
    this.file = CheckpointFile.of(file);
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
    file.write(said, state);
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
    Optional<CheckpointFile.Content> found = file.read(lines, model.state());
    return found.isEmpty() ? new Progress(0, List.of(), 0) : restored(model, found.get());
  }

  private Progress restored(AutoencoderModel model, CheckpointFile.Content content)
      throws MalformedFileException {
    int step = step(content.line(STEP));
    Progress progress =
        new Progress(step, losses(content.line(LOSSES)), number(SUM, content.line(SUM)));
    if (progress.losses().size() != step / stepsOfEpoch) {
      throw file.malformed(
          LOSSES,
          step / stepsOfEpoch + " after step " + step,
          Integer.toString(progress.losses().size()));
    }
    model.restore(content.state(), step);
    return progress;
  }

  private int step(String written) throws MalformedFileException {
    int step;
    try {
      step = Integer.parseInt(written);
    } catch (NumberFormatException e) {
      step = 0;
    }
    if (step < 1 || step > steps || !written.equals("" + step)) {
      throw file.malformed(STEP, "1 to " + steps, Quoted.of(written));
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
      throw file.malformed(field, "numbers", Quoted.of(written));
    }
  }
}
