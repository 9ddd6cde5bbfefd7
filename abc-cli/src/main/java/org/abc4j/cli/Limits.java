package org.abc4j.cli;

/** Ranges of options' values, in a sentence that names the option. NaN lies in none. */
final class Limits {
  private Limits() {}

  /** Refuses a value that is less than the least. */
  static void atLeast(String option, long least, long value) {
    require(value >= least, option, "at least " + least, value);
  }

  /** Refuses a value outside of a range, whose ends are in it. */
  static void between(String option, long least, long most, long value) {
    require(value >= least && value <= most, option, "from " + least + " to " + most, value);
  }

  /** Refuses what does not hold: "--rate must be above 0 and below 1, found 7.0". */
  static void require(boolean holds, String option, String range, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(option + " must be " + range + ", found " + value);
    }
  }
}
