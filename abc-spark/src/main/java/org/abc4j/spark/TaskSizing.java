package org.abc4j.spark;

import java.util.ArrayList;
import java.util.List;

/**
 * How landscapes are cut into tasks: large enough that Spark's 5 to 30 milliseconds a task do not
 * matter, small enough that no processor waits long for another, and that little is lost with an
 * executor.
 *
 * <p>Where there are fewer than {@value #UNITS_A_PROCESSOR} samples for each processor, a sample's
 * sources are cut, but never below {@value #LEAST} counterfactuals, as each part generates the
 * sample again. So many, as units of large networks take hours: with a sixteenth of a processor's
 * work in each, processors are busy 95 % of the time until the last one ends, and a lost executor
 * loses little. Otherwise tasks are whole samples, and nobody knows yet how long one takes: a task
 * is half of what is left for its processor, down to a sixteenth, and ends after {@value #SECONDS}
 * seconds with what it has. What is left then is cut to tasks of as long. No bit depends on any of
 * it.
 */
final class TaskSizing {
  /** Units of each processor that samples are cut to: the last to end keeps the others waiting. */
  static final int UNITS_A_PROCESSOR = 16;

  /** Tasks of each processor, at least, where there is enough to do. */
  static final int A_PROCESSOR = 4;

  /** Counterfactuals of a unit, at least, where a sample has as many. */
  static final int LEAST = 32;

  static final int SECONDS = 10;

  /** Images that a task generates, at most. */
  static final int MOST_IMAGES = 64;

  private TaskSizing() {}

  /**
   * Tasks of a job's beginning: {@link #units} where there are few samples, {@link #halves} where
   * there are many.
   */
  static List<Piece> first(int samples, int sources, int slots) {
    return samples < UNITS_A_PROCESSOR * slots
        ? units(samples, sources, slots)
        : halves(samples, sources, slots);
  }

  /**
   * All units, in order.
   *
   * @param samples how many samples
   * @param sources sources of each
   * @param slots processors that tasks can have
   */
  static List<Piece> units(int samples, int sources, int slots) {
    int parts = 1;
    if (samples < UNITS_A_PROCESSOR * slots) {
      int wanted = (UNITS_A_PROCESSOR * slots + samples - 1) / samples;
      parts = Math.max(1, Math.min(wanted, sources / LEAST));
    }
    List<Piece> units = new ArrayList<>();
    for (int sample = 0; sample < samples; sample++) {
      for (int part = 0; part < parts; part++) {
        int first = (int) ((long) sources * part / parts);
        int end = (int) ((long) sources * (part + 1) / parts);
        units.add(new Piece(sample, sample + 1, first, end - first));
      }
    }
    return units;
  }

  /**
   * Samples alone, so many together that no task's images fill an executor or the driver.
   *
   * @param samples how many samples
   * @param slots processors that tasks can have
   */
  static List<Piece> images(int samples, int slots) {
    int each = Math.max(1, Math.min(MOST_IMAGES, samples / (A_PROCESSOR * slots)));
    List<Piece> tasks = new ArrayList<>();
    for (int from = 0; from < samples; from += each) {
      tasks.add(new Piece(from, Math.min(samples, from + each), 0, 1));
    }
    return tasks;
  }

  /**
   * Whole samples, the largest tasks first: half of what is left for a processor in each, so that
   * there are few, and the last are short.
   *
   * @param samples how many samples
   * @param sources sources of each
   * @param slots processors that tasks can have
   */
  static List<Piece> halves(int samples, int sources, int slots) {
    int units = UNITS_A_PROCESSOR * slots;
    int least = (samples + units - 1) / units;
    List<Piece> tasks = new ArrayList<>();
    int from = 0;
    while (from < samples) {
      int each = Math.max(least, (samples - from) / (2 * slots));
      for (int slot = 0; slot < slots && from < samples; slot++) {
        int to = Math.min(samples, from + each);
        tasks.add(new Piece(from, to, 0, sources));
        from = to;
      }
    }
    return tasks;
  }

  /** The same samples, in pieces of so many at most. */
  static List<Piece> atMost(List<Piece> pieces, int samples) {
    List<Piece> tasks = new ArrayList<>();
    for (Piece piece : pieces) {
      for (int from = piece.from(); from < piece.to(); ) {
        int to = (int) Math.min(piece.to(), from + (long) samples);
        tasks.add(new Piece(from, to, piece.first(), piece.sources()));
        from = to;
      }
    }
    return tasks;
  }

  /**
   * Cuts what tasks left undone.
   *
   * @param left samples that are left, by task
   * @param secondsEach what a sample takes
   * @param slots processors that tasks can have
   */
  static List<Piece> rest(List<Piece> left, double secondsEach, int slots) {
    int most = Math.max(1, Piece.samples(left) / (A_PROCESSOR * slots));
    // Of no time known, which NaN is too, as many as there may be.
    int each = secondsEach > 0 ? (int) Math.max(1, Math.min(most, SECONDS / secondsEach)) : most;
    List<Piece> tasks = new ArrayList<>();
    for (Piece piece : left) {
      for (int from = piece.from(); from < piece.to(); from += each) {
        tasks.add(new Piece(from, Math.min(piece.to(), from + each), 0, piece.sources()));
      }
    }
    return tasks;
  }
}
