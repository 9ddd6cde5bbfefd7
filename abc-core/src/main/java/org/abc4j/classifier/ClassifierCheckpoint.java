package org.abc4j.classifier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.abc4j.epochs.EpochCheckpoint;
import org.abc4j.epochs.Progress;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.store.CheckpointFile;

/**
 * Where a classifier's training has come to: weights, statistics, optimizer and the best so far,
 * steps and what epochs came to, with whose training it is.
 */
final class ClassifierCheckpoint {
  private final EpochCheckpoint file;
  private final ClassifierTraining training;
  private final int stepsOfEpoch;

  /**
   * @param lines whose training it is
   * @param stepsOfEpoch steps of each epoch
   */
  ClassifierCheckpoint(
      Path file, Map<String, String> lines, ClassifierTraining training, int stepsOfEpoch) {
    this.file =
        new EpochCheckpoint(
            ClassifierFolder.FILES,
            CheckpointFile.of(file),
            lines,
            "results",
            stepsOfEpoch,
            (long) training.allEpochs() * stepsOfEpoch);
    this.training = training;
    this.stepsOfEpoch = stepsOfEpoch;
  }

  void write(ClassifierModel model, Progress<EpochResult> progress) throws IOException {
    file.write(model.state(), progress, text(progress.ended()));
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
  Progress<EpochResult> read(ClassifierModel model) throws IOException {
    Optional<EpochCheckpoint.Content> found = file.read(model.state());
    return found.isEmpty() ? Progress.start() : restored(model, found.get());
  }

  private Progress<EpochResult> restored(ClassifierModel model, EpochCheckpoint.Content content)
      throws MalformedFileException {
    int step = content.step();
    List<EpochResult> results;
    double sum;
    try {
      results = results(content.results());
      sum = Double.parseDouble(content.sum());
    } catch (IllegalArgumentException e) {
      throw file.malformedResults("numbers", Quoted.of(String.valueOf(e.getMessage())));
    }
    requireResults(step, results);
    int begun = training.epochs() * stepsOfEpoch;
    model.restore(content.state(), results.size() >= training.epochs() ? step - begun : step);
    return new Progress<>(step, results, sum);
  }

  private void requireResults(int step, List<EpochResult> results) throws MalformedFileException {
    file.requireResults(step, results.size(), true);
    for (int epoch = 0; epoch < results.size(); epoch++) {
      if (results.get(epoch).adversarialAccuracy().isPresent() != training.isAdversarial(epoch)) {
        throw file.malformedResults(
            training.epochs() + " epochs on images alone", "another in epoch " + epoch);
      }
    }
  }
}
