package org.abc4j.evidence;

import java.util.Arrays;

/**
 * Words in groups of those that have the same first members, to be counted by their sums.
 * Immutable.
 */
final class WordGroups {
  /** Of the key that words are sorted by, behind its first bytes. */
  private static final int INDEX_BITS = 20;

  private static final int MOST_BYTES = 5;

  /** Group g has the words from {@code begins[g]} to {@code begins[g + 1]}, the latter not. */
  private final int[] begins;

  private final byte[] firsts;
  private final char[] lasts;

  private WordGroups(int[] begins, byte[] firsts, char[] lasts) {
    this.begins = begins;
    this.firsts = firsts;
    this.lasts = lasts;
  }

  /**
   * What a word takes at most while words are put in groups: its first members thrice, its last
   * ones twice, its key, and twice where a group begins.
   */
  static int mostBytesOfWord(int members) {
    return 3 * WordSums.bytes(members) + 2 * Character.BYTES + Long.BYTES + 2 * Integer.BYTES;
  }

  /** Of at most 2²⁰ words as {@link WordSums#split} has them, each of some bytes and a number. */
  static WordGroups of(byte[] firsts, int bytes, char[] lasts) {
    long[] keys = new long[lasts.length];
    for (int r = 0; r < keys.length; r++) {
      for (int c = 0; c < Math.min(bytes, MOST_BYTES); c++) {
        keys[r] = keys[r] << Byte.SIZE | firsts[r * bytes + c] & 0xff;
      }
      keys[r] = keys[r] << INDEX_BITS | r;
    }
    Arrays.sort(keys);
    int[] begins = new int[keys.length + 1];
    byte[] groups = new byte[firsts.length];
    char[] sorted = new char[keys.length];
    int count = 0;
    int before = -1;
    for (int k = 0; k < keys.length; k++) {
      int r = (int) keys[k] & (1 << INDEX_BITS) - 1;
      sorted[k] = lasts[r];
      if (before < 0 || !same(firsts, bytes, before, r)) {
        System.arraycopy(firsts, r * bytes, groups, count * bytes, bytes);
        begins[count++] = k;
        before = r;
      }
    }
    begins[count] = keys.length;
    return new WordGroups(
        Arrays.copyOf(begins, count + 1), Arrays.copyOf(groups, count * bytes), sorted);
  }

  private static boolean same(byte[] firsts, int bytes, int r, int t) {
    return Arrays.equals(firsts, r * bytes, (r + 1) * bytes, firsts, t * bytes, (t + 1) * bytes);
  }

  /** How many words have no sum below a bound. */
  int atLeast(WordSums sums, double bound) {
    double[] ofLast = sums.ofLast();
    int count = 0;
    for (int g = 0; g + 1 < begins.length; g++) {
      double ofFirst = sums.ofFirst(firsts, g);
      for (int k = begins[g]; k < begins[g + 1]; k++) {
        count += ofFirst + ofLast[lasts[k]] < bound ? 0 : 1;
      }
    }
    return count;
  }
}
