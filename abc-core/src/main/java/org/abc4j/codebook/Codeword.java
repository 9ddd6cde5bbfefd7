package org.abc4j.codebook;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A set of ensemble members, written as a binary word: bit i is 1 when member i is in the set.
 *
 * <p>The codeword of a source s is S(s), the members whose training split holds data of s (section
 * 2.3). Words up to 64 members long live in one {@code long}. Immutable and thread-safe.
 */
public final class Codeword implements Comparable<Codeword> {
  /** Greatest length of a word. */
  public static final int MAX_LENGTH = 1024;

  private static final long[] NONE = {};

  private final int length;
  private final long first;
  private final long[] rest;

  private Codeword(int length, long first, long[] rest) {
    this.length = length;
    this.first = first;
    this.rest = rest;
  }

  /**
   * The word that holds the given members.
   *
   * @param length number of members of the ensemble, the paper's n, from 1 to 1024
   * @param members indices of the members in the set, each from 0 to {@code length - 1}
   * @return the word
   * @throws IllegalArgumentException if the length or a member is out of range
   */
  public static Codeword of(int length, int... members) {
    requireLength(length);
    long[] bits = new long[(length + 63) >>> 6];
    for (int member : members) {
      if (member < 0 || member >= length) {
        throw new IllegalArgumentException(
            "a word of length " + length + " has no member " + member);
      }
      bits[member >>> 6] |= 1L << member;
    }
    return ofBits(length, bits);
  }

  /**
   * The word of at most 64 members whose bit i is bit i of {@code bits}.
   *
   * @param length number of members, from 1 to 64
   * @param bits the members in the set; bits from {@code length} on must be 0
   * @return the word
   * @throws IllegalArgumentException if the length is out of range or a bit beyond it is set
   */
  public static Codeword ofBits(int length, long bits) {
    if (length < 1 || length > 64) {
      throw new IllegalArgumentException("a word of one long has length 1 to 64, found " + length);
    }
    if (length < 64 && bits >>> length != 0) {
      throw new IllegalArgumentException(
          "a word of length "
              + length
              + " has no member "
              + (63 - Long.numberOfLeadingZeros(bits)));
    }
    return new Codeword(length, bits, NONE);
  }

  /**
   * The word with the bits of a {@link BitSet}.
   *
   * @param length number of members, from 1 to 1024
   * @param members the members in the set
   * @return the word
   * @throws IllegalArgumentException if the length or a member is out of range
   */
  public static Codeword of(int length, BitSet members) {
    requireLength(length);
    if (members.length() > length) {
      throw new IllegalArgumentException(
          "a word of length " + length + " has no member " + (members.length() - 1));
    }
    return ofBits(length, Arrays.copyOf(members.toLongArray(), (length + 63) >>> 6));
  }

  /**
   * The word written as zeros and ones, member 0 first.
   *
   * @param digits the digits, from 1 to 1024 of them
   * @return the word
   * @throws IllegalArgumentException if there is another character or the length is out of range
   */
  public static Codeword parse(String digits) {
    requireLength(digits.length());
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) != '0' && digits.charAt(i) != '1') {
        throw new IllegalArgumentException(
            "a codeword is written in 0 and 1, found '" + digits.charAt(i) + "' at position " + i);
      }
    }
    return of(
        digits.length(),
        IntStream.range(0, digits.length()).filter(i -> digits.charAt(i) == '1').toArray());
  }

  private static Codeword ofBits(int length, long[] bits) {
    return new Codeword(
        length, bits[0], bits.length == 1 ? NONE : Arrays.copyOfRange(bits, 1, bits.length));
  }

  private static void requireLength(int length) {
    if (length < 1 || length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a codeword has length 1 to " + MAX_LENGTH + ", found " + length);
    }
  }

  /**
   * Number of members of the ensemble, the paper's n.
   *
   * @return from 1 to 1024
   */
  public int length() {
    return length;
  }

  /**
   * Number of members in the set, the Hamming weight w.
   *
   * @return from 0 to {@link #length()}
   */
  public int weight() {
    int weight = Long.bitCount(first);
    for (long bits : rest) {
      weight += Long.bitCount(bits);
    }
    return weight;
  }

  /**
   * Whether a member is in the set.
   *
   * @param member index of the member
   * @return true if bit {@code member} is 1
   * @throws IndexOutOfBoundsException if there is no such member
   */
  public boolean contains(int member) {
    Objects.checkIndex(member, length);
    long bits = member < 64 ? first : rest[(member >>> 6) - 1];
    return (bits >>> member & 1) != 0;
  }

  /**
   * The members in the set, in increasing order.
   *
   * @return {@link #weight()} indices
   */
  public int[] members() {
    return IntStream.range(0, length).filter(this::contains).toArray();
  }

  /**
   * Number of members in both sets.
   *
   * @param other a word of the same length
   * @return |this ∩ other|
   * @throws IllegalArgumentException if the lengths differ
   */
  public int overlap(Codeword other) {
    requireSameLength(other);
    int overlap = Long.bitCount(first & other.first);
    for (int i = 0; i < rest.length; i++) {
      overlap += Long.bitCount(rest[i] & other.rest[i]);
    }
    return overlap;
  }

  /**
   * Hamming distance: number of members in exactly one of the sets.
   *
   * @param other a word of the same length
   * @return the distance
   * @throws IllegalArgumentException if the lengths differ
   */
  public int distance(Codeword other) {
    requireSameLength(other);
    int distance = Long.bitCount(first ^ other.first);
    for (int i = 0; i < rest.length; i++) {
      distance += Long.bitCount(rest[i] ^ other.rest[i]);
    }
    return distance;
  }

  /**
   * Whether every member of this set is in the other.
   *
   * @param other a word of the same length
   * @return true if this ⊆ other
   * @throws IllegalArgumentException if the lengths differ
   */
  public boolean isSubsetOf(Codeword other) {
    requireSameLength(other);
    if ((first & ~other.first) != 0) {
      return false;
    }
    for (int i = 0; i < rest.length; i++) {
      if ((rest[i] & ~other.rest[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The members in either set.
   *
   * @param other a word of the same length
   * @return this ∪ other
   * @throws IllegalArgumentException if the lengths differ
   */
  public Codeword union(Codeword other) {
    requireSameLength(other);
    long[] bits = rest.clone();
    for (int i = 0; i < bits.length; i++) {
      bits[i] |= other.rest[i];
    }
    return new Codeword(length, first | other.first, bits);
  }

  /**
   * The members of this set that are not in the other.
   *
   * @param other a word of the same length
   * @return this ∖ other
   * @throws IllegalArgumentException if the lengths differ
   */
  public Codeword minus(Codeword other) {
    requireSameLength(other);
    long[] bits = rest.clone();
    for (int i = 0; i < bits.length; i++) {
      bits[i] &= ~other.rest[i];
    }
    return new Codeword(length, first & ~other.first, bits);
  }

  /**
   * The members not in this set.
   *
   * @return a word of weight {@code length() - weight()}
   */
  public Codeword complement() {
    long[] bits = new long[rest.length + 1];
    for (int block = 0; block < bits.length; block++) {
      int used = Math.min(64, length - 64 * block);
      bits[block] = ~block(block) & (-1L >>> (64 - used));
    }
    return ofBits(length, bits);
  }

  /** This word with one member exchanged: {@code out} must be in the set and {@code in} not. */
  Codeword exchange(int out, int in) {
    long[] bits = rest.clone();
    long head = first;
    for (int member : new int[] {out, in}) {
      if (member < 64) {
        head ^= 1L << member;
      } else {
        bits[(member >>> 6) - 1] ^= 1L << member;
      }
    }
    return new Codeword(length, head, bits);
  }

  /** Members 64·index to 64·index + 63 as the bits of a long. */
  long block(int index) {
    return index == 0 ? first : rest[index - 1];
  }

  private void requireSameLength(Codeword other) {
    if (length != other.length) {
      throw new IllegalArgumentException(
          "words of one code have one length, found " + length + " and " + other.length);
    }
  }

  /** Orders by length, then as binary numbers with member 0 as the lowest bit. */
  @Override
  public int compareTo(Codeword other) {
    if (length != other.length) {
      return Integer.compare(length, other.length);
    }
    for (int i = rest.length - 1; i >= 0; i--) {
      if (rest[i] != other.rest[i]) {
        return Long.compareUnsigned(rest[i], other.rest[i]);
      }
    }
    return Long.compareUnsigned(first, other.first);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Codeword other
        && length == other.length
        && first == other.first
        && Arrays.equals(rest, other.rest);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * length + Long.hashCode(first)) + Arrays.hashCode(rest);
  }

  /** The digits that {@link #parse} reads. */
  @Override
  public String toString() {
    StringBuilder digits = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      digits.append(contains(i) ? '1' : '0');
    }
    return digits.toString();
  }
}
