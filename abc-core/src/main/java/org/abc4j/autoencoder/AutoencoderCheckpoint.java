package org.abc4j.autoencoder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.abc4j.epochs.EpochCheckpoint;
import org.abc4j.epochs.Progress;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.store.CheckpointFile;

/**
 * Where a training has come to: weights, statistics and optimizer, steps and mean losses of epochs,
 * with whose training it is.
 */
final class AutoencoderCheckpoint {
  private final EpochCheckpoint file;

  /**
   * @param lines whose training it is
   * @param stepsOfEpoch steps of each epoch, which has a loss once it has ended
   * @param steps all steps of it
   */
  AutoencoderCheckpoint(Path file, Map<String, String> lines, int stepsOfEpoch, long steps) {
    this.file =
        new EpochCheckpoint(
            AutoencoderFolder.FILES, CheckpointFile.of(file), lines, "losses", stepsOfEpoch, steps);
  }

  void write(AutoencoderModel model, Progress<Double> progress) throws IOException {
    file.write(model.state(), progress, text(progress.ended()));
  }

  /** Losses to the bit: decimal digits differ from one JDK to another. */
  private static String text(List<Double> losses) {
    return losses.stream().map(Double::toHexString).collect(Collectors.joining(" "));
  }

  /** Brings a model to where its checkpoint is; the start if there is none. */
  Progress<Double> read(AutoencoderModel model) throws IOException {
    Optional<EpochCheckpoint.Content> found = file.read(model.state());
    return found.isEmpty() ? Progress.start() : restored(model, found.get());
  }

  private Progress<Double> restored(AutoencoderModel model, EpochCheckpoint.Content content)
      throws MalformedFileException {
    List<Double> losses = losses(content.results());
    double sum;
    try {
      sum = Double.parseDouble(content.sum());
    } catch (NumberFormatException e) {
      throw file.malformedSum(content.sum());
    }
    file.requireResults(content.step(), losses.size(), false);
    model.restore(content.state(), content.step());
    return new Progress<>(content.step(), losses, sum);
  }

  private List<Double> losses(String written) throws MalformedFileException {
    List<Double> losses = new ArrayList<>();
    for (String one : written.isEmpty() ? new String[0] : written.split(" ", -1)) {
      try {
        losses.add(Double.valueOf(one));
      } catch (NumberFormatException e) {
        throw file.malformedResults("numbers", Quoted.of(one));
      }
    }
    return losses;
  }
}
