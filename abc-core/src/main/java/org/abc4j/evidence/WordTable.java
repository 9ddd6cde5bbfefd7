package org.abc4j.evidence;

import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codeword;

/** The words of all sources and of some that nobody holds, as lists of members. */
final class WordTable {
  /** Placebos beyond these would cost more than the digits of p that they add are worth. */
  static final int MOST_RESERVED = 1 << 14;

  private final int members;
  private final int weight;
  private final int[][] words;
  private final int[][] reserved;

  private WordTable(int members, int weight, int[][] words, int[][] reserved) {
    this.members = members;
    this.weight = weight;
    this.words = words;
    this.reserved = reserved;
  }

  static WordTable of(CodeAssignment code) {
    int count = Math.toIntExact(code.sources().count());
    int[][] words = new int[count][];
    for (int s = 0; s < count; s++) {
      words[s] = code.word(s).members();
    }
    int[][] reserved = new int[(int) Math.min(MOST_RESERVED, code.reserved())][];
    for (int r = 0; r < reserved.length; r++) {
      Codeword word = code.reservedWord(r);
      reserved[r] = word.members();
    }
    return new WordTable(code.codebook().length(), code.codebook().weight(), words, reserved);
  }

  int members() {
    return members;
  }

  int weight() {
    return weight;
  }

  int sources() {
    return words.length;
  }

  /** Members of a source's word; not a copy. */
  int[] word(int source) {
    return words[source];
  }

  int reserved() {
    return reserved.length;
  }

  /** Members of a word that nobody holds; not a copy. */
  int[] reservedWord(int index) {
    return reserved[index];
  }

  /** w/n, what centring takes off each entry of a word. */
  double share() {
    return (double) weight / members;
  }
}
