package org.abc4j.spark;

import java.util.ArrayList;
import java.util.List;

/**
 * How landscapes are cut into tasks: large enough that Spark's 5 to 20 milliseconds a task do not
 * matter, small enough that no processor waits long for another, and that little is lost with an
 * executor.
 *
 * <p>A unit of work is a sample with all of its sources; where there are fewer than {@value
 * #UNITS_A_PROCESSOR} samples for each processor, a sample's sources are cut, but never below
 * {@value #LEAST} counterfactuals, as each part generates the sample again. So many, as units of
 * large networks take hours: with a sixteenth of a processor's work in each, processors are busy 95
 * % of the time until the last one ends, and a lost executor loses little. Where units are whole
 * samples, the first of each processor is timed, and the others are put together to tasks of
 * {@value #SECONDS} seconds, at least {@value #A_PROCESSOR} for each processor. No bit depends on
 * any of it.
 */
final class TaskSizing {
  /** Units of each processor that samples are cut to: the last to end keeps the others waiting. */
  static final int UNITS_A_PROCESSOR = 16;

  /** Tasks of each processor that units are put together to, at least. */
  static final int A_PROCESSOR = 4;

  /** Counterfactuals of a unit, at least, where a sample has as many. */
  static final int LEAST = 32;

  static final int SECONDS = 10;

  /** Images that a task generates, at most. */
  static final int MOST_IMAGES = 64;

  private TaskSizing() {}

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
   * Puts units together that follow each other.
   *
   * @param units those that are left
   * @param secondsEach what one took
   */
  static List<Piece> together(List<Piece> units, double secondsEach, int slots) {
    int most = Math.max(1, units.size() / (A_PROCESSOR * slots));
    int count = secondsEach > 0 ? (int) Math.max(1, Math.min(most, SECONDS / secondsEach)) : most;
    List<Piece> tasks = new ArrayList<>();
    Piece open = null;
    for (Piece unit : units) {
      if (open != null
          && open.first() == 0
          && open.sources() == unit.sources()
          && unit.first() == 0
          && open.to() == unit.from()
          && open.to() - open.from() < count) {
        open = new Piece(open.from(), unit.to(), 0, unit.sources());
      } else {
        if (open != null) {
          tasks.add(open);
        }
        open = unit;
      }
    }
    if (open != null) {
      tasks.add(open);
    }
    return tasks;
  }
}
