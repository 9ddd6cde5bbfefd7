package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CompleteCodeTest {
  private static void assertRefused(String message, Executable code) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
  }

  @Test
  void words_ofSmallCodes_areAllInOrderOfTheirNumbers() {
    for (int n = 2; n <= 10; n++) {
      for (int w = 1; w < n; w++) {
        assertEquals(Words.all(n, w), Words.of(Codebook.allWords(n, w)), n + ", " + w);
      }
    }
  }

  @Test
  void size_ofPaperCodes() {
    assertEquals(705432, Codebook.allWords(22, 11).size());
    assertEquals(12870, Codebook.allWords(16, 8).size());
  }

  @Test
  void extremes_ofTheLargestHalfWeightCode() {
    Codebook code = Codebook.allWords(66, 33);
    assertEquals(7219428434016265740L, code.size());
    Codeword first = Codeword.of(66, IntStream.range(0, 33).toArray());
    assertEquals(first, code.word(0));
    assertEquals(first.complement(), code.word(code.size() - 1));
    assertEquals(0, code.indexOf(first));
    assertEquals(code.size() - 1, code.indexOf(first.complement()));
  }

  @Test
  void new_wordsThatALongCannotNumber_areRefused() {
    assertRefused(
        "words are numbered by a long, but C(67, 33) exceeds 2^63 - 1;"
            + " take a designed or an explicit code",
        () -> Codebook.allWords(67, 33));
    assertRefused(
        "words are numbered by a long, but C(1024, 512) exceeds 2^63 - 1;"
            + " take a designed or an explicit code",
        () -> Codebook.allWords(1024, 512));
  }

  @Test
  void size_ofLongCodes_isExactAtBothEnds() {
    assertEquals(1024, Codebook.allWords(1024, 1).size());
    assertEquals(1024, Codebook.allWords(1024, 1023).size());
    assertEquals(523776, Codebook.allWords(1024, 2).size());
    assertEquals(523776, Codebook.allWords(1024, 1022).size());
    assertEquals(Words.binomial(1024, 7).longValueExact(), Codebook.allWords(1024, 1017).size());
  }

  @Test
  void new_weightOutOfRange_isNamed() {
    assertRefused(
        "the weight of a code of length 5 lies from 1 to 4, found 0",
        () -> Codebook.allWords(5, 0));
    assertRefused(
        "the weight of a code of length 5 lies from 1 to 4, found 5",
        () -> Codebook.allWords(5, 5));
  }

  @Test
  void new_lengthOutOfRange_isNamed() {
    assertRefused("a code has length 2 to 1024, found 1", () -> Codebook.allWords(1, 1));
    assertRefused("a code has length 2 to 1024, found 1025", () -> Codebook.allWords(1025, 1));
  }

  @Test
  void word_outOfRange_throws() {
    Codebook code = Codebook.allWords(5, 2);
    assertThrows(IndexOutOfBoundsException.class, () -> code.word(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> code.word(10));
  }

  @Test
  void indexOf_foreignWord_isMinusOne() {
    Codebook code = Codebook.allWords(5, 2);
    assertEquals(-1, code.indexOf(Codeword.parse("11100")));
    assertEquals(-1, code.indexOf(Codeword.parse("110000")));
  }

  @Test
  void toString_tellsTheSize() {
    assertEquals("all C(5, 2) = 10 words", Codebook.allWords(5, 2).toString());
  }
}
