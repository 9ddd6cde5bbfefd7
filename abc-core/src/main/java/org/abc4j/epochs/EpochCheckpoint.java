package org.abc4j.epochs;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.store.CheckpointFile;

/**
 * A checkpoint of a training that goes on epoch by epoch: its arrays, whose training it is, steps,
 * what epochs came to, and the sum of losses of the one under way. Immutable.
 *
 * @param kind what is trained
 * @param file where it is
 * @param lines whose training it is
 * @param results name of what epochs come to
 * @param stepsOfEpoch steps of each epoch
 * @param steps all steps
 */
public record EpochCheckpoint(
    NetworkFiles kind,
    CheckpointFile file,
    Map<String, String> lines,
    String results,
    int stepsOfEpoch,
    long steps) {
  private static final String STEP = "step";
  private static final String SUM = "loss of this epoch";

  /** What was read: a step from 1 to all, results and sum as they are written, and arrays. */
  public record Content(int step, String results, String sum, Map<String, float[]> state) {}

  /** Writes it, with what epochs came to as a text, if all values are finite. */
  public void write(Map<String, float[]> state, Progress<?> progress, String text)
      throws IOException {
    state.forEach((name, values) -> requireFinite(name, values, progress.step()));
    Map<String, String> said = new LinkedHashMap<>(lines);
    said.put(STEP, "" + progress.step());
    said.put(results, text);
    said.put(SUM, Double.toHexString(progress.sum()));
    file.write(said, state);
  }

  private void requireFinite(String name, float[] values, int step) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw kind.diverges("after step " + step + " " + name + " has a " + value);
      }
    }
  }

  /** Reads it, if it is there; arrays of these names and lengths must be in it. */
  public Optional<Content> read(Map<String, float[]> own) throws IOException {
    Optional<CheckpointFile.Content> found = file.read(lines, own);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    CheckpointFile.Content content = found.get();
    return Optional.of(
        new Content(
            step(content.line(STEP)), content.line(results), content.line(SUM), content.state()));
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

  /** Refuses results that are not as many as epochs that ended; the last may have none yet. */
  public void requireResults(int step, int count, boolean mayBeUnjudged)
      throws MalformedFileException {
    int ended = step / stepsOfEpoch;
    boolean unjudged = mayBeUnjudged && step % stepsOfEpoch == 0 && count == ended - 1;
    if (count != ended && !unjudged) {
      throw malformedResults(ended + " after step " + step, "" + count);
    }
  }

  /** What to throw at results that cannot be. */
  public MalformedFileException malformedResults(String expected, String found) {
    return file.malformed(results, expected, found);
  }

  /** What to throw at a sum that is no number. */
  public MalformedFileException malformedSum(String written) {
    return file.malformed(SUM, "numbers", Quoted.of(written));
  }
}
