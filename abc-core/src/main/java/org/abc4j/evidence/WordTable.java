package org.abc4j.evidence;

import org.abc4j.codebook.CodeAssignment;

/** The words of all sources, as lists of members, and those that serve as placebos, in bits. */
final class WordTable {
  private final int members;
  private final int weight;
  private final int[][] words;

  /**
   * Of every reserved word its first members and its last ones, as {@link WordSums} splits them.
   */
  private final byte[] firsts;

  private final char[] lasts;
  private final WordGroups groups;

  private WordTable(int members, int weight, int[][] words, byte[] firsts, char[] lasts) {
    this.members = members;
    this.weight = weight;
    this.words = words;
    this.firsts = firsts;
    this.lasts = lasts;
    this.groups = WordGroups.of(firsts, WordSums.bytes(members), lasts);
  }

  static WordTable of(CodeAssignment code) {
    return of(code, Long.MAX_VALUE);
  }

  /** With the first reserved words alone. */
  static WordTable of(CodeAssignment code, long most) {
    int reserved =
        SourceEvidence.placebosOf(code.sources().count(), Math.min(most, code.reserved()));
    int count = Math.toIntExact(code.sources().count());
    int[][] words = new int[count][];
    for (int s = 0; s < count; s++) {
      words[s] = code.word(s).members();
    }
    int n = code.codebook().length();
    byte[] firsts = new byte[Math.multiplyExact(reserved, WordSums.bytes(n))];
    char[] lasts = new char[reserved];
    for (int r = 0; r < reserved; r++) {
      lasts[r] = WordSums.split(code.reservedWord(r).members(), n, firsts, r);
    }
    return new WordTable(n, code.codebook().weight(), words, firsts, lasts);
  }

  /** For who asks for no p-value. */
  static WordTable ofHeld(CodeAssignment code) {
    return of(code, 0);
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
    return lasts.length;
  }

  /** The sum of some numbers, one a member, over a source's word. */
  double sum(WordSums sums, int source) {
    byte[] first = new byte[WordSums.bytes(members)];
    char last = WordSums.split(words[source], members, first, 0);
    return sums.ofFirst(first, 0) + sums.ofLast()[last];
  }

  /** The same over a word that nobody holds. */
  double sumReserved(WordSums sums, int index) {
    return sums.ofFirst(firsts, index) + sums.ofLast()[lasts[index]];
  }

  /** How many words that nobody holds have no sum below a bound. */
  int reservedAtLeast(WordSums sums, double bound) {
    return groups.atLeast(sums, bound);
  }

  /** w/n, what centring takes off each entry of a word. */
  double share() {
    return (double) weight / members;
  }
}
