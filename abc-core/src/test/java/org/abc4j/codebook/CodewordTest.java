package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CodewordTest {
  private static void assertRefused(String message, Executable code) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
  }

  @Test
  void parse_digits_memberZeroFirst() {
    Codeword word = Codeword.parse("0110001");
    assertArrayEquals(new int[] {1, 2, 6}, word.members());
    assertEquals(7, word.length());
    assertEquals(3, word.weight());
    assertEquals("0110001", word.toString());
  }

  @Test
  void of_membersInAnyOrderAndTwice_isTheirSet() {
    assertEquals(Codeword.parse("10010"), Codeword.of(5, 3, 0, 3));
  }

  @Test
  void of_lengthOutOfRange_isNamed() {
    assertRefused("a codeword has length 1 to 1024, found 0", () -> Codeword.of(0));
    assertRefused("a codeword has length 1 to 1024, found 1025", () -> Codeword.of(1025, 3));
    assertRefused("a codeword has length 1 to 1024, found -1", () -> Codeword.of(-1, new BitSet()));
    assertRefused("a codeword has length 1 to 1024, found 0", () -> Codeword.parse(""));
  }

  @Test
  void of_unknownMember_isNamed() {
    assertRefused("a word of length 65 has no member 65", () -> Codeword.of(65, 1, 65));
    assertRefused("a word of length 65 has no member -2", () -> Codeword.of(65, -2));
    BitSet bits = new BitSet();
    bits.set(70);
    assertRefused("a word of length 70 has no member 70", () -> Codeword.of(70, bits));
  }

  @Test
  void ofBits_bitBeyondLength_isNamed() {
    assertRefused("a word of length 5 has no member 6", () -> Codeword.ofBits(5, 0b1100000));
    assertRefused("a word of one long has length 1 to 64, found 65", () -> Codeword.ofBits(65, 1));
    assertRefused("a word of one long has length 1 to 64, found 0", () -> Codeword.ofBits(0, 0));
  }

  @Test
  void ofBits_allSixtyFour_isFull() {
    assertEquals(64, Codeword.ofBits(64, -1L).weight());
    assertEquals(0, Codeword.ofBits(64, -1L).complement().weight());
  }

  @Test
  void parse_otherCharacter_isNamedWithPosition() {
    assertRefused(
        "a codeword is written in 0 and 1, found '2' at position 3", () -> Codeword.parse("0102"));
  }

  @Test
  void contains_outOfRange_throws() {
    Codeword word = Codeword.parse("011");
    assertThrows(IndexOutOfBoundsException.class, () -> word.contains(3));
    assertThrows(IndexOutOfBoundsException.class, () -> word.contains(-1));
    assertTrue(word.contains(2));
    assertFalse(word.contains(0));
  }

  @Test
  void pairs_ofDifferentLength_areRefused() {
    Codeword three = Codeword.parse("011");
    Codeword four = Codeword.parse("0110");
    String message = "words of one code have one length, found 3 and 4";
    assertRefused(message, () -> three.overlap(four));
    assertRefused(message, () -> three.distance(four));
    assertRefused(message, () -> three.isSubsetOf(four));
    assertRefused(message, () -> three.union(four));
  }

  @Test
  void equals_sameBitsOtherLength_differs() {
    assertNotEquals(Codeword.of(64, 3), Codeword.of(65, 3));
    assertNotEquals(Codeword.parse("10"), Codeword.parse("100"));
    assertEquals(Codeword.of(100, 3, 99).hashCode(), Codeword.of(100, 99, 3).hashCode());
  }

  @Test
  void compareTo_lengthsFirst() {
    assertTrue(Codeword.parse("11").compareTo(Codeword.parse("000")) < 0);
    // As unsigned numbers: member 63 is the highest bit, not a sign.
    assertTrue(Codeword.of(64, 63).compareTo(Codeword.of(64, 62)) > 0);
    assertTrue(Codeword.of(65, 64).compareTo(Codeword.of(65, 63)) > 0);
  }

  @Test
  void subset_ofItselfAndOfMore() {
    Codeword inner = Codeword.of(130, 1, 129);
    assertTrue(inner.isSubsetOf(inner));
    assertTrue(inner.isSubsetOf(Codeword.of(130, 1, 70, 129)));
    assertFalse(inner.isSubsetOf(Codeword.of(130, 1, 70)));
    assertTrue(Codeword.of(130).isSubsetOf(inner));
  }
}
