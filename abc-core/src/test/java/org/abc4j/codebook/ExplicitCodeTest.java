package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplicitCodeTest {
  private static void assertRefused(String message, List<Codeword> words) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Codebook.of(words)).getMessage());
  }

  @Test
  void of_words_keepsTheirOrder() {
    List<Codeword> words = Words.parse("0011", "1001", "0110");
    Codebook code = Codebook.of(words);
    assertEquals(words, Words.of(code));
    assertEquals(4, code.length());
    assertEquals(2, code.weight());
    assertEquals(3, code.size());
    for (int i = 0; i < 3; i++) {
      assertEquals(i, code.indexOf(words.get(i)));
    }
    assertEquals("3 words of length 4 and weight 2", code.toString());
  }

  @Test
  void of_listChangedLater_isNotChanged() {
    List<Codeword> words = new ArrayList<>(Words.parse("0011", "1001"));
    Codebook code = Codebook.of(words);
    words.clear();
    assertEquals(2, code.size());
  }

  @Test
  void of_noWord_isRefused() {
    assertRefused("a code has at least one word, found none", List.of());
  }

  @Test
  void of_wordOfOtherLength_isNamed() {
    assertRefused(
        "word 2 has length 5, this code's length is 4", Words.parse("0011", "0101", "00011"));
  }

  @Test
  void of_wordOfOtherWeight_isNamed() {
    assertRefused("word 1 has weight 3, this code's weight is 2", Words.parse("0011", "0111"));
  }

  @Test
  void of_sameWordTwice_bothAreNamed() {
    assertRefused(
        "words of a code are distinct, but words 1 and 3 are both 0101",
        Words.parse("0011", "0101", "1001", "0101"));
  }

  @Test
  void of_emptyOrFullWord_isRefused() {
    assertRefused(
        "the weight of a code of length 4 lies from 1 to 3, found 0", Words.parse("0000"));
    assertRefused(
        "the weight of a code of length 4 lies from 1 to 3, found 4", Words.parse("1111"));
  }

  @Test
  void wordAndIndexOf_unknown() {
    Codebook code = Codebook.of(Words.parse("0011", "1001"));
    assertThrows(IndexOutOfBoundsException.class, () -> code.word(2));
    assertThrows(IndexOutOfBoundsException.class, () -> code.word(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> code.word(1L << 32));
    assertEquals(-1, code.indexOf(Codeword.parse("1100")));
    assertEquals(-1, code.indexOf(Codeword.parse("00110")));
  }
}
