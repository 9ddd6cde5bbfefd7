package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CodeAssignmentTest {
  private static final Codebook CODE = Codebook.allWords(6, 3);

  @Test
  void assignInOrder_sourceHoldsItsIndex() {
    CodeAssignment assignment = CODE.assignInOrder(DataSources.oneItemEach(12));
    for (long s = 0; s < 12; s++) {
      assertEquals(CODE.word(s), assignment.word(s));
    }
    assertEquals(8, assignment.reserved());
    assertEquals(CODE.word(12), assignment.reservedWord(0));
    assertEquals(CODE.word(19), assignment.reservedWord(7));
  }

  @Test
  void assign_moreSourcesThanWords_namesBoth() {
    assertEquals(
        "each source needs a word of its own, found 21 sources for 20 words",
        assertThrows(
                IllegalArgumentException.class, () -> CODE.assign(DataSources.oneItemEach(21), 1))
            .getMessage());
    assertEquals(
        "each source needs a word of its own, found 4000000000 sources for 20 words",
        assertThrows(
                IllegalArgumentException.class,
                () -> CODE.assignInOrder(DataSources.oneItemEach(4_000_000_000L)))
            .getMessage());
  }

  @Test
  void assign_asManySourcesAsWords_reservesNone() {
    CodeAssignment assignment = CODE.assign(DataSources.oneItemEach(20), 1);
    assertEquals(0, assignment.reserved());
    assertThrows(IndexOutOfBoundsException.class, () -> assignment.reservedWord(0));
  }

  @Test
  void word_unknownSource_isNamed() {
    CodeAssignment assignment = CODE.assign(DataSources.oneItemEach(12), 1);
    assertEquals(
        "unknown source 12, sources are numbered 0 to 11",
        assertThrows(IllegalArgumentException.class, () -> assignment.word(12)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> assignment.word(-1));
  }

  @Test
  void source_foreignOrReservedWord_isEmpty() {
    CodeAssignment assignment = CODE.assign(DataSources.oneItemEach(12), 1);
    assertEquals(OptionalLong.empty(), assignment.source(Codeword.parse("110000")));
    assertEquals(OptionalLong.empty(), assignment.source(Codeword.parse("1110000")));
    assertEquals(OptionalLong.empty(), assignment.source(assignment.reservedWord(3)));
  }

  @Test
  void assign_sameSeed_sameWords_otherSeed_others() {
    DataSources sources = DataSources.oneItemEach(20);
    List<List<Codeword>> draws = new ArrayList<>();
    for (long seed : new long[] {1, 1, 2, -1}) {
      CodeAssignment assignment = CODE.assign(sources, seed);
      List<Codeword> words = new ArrayList<>();
      for (int s = 0; s < 20; s++) {
        words.add(assignment.word(s));
      }
      draws.add(words);
    }
    assertEquals(draws.get(0), draws.get(1));
    assertNotEquals(draws.get(0), draws.get(2));
    assertNotEquals(draws.get(0), draws.get(3));
  }

  @Test
  void assign_aBillionSources_bothWaysWithoutATable() {
    // C(40, 20) = 137,846,528,820 words.
    Codebook code = Codebook.allWords(40, 20);
    CodeAssignment assignment = code.assign(DataSources.oneItemEach(1_000_000_000L), 11);
    CodeAssignment other = code.assign(DataSources.oneItemEach(1_000_000_000L), 12);
    int same = 0;
    for (long s = 0; s < 1_000_000_000L; s += 9_999_991) {
      assertEquals(OptionalLong.of(s), assignment.source(assignment.word(s)));
      same += assignment.word(s).equals(other.word(s)) ? 1 : 0;
    }
    assertEquals(0, same);
    assertEquals(136_846_528_820L, assignment.reserved());
    for (long r = 0; r < assignment.reserved(); r += 999_999_937) {
      assertEquals(OptionalLong.empty(), assignment.source(assignment.reservedWord(r)));
    }
  }

  @Test
  void assign_greatestCode_bothWays() {
    CodeAssignment assignment =
        Codebook.allWords(66, 33).assign(DataSources.oneItemEach(7_000_000_000_000_000_000L), 5);
    long last = 6_999_999_999_999_999_999L;
    assertEquals(OptionalLong.of(last), assignment.source(assignment.word(last)));
    assertEquals(33, assignment.word(last).weight());
  }

  @Test
  void toString_tellsSourcesAndCode() {
    String text = CODE.assign(DataSources.ofItems(0, 1, 1), 1).toString();
    assertEquals("2 sources of 3 items on all C(6, 3) = 20 words", text);
  }

  @Test
  void eachWord_isHeldByASourceEquallyOften() {
    // 20 words, 12 sources: a word is held with probability 0.6. 3000 seeds, 5 sigma is 134.
    int[] held = new int[20];
    for (long seed = 0; seed < 3000; seed++) {
      CodeAssignment assignment = CODE.assign(DataSources.oneItemEach(12), seed);
      for (int i = 0; i < 20; i++) {
        held[i] += assignment.source(CODE.word(i)).isPresent() ? 1 : 0;
      }
    }
    for (int i = 0; i < 20; i++) {
      assertTrue(Math.abs(held[i] - 1800) < 134, "word " + i + " held " + held[i] + " times");
    }
  }
}
