package org.abc4j.cli.experiment;

/** Checks of numbers that were read. */
final class Checks {
  private Checks() {}

  static void between(String what, long least, long most, long found) {
    if (found < least || found > most) {
      throw new IllegalArgumentException(
          what + " must be from " + least + " to " + most + ", found " + found);
    }
  }

  static void require(boolean holds, String rule, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", found " + found);
    }
  }
}
