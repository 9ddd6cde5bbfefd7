package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
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

  /** In each block of 64 members there are some in both, in one, in the other and in none. */
  @Test
  void setOperations_overSeveralBlocks_areThoseOfTheMembers() {
    Codeword a = Codeword.of(200, 0, 1, 62, 63, 64, 127, 130, 191, 192, 199);
    Codeword b = Codeword.of(200, 0, 2, 63, 65, 127, 131, 191, 193, 199);
    assertEquals(5, a.overlap(b));
    assertEquals(9, a.distance(b));
    assertArrayEquals(
        new int[] {0, 1, 2, 62, 63, 64, 65, 127, 130, 131, 191, 192, 193, 199},
        a.union(b).members());
    assertFalse(a.isSubsetOf(b));
    assertTrue(a.isSubsetOf(a.union(b)));
    assertTrue(b.isSubsetOf(a.union(b)));
    assertFalse(Codeword.of(200, 3).isSubsetOf(Codeword.of(200, 4)));
    assertEquals(190, a.complement().weight());
    assertEquals(0, a.overlap(a.complement()));
    assertEquals(200, a.distance(a.complement()));
  }

  @Test
  void exchange_anyTwoMembers_movesOneToTheOther() {
    int[] members = {0, 1, 62, 63, 64, 65, 127, 128, 129};
    for (int out : members) {
      for (int in : members) {
        if (out != in) {
          assertEquals(Codeword.of(130, in), Codeword.of(130, out).exchange(out, in));
        }
      }
    }
  }

  @Test
  void of_bitSet_isThatSetAtAnyLength() {
    for (int length : new int[] {1, 63, 64, 65, 128, 129, 1024}) {
      BitSet bits = new BitSet();
      assertEquals(Codeword.of(length), Codeword.of(length, bits));
      bits.set(length - 1);
      Codeword last = Codeword.of(length, bits);
      assertEquals(Codeword.of(length, length - 1), last);
      assertEquals(last, Codeword.parse(last.toString()));
      assertEquals(1, last.weight());
    }
  }

  @Test
  void parse_longerThanAnyCode_isRefusedByItsLength() {
    assertRefused(
        "a codeword has length 1 to 1024, found 1025", () -> Codeword.parse("2".repeat(1025)));
    assertEquals(1024, Codeword.parse("0".repeat(1024)).length());
  }

  @Test
  void ofBits_ofOneMember() {
    assertEquals("1", Codeword.ofBits(1, 1).toString());
    assertRefused("a word of length 63 has no member 63", () -> Codeword.ofBits(63, 1L << 63));
  }

  @Test
  void hashCode_ofDifferentWords_seldomMeets() {
    Set<Integer> hashes = new HashSet<>();
    int words = 0;
    for (int length : new int[] {60, 64, 65, 130}) {
      for (int member = 0; member < length; member++) {
        hashes.add(Codeword.of(length, member).hashCode());
        words++;
      }
    }
    assertTrue(hashes.size() > words / 3, hashes.size() + " of " + words);
  }
}
