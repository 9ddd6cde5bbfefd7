package org.abc4j.evidence;

/**
 * Sums of n numbers over the members of words. What the last {@value #LAST} members can add up to
 * is in one table, and what each {@value #EIGHT} of the others in another, so that words which
 * differ in the last members only take one addition each ({@link WordGroups}). Worth it for many
 * words. Immutable.
 */
final class WordSums {
  /** Members whose sums are in the table of the last: 8 KB, which stay in the first cache. */
  private static final int LAST = 10;

  /** Members whose sums are in one table of the others, a byte of a word. */
  private static final int EIGHT = 8;

  private final double[][] firsts;
  private final double[] lasts;

  WordSums(double[] numbers) {
    int split = split(numbers.length);
    firsts = new double[bytes(numbers.length)][];
    for (int c = 0; c < firsts.length; c++) {
      firsts[c] = table(numbers, c * EIGHT, Math.min(split, (c + 1) * EIGHT));
    }
    lasts = table(numbers, split, numbers.length);
  }

  private static double[] table(double[] numbers, int from, int to) {
    double[] table = new double[1 << to - from];
    for (int bits = 1; bits < table.length; bits++) {
      table[bits] = table[bits & (bits - 1)] + numbers[from + Integer.numberOfTrailingZeros(bits)];
    }
    return table;
  }

  /** The first of the last members. */
  private static int split(int members) {
    return Math.max(0, members - LAST);
  }

  /** Bytes of a word's first members. */
  static int bytes(int members) {
    return (split(members) + EIGHT - 1) / EIGHT;
  }

  /** Writes the first members of a word to its bytes in a list; returns the last ones. */
  static char split(int[] word, int members, byte[] firsts, int index) {
    int at = index * bytes(members);
    int last = 0;
    for (int member : word) {
      if (member < split(members)) {
        firsts[at + member / EIGHT] |= (byte) (1 << member % EIGHT);
      } else {
        last |= 1 << member - split(members);
      }
    }
    return (char) last;
  }

  /** The sum over the first members of a word in a list, in the order of the tables. */
  double ofFirst(byte[] words, int index) {
    double sum = 0;
    int at = index * firsts.length;
    for (int c = 0; c < firsts.length; c++) {
      sum += firsts[c][words[at + c] & 0xff];
    }
    return sum;
  }

  /** The sums over all sets of last members; not a copy. A word's sum is one more addition. */
  double[] ofLast() {
    return lasts;
  }
}
