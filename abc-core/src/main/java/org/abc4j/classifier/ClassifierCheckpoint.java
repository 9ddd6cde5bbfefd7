package org.abc4j.classifier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.store.CheckpointFile;

/**
 * Where a classifier's training has come to: weights, statistics, optimizer and the best so far,
 * steps and what epochs came to, with whose training it is.
 */
final class ClassifierCheckpoint {
  private static final String STEP = "step";
  private static final String RESULTS = "results";
  private static final String SUM = "loss of this epoch";

  private final CheckpointFile file;
  private final Map<String, String> lines;
  private final ClassifierTraining training;
  private final int stepsOfEpoch;

  /**
   * @param lines whose training it is
   * @param stepsOfEpoch steps of each epoch
   */
  ClassifierCheckpoint(
      Path file, Map<String, String> lines, ClassifierTraining training, int stepsOfEpoch) {
    this.file = CheckpointFile.of(file);
    this.lines = lines;
    this.training = training;
    this.stepsOfEpoch = stepsOfEpoch;
  }

  /**
   * Steps taken, the epochs that ended and were judged, and the sum of losses of the one that was
   * not. An epoch may have ended and not be judged yet.
   */
  record Progress(int step, List<EpochResult> results, double sum) {}

  void write(ClassifierModel model, Progress progress) throws IOException {
    Map<String, float[]> state = model.state();
    state.forEach((name, values) -> requireFinite(name, values, progress.step()));
    Map<String, String> said = new LinkedHashMap<>(lines);
    said.put(STEP, "" + progress.step());
    said.put(RESULTS, text(progress.results()));
    said.put(SUM, Double.toHexString(progress.sum()));
    file.write(said, state);
  }

  private static void requireFinite(String name, float[] values, int step) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new ArithmeticException(
            "the classifier diverges: after step " + step + " " + name + " has a " + value);
      }
    }
  }

  /** Results to the bit: decimal digits differ from one JDK to another. */
  static String text(List<EpochResult> results) {
    return results.stream().map(ClassifierCheckpoint::text).collect(Collectors.joining(" "));
  }

  private static String text(EpochResult result) {
    String both = Double.toHexString(result.loss()) + "," + Double.toHexString(result.accuracy());
    return result.adversarialAccuracy().isEmpty()
        ? both
        : both + "," + Double.toHexString(result.adversarialAccuracy().getAsDouble());
  }

  /**
   * The results of a text.
   *
   * @throws IllegalArgumentException if it is none
   */
  static List<EpochResult> results(String written) {
    List<EpochResult> results = new ArrayList<>();
    for (String one : written.isEmpty() ? new String[0] : written.split(" ", -1)) {
      String[] parts = one.split(",", -1);
      if (parts.length != 2 && parts.length != 3) {
        throw new IllegalArgumentException("an epoch has 2 or 3 numbers, found " + parts.length);
      }
      results.add(
          new EpochResult(
              Double.parseDouble(parts[0]),
              Double.parseDouble(parts[1]),
              parts.length == 2
                  ? OptionalDouble.empty()
                  : OptionalDouble.of(Double.parseDouble(parts[2]))));
    }
    return results;
  }

  /** Brings a model to where its checkpoint is; the start if there is none. */
  Progress read(ClassifierModel model) throws IOException {
    Optional<CheckpointFile.Content> found = file.read(lines, model.state());
    return found.isEmpty() ? new Progress(0, List.of(), 0) : restored(model, found.get());
  }

  private Progress restored(ClassifierModel model, CheckpointFile.Content content)
      throws MalformedFileException {
    int step = step(content.line(STEP));
    List<EpochResult> results;
    double sum;
    try {
      results = results(content.line(RESULTS));
      sum = Double.parseDouble(content.line(SUM));
    } catch (IllegalArgumentException e) {
      throw file.malformed(RESULTS, "numbers", Quoted.of(String.valueOf(e.getMessage())));
    }
    requireResults(step, results);
    int begun = training.epochs() * stepsOfEpoch;
    model.restore(content.state(), results.size() >= training.epochs() ? step - begun : step);
    return new Progress(step, results, sum);
  }

  private void requireResults(int step, List<EpochResult> results) throws MalformedFileException {
    int ended = step / stepsOfEpoch;
    boolean unjudged = step % stepsOfEpoch == 0 && results.size() == ended - 1;
    if (results.size() != ended && !unjudged) {
      throw file.malformed(RESULTS, ended + " after step " + step, "" + results.size());
    }
    for (int epoch = 0; epoch < results.size(); epoch++) {
      if (results.get(epoch).adversarialAccuracy().isPresent() != training.isAdversarial(epoch)) {
        throw file.malformed(
            RESULTS, training.epochs() + " epochs on images alone", "another in epoch " + epoch);
      }
    }
  }

  private int step(String written) throws MalformedFileException {
    long steps = (long) training.allEpochs() * stepsOfEpoch;
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
}
