package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.abc4j.codebook.CodeViolation.Rule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CodeVerifierTest {
  private static void assertRefused(String message, Executable code) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
  }

  @Test
  void verify_validCode_reportsItsNumbers() {
    CodeVerification found = CodeVerifier.verify(Words.parse("1100", "0011", "1010"));
    assertTrue(found.isValid());
    assertSame(found, found.requireValid());
    assertEquals(List.of(), found.violations());
    assertEquals(3, found.words());
    assertEquals(4, found.length());
    assertEquals(2, found.minimumWeight());
    assertEquals(2, found.maximumWeight());
    assertArrayEquals(new int[] {2, 1, 2, 1}, found.columnSums());
    assertEquals(1, found.columnSpread());
    assertEquals(OptionalInt.of(2), found.minimumDistance());
    assertEquals(OptionalInt.of(4), found.maximumDistance());
    assertEquals(1, found.complementaryPairs());
    assertEquals(
        "valid: 3 words of length 4, weights 2 to 2, column spread 1, distances 2 to 4,"
            + " 1 complementary pairs",
        found.toString());
  }

  @Test
  void verify_nestedWords_namesBothSources() {
    CodeVerification found = CodeVerifier.verify(Words.parse("1110", "0011", "0110"));
    assertFalse(found.isValid());
    assertFalse(found.holds(Rule.ANTICHAIN));
    assertTrue(found.holds(Rule.DISTINCT));
    CodeViolation nested =
        new CodeViolation(
            Rule.ANTICHAIN,
            2,
            0,
            "the word of source 2 (0110) lies inside the word of source 0 (1110)");
    assertTrue(found.violations().contains(nested), found.violations().toString());
    assertEquals(1, found.violationCount(Rule.ANTICHAIN));
  }

  @Test
  void verify_nestedInTheOtherOrder_namesInnerFirst() {
    CodeViolation nested =
        CodeVerifier.verify(Words.parse("01000", "10101", "11000")).violations().stream()
            .filter(v -> v.rule() == Rule.ANTICHAIN)
            .findFirst()
            .get();
    assertEquals(0, nested.first());
    assertEquals(2, nested.second());
    assertEquals(nested.message(), nested.toString());
  }

  @Test
  void verify_sameWord_namesBothSources() {
    CodeVerification found =
        CodeVerifier.verify(
            Words.parse("0110", "1001", "0110"),
            DataSources.oneItemEach(3).withNames(List.of("Goya", "Klee", "Miró")));
    assertEquals(
        List.of(
            new CodeViolation(
                Rule.DISTINCT, 0, 2, "the word of 'Goya' (0110) is also the word of 'Miró'")),
        found.violations());
    assertEquals(OptionalInt.of(0), found.minimumDistance());
  }

  @Test
  void verify_unequalWeights_namesBothSources() {
    CodeVerification found = CodeVerifier.verify(Words.parse("11000", "00111"));
    assertEquals(
        List.of(
            new CodeViolation(
                Rule.CONSTANT_WEIGHT,
                1,
                0,
                "the word of source 1 (00111) has weight 3, but the word of source 0 has weight"
                    + " 2")),
        found.violations());
    assertTrue(found.holds(Rule.ANTICHAIN));
    assertEquals(2, found.minimumWeight());
    assertEquals(3, found.maximumWeight());
  }

  @Test
  void verify_emptyAndFullWords_areNamed() {
    CodeVerification found = CodeVerifier.verify(Words.parse("0000", "1111"));
    assertEquals(2, found.violationCount(Rule.SEEN_BY_SOME));
    assertEquals(
        "the word of source 0 (0000) is empty: no member sees that source",
        found.violations().get(0).message());
    assertEquals(
        "the word of source 1 (1111) is full: no member remains once that source is ablated",
        found.violations().get(1).message());
    assertEquals(1, found.violationCount(Rule.ANTICHAIN));
  }

  @Test
  void verify_columns_emptyAndFullAreListed() {
    CodeVerification found = CodeVerifier.verify(Words.parse("110010", "101010"));
    assertArrayEquals(new int[] {3, 5}, found.emptyColumns());
    assertArrayEquals(new int[] {0, 4}, found.fullColumns());
    assertEquals(2, found.columnSpread());
    assertTrue(found.isValid());
  }

  @Test
  void requireValid_namesTheSourcesAndCountsTheRest() {
    List<Codeword> same = Collections.nCopies(5, Codeword.parse("01"));
    CodeVerification found = CodeVerifier.verify(same);
    assertRefused(
        "the code breaks its rules 10 times: the word of source 0 (01) is also the word of source"
            + " 1; the word of source 0 (01) is also the word of source 2; the word of source 0"
            + " (01) is also the word of source 3; the word of source 0 (01) is also the word of"
            + " source 4; the word of source 1 (01) is also the word of source 2; and 5 more",
        found::requireValid);
  }

  @Test
  void violations_areBoundedButCounted() {
    List<Codeword> same = Collections.nCopies(50, Codeword.parse("011"));
    CodeVerification found = CodeVerifier.verify(same);
    assertEquals(CodeVerifier.MAX_VIOLATIONS, found.violations().size());
    assertEquals(1225, found.violationCount(Rule.DISTINCT));
    assertThrows(UnsupportedOperationException.class, () -> found.violations().clear());
  }

  @Test
  void verify_oneWord_hasNoDistances() {
    CodeVerification found = CodeVerifier.verify(Words.parse("0110"));
    assertTrue(found.isValid());
    assertEquals(OptionalInt.empty(), found.minimumDistance());
    assertEquals(OptionalInt.empty(), found.maximumDistance());
    assertEquals(
        "valid: 1 words of length 4, weights 2 to 2, column spread 1, 0 complementary pairs",
        found.toString());
  }

  @Test
  void verify_longWord_isShownInPart() {
    Codeword word = Codeword.of(70, 0, 69);
    String message = CodeVerifier.verify(List.of(word, word)).violations().get(0).message();
    assertEquals(
        "the word of source 0 (1" + "0".repeat(63) + "…) is also the word of source 1", message);
  }

  @Test
  void verify_differentLengths_namesBothSources() {
    assertRefused(
        "words of one code have one length, but the word of source 2 has 5 and that of source 0"
            + " has 4",
        () -> CodeVerifier.verify(Words.parse("0011", "1100", "00111")));
  }

  @Test
  void verify_noWordsOrOtherCount_isRefused() {
    assertRefused("a code has at least one word, found none", () -> CodeVerifier.verify(List.of()));
    assertRefused(
        "each source has one word, found 1 words for 2 sources",
        () -> CodeVerifier.verify(Words.parse("01"), DataSources.oneItemEach(2)));
    assertRefused(
        "a verification compares all pairs of at most 1048576 words, found 1000000000",
        () ->
            CodeVerifier.verify(
                Codebook.allWords(40, 20).assignInOrder(DataSources.oneItemEach(1_000_000_000L))));
  }

  @Test
  void verify_assignment_leavesReservedWordsOut() {
    CodeAssignment assignment = Codebook.design(20, 15, 4).assign(DataSources.oneItemEach(20), 4);
    CodeVerification found = CodeVerifier.verify(assignment).requireValid();
    assertEquals(20, found.words());
    List<Codeword> held = new ArrayList<>();
    for (int s = 0; s < 20; s++) {
      held.add(assignment.word(s));
    }
    assertArrayEquals(Words.columnSums(held), found.columnSums());
  }

  @Test
  void verify_golayWords_haveTheKnownDistances() {
    // The 253 words of weight 7 of the binary Golay code: overlaps 1 or 3, every column 77.
    int[] generator = {0, 2, 4, 5, 6, 10, 11};
    List<Codeword> golay = new ArrayList<>();
    for (long message = 1; message < 1 << 12; message++) {
      long word = 0;
      for (int shift = 0; shift < 12; shift++) {
        for (int power : generator) {
          word ^= (message >> shift & 1) << (shift + power);
        }
      }
      if (Long.bitCount(word) == 7) {
        golay.add(Codeword.ofBits(23, word));
      }
    }
    CodeVerification found = CodeVerifier.verify(golay).requireValid();
    assertEquals(253, found.words());
    assertEquals(OptionalInt.of(8), found.minimumDistance());
    assertEquals(OptionalInt.of(12), found.maximumDistance());
    assertEquals(0, found.columnSpread());
    assertEquals(77, found.columnSums()[11]);
  }

  @Test
  @Tag("timed")
  void verify_manyWords_takesSeconds() {
    // 65,536 words take 3 to 5 s here; a quarter of the words takes a sixteenth of that.
    List<Codeword> words = Words.of(CodeDesign.forSources(16_384).withLength(22).design());
    words.set(16_000, words.get(77));
    CodeVerification found =
        assertTimeout(Duration.ofSeconds(20), () -> CodeVerifier.verify(words));
    assertEquals(1, found.violationCount(Rule.DISTINCT));
    assertEquals(77, found.violations().get(0).first());
    assertEquals(16_000, found.violations().get(0).second());
  }
}
