package org.abc4j.codebook;

import com.google.common.math.BigIntegerMath;
import java.math.BigInteger;

/**
 * Length n and weight w of a code, and how many words such a code can have (appendix A.2).
 *
 * <p>All counts are exact. Immutable and thread-safe.
 *
 * @param length number of members n, from 2 to 1024
 * @param weight members that see each source w, from 1 to n − 1
 */
public record CodeSize(int length, int weight) {

  /**
   * Checks the ranges.
   *
   * @param length number of members n, from 2 to 1024
   * @param weight members that see each source w, from 1 to n − 1
   * @throws IllegalArgumentException if the length or the weight is out of range
   */
  public CodeSize {
    CodeParameters.require(length, weight);
  }

  /**
   * The smallest n that suffices for a number of sources by appendix A.2, the first with C(n,⌊n/2⌋)
   * ≥ N, and w = ⌊n/2⌋.
   *
   * @param sources number of sources N, at least 1
   * @return the size; n = 67 for the greatest {@code long}
   * @throws IllegalArgumentException if there is no source
   */
  public static CodeSize forSources(long sources) {
    requirePositive(sources);
    CodeSize size = new CodeSize(2, 1);
    while (size.capacity().compareTo(BigInteger.valueOf(sources)) < 0) {
      size = new CodeSize(size.length + 1, (size.length + 1) / 2);
    }
    return size;
  }

  /**
   * The smallest n with enough words of which none is the complement of another, and its weight.
   *
   * <p>Sources with complementary words have the same first-order distance. Words of weight other
   * than n/2 have no complements among themselves, so w is (n − 1)/2 for odd n, and n/2 − 1 for
   * even n, where C(n,n/2−1) exceeds the C(n,n/2)/2 words that weight n/2 would leave. The one
   * exception is n = 2, with a single word of weight 1.
   *
   * @param words number of words, at least 1
   * @return the size
   * @throws IllegalArgumentException if there is no word
   */
  public static CodeSize withoutComplements(long words) {
    requirePositive(words);
    CodeSize size = ofLength(2);
    while (size.capacityWithoutComplements().compareTo(BigInteger.valueOf(words)) < 0) {
      size = ofLength(size.length + 1);
    }
    return size;
  }

  /**
   * The weight that gives a length most words without complementary pairs.
   *
   * @param length n, from 2 to 1024
   * @return n and that weight, ⌊(n − 1)/2⌋ but at least 1
   * @throws IllegalArgumentException if the length is out of range
   */
  public static CodeSize ofLength(int length) {
    return new CodeSize(length, Math.max(1, (length - 1) / 2));
  }

  /**
   * Number of all words, C(n,w).
   *
   * @return the exact count
   */
  public BigInteger capacity() {
    return BigIntegerMath.binomial(length, weight);
  }

  /**
   * Greatest number of words of which none is the complement of another: C(n,w), or half of it if w
   * = n/2.
   *
   * @return the exact count
   */
  public BigInteger capacityWithoutComplements() {
    return hasComplements() ? capacity().shiftRight(1) : capacity();
  }

  /** Whether the complement of a word is of this size too. */
  boolean hasComplements() {
    return length == 2 * weight;
  }

  private static void requirePositive(long count) {
    if (count < 1) {
      throw new IllegalArgumentException("a code has at least 1 word, asked for " + count);
    }
  }

  @Override
  public String toString() {
    return "length " + length + " and weight " + weight;
  }
}
