package org.abc4j.codebook;

import java.util.Objects;

/**
 * All C(n,w) words, numbered by the combinatorial number system.
 *
 * <p>The word with members c₁ &lt; … &lt; c_w has the index C(c₁,1) + … + C(c_w,w) (Knuth, The Art
 * of Computer Programming 4A, section 7.2.1.3, theorem L). Only Pascal's triangle is stored.
 */
final class CompleteCode implements Codebook {
  private final int length;
  private final int weight;

  /** {@code binomial[k][c]} is C(c,k), or Long.MAX_VALUE where that is too large. */
  private final long[][] binomial;

  CompleteCode(int length, int weight) {
    CodeParameters.require(length, weight);
    this.length = length;
    this.weight = weight;
    this.binomial = new long[weight + 1][length + 1];
    for (int c = 0; c <= length; c++) {
      binomial[0][c] = 1;
      for (int k = 1; k <= Math.min(c, weight); k++) {
        long sum = binomial[k - 1][c - 1] + binomial[k][c - 1];
        // Once saturated, or once the sum wraps, it stays saturated.
        binomial[k][c] = sum < 0 || binomial[k - 1][c - 1] == Long.MAX_VALUE ? Long.MAX_VALUE : sum;
      }
    }
    if (binomial[weight][length] == Long.MAX_VALUE) {
      throw new IllegalArgumentException(
          "words are numbered by a long, but C("
              + length
              + ", "
              + weight
              + ") exceeds 2^63 - 1; take a designed or an explicit code");
    }
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public int weight() {
    return weight;
  }

  @Override
  public long size() {
    return binomial[weight][length];
  }

  @Override
  public Codeword word(long index) {
    long rank = Objects.checkIndex(index, size());
    int[] members = new int[weight];
    int member = length - 1;
    for (int k = weight; k >= 1; k--) {
      while (binomial[k][member] > rank) {
        member--;
      }
      rank -= binomial[k][member];
      members[k - 1] = member;
    }
    return Codeword.of(length, members);
  }

  @Override
  public long indexOf(Codeword word) {
    if (word.length() != length || word.weight() != weight) {
      return -1;
    }
    long rank = 0;
    int k = 0;
    for (int member : word.members()) {
      rank += binomial[++k][member];
    }
    return rank;
  }

  @Override
  public String toString() {
    return "all C(" + length + ", " + weight + ") = " + size() + " words";
  }
}
