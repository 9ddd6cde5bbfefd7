package org.abc4j.bench;

/** Comparisons of a result with that of its slow twin. A NaN on either side is a difference. */
final class Twins {
  private Twins() {}

  static void requireEqual(String what, Object found, Object expected) {
    if (!found.equals(expected)) {
      throw new IllegalStateException(what + " is " + found + ", its slow twin says " + expected);
    }
  }

  static void requireClose(String what, double found, double expected, double tolerance) {
    if (!(Math.abs(found - expected) <= tolerance)) {
      throw new IllegalStateException(
          what
              + " is "
              + found
              + ", its slow twin says "
              + expected
              + ", which is more than "
              + tolerance
              + " away");
    }
  }

  static void requireSameBits(String what, float[] found, float[] expected) {
    if (found.length != expected.length) {
      throw new IllegalStateException(
          what + " has " + found.length + " numbers, its slow twin's has " + expected.length);
    }
    for (int i = 0; i < found.length; i++) {
      if (!Float.isFinite(found[i])
          || Float.floatToRawIntBits(found[i]) != Float.floatToRawIntBits(expected[i])) {
        throw new IllegalStateException(
            what + " has " + found[i] + " at " + i + ", its slow twin says " + expected[i]);
      }
    }
  }
}
