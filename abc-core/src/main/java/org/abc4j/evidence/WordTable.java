package org.abc4j.evidence;

import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codeword;

/**
 * The words of all sources, as lists of members, and those that serve as placebos, a bit a member.
 */
final class WordTable {
  private final int members;
  private final int weight;
  private final int[][] words;
  private final int reserved;

  /** Of every reserved word ⌈n/8⌉ bytes, as {@link WordSums} takes them. */
  private final byte[] bits;

  private WordTable(int members, int weight, int[][] words, int reserved, byte[] bits) {
    this.members = members;
    this.weight = weight;
    this.words = words;
    this.reserved = reserved;
    this.bits = bits;
  }

  static WordTable of(CodeAssignment code) {
    return of(code, SourceEvidence.placebosOf(code.sources().count(), code.reserved()));
  }

  /** For who asks for no p-value. */
  static WordTable ofHeld(CodeAssignment code) {
    return of(code, 0);
  }

  private static WordTable of(CodeAssignment code, int reserved) {
    int count = Math.toIntExact(code.sources().count());
    int[][] words = new int[count][];
    for (int s = 0; s < count; s++) {
      words[s] = code.word(s).members();
    }
    int n = code.codebook().length();
    byte[] bits = new byte[Math.multiplyExact(reserved, bytes(n))];
    for (int r = 0; r < reserved; r++) {
      Codeword word = code.reservedWord(r);
      setBits(bits, r, n, word.members());
    }
    return new WordTable(n, code.codebook().weight(), words, reserved, bits);
  }

  private static int bytes(int members) {
    return (members + WordSums.MEMBERS - 1) / WordSums.MEMBERS;
  }

  private static void setBits(byte[] bits, int index, int length, int[] members) {
    for (int member : members) {
      bits[index * bytes(length) + member / WordSums.MEMBERS] |=
          (byte) (1 << member % WordSums.MEMBERS);
    }
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
    return reserved;
  }

  /** The sum of some numbers, one a member, over a source's word. */
  double sum(WordSums sums, int source) {
    byte[] word = new byte[bytes(members)];
    setBits(word, 0, members, words[source]);
    return sums.of(word, 0);
  }

  /** The same over a word that nobody holds. */
  double sumReserved(WordSums sums, int index) {
    return sums.of(bits, index);
  }

  /** w/n, what centring takes off each entry of a word. */
  double share() {
    return (double) weight / members;
  }
}
