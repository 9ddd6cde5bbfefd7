package org.abc4j.evidence;

/**
 * Sums of n numbers over the members of words, eight members at a time: what each eight can add up
 * to is in a table. Worth it for many words. Immutable.
 */
final class WordSums {
  /** Members whose sums are in one table. */
  static final int MEMBERS = 8;

  private final double[][] tables;

  WordSums(double[] numbers) {
    tables = new double[(numbers.length + MEMBERS - 1) / MEMBERS][];
    for (int c = 0; c < tables.length; c++) {
      int first = c * MEMBERS;
      double[] table = new double[1 << Math.min(MEMBERS, numbers.length - first)];
      for (int bits = 1; bits < table.length; bits++) {
        table[bits] =
            table[bits & (bits - 1)] + numbers[first + Integer.numberOfTrailingZeros(bits)];
      }
      tables[c] = table;
    }
  }

  /** The sum over a word, in the order of the tables whichever word it is. */
  double of(byte[] words, int index) {
    double sum = 0;
    int at = index * tables.length;
    for (int c = 0; c < tables.length; c++) {
      sum += tables[c][words[at + c] & 0xff];
    }
    return sum;
  }
}
