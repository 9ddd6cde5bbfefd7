package org.abc4j.codebook;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Sources that come later, and names. */
class ComingSourcesTest {
  @Test
  void and_severalItems_areNumberedOn() {
    DataSources all = DataSources.named(List.of("a", "b", "a")).and(DataSources.ofItems(0, 1, 1));
    assertEquals("4 sources of 6 items", all.toString());
    assertArrayEquals(new long[] {0, 2}, all.itemsOf(0));
    assertArrayEquals(new long[] {1}, all.itemsOf(1));
    assertArrayEquals(new long[] {3}, all.itemsOf(2));
    assertArrayEquals(new long[] {4, 5}, all.itemsOf(3));
    assertEquals("b", all.name(1));
    // Nobody named it: it is called by its new number.
    assertEquals("source 3", all.name(3));
    assertTrue(all.isNamed());
  }

  @Test
  void and_oneItemEach_needsNoTable() {
    DataSources all = DataSources.oneItemEach(3_000_000_000L).and(DataSources.oneItemEach(5));
    assertEquals(3_000_000_005L, all.count());
    assertArrayEquals(new long[] {3_000_000_004L}, all.itemsOf(3_000_000_004L));
    assertEquals("source 3000000004", all.name(3_000_000_004L));
    assertFalse(all.isNamed());
  }

  @Test
  void with_sourcesThatCome_takeTheFirstReservedWords() {
    CodeAssignment code =
        CodeAssignment.random(Codebook.allWords(6, 3), DataSources.oneItemEach(7), 5);
    CodeAssignment all = code.with(DataSources.named(List.of("x", "y", "x")));
    for (long source = 0; source < 7; source++) {
      assertEquals(code.word(source), all.word(source));
    }
    assertEquals(code.reservedWord(0), all.word(7));
    assertEquals(code.reservedWord(1), all.word(8));
    assertEquals(code.reservedWord(2), all.reservedWord(0));
    assertEquals(11, all.reserved());
    assertArrayEquals(new long[] {7, 9}, all.sources().itemsOf(7));
    assertIllegal(
        "each source that comes takes a reserved word, found 14 sources for 13 words",
        () -> code.with(DataSources.oneItemEach(14)));
  }

  @Test
  void indicesOf_names_areTheirSources() {
    DataSources named = DataSources.named(List.of("goya", "klee", "goya", "münter"));
    assertArrayEquals(new long[] {2, 0}, named.indicesOf(List.of("münter", "goya")));
    assertIllegal("none of the 3 sources is called 'Goya'", () -> named.indicesOf(List.of("Goya")));
    DataSources twice = DataSources.oneItemEach(3).withNames(List.of("a", "b", "a"));
    assertIllegal(
        "sources 0 and 2 are both called 'a'; name them by their indices",
        () -> twice.indicesOf(List.of("a")));
    assertArrayEquals(new long[] {1}, DataSources.oneItemEach(3).indicesOf(List.of("source 1")));
  }

  /** A file lists a name for each source, also of those that nobody named. */
  @Test
  void withNames_thatAreNumbers_areNone() {
    DataSources numbered = DataSources.oneItemEach(2).withNames(List.of("source 0", "source 1"));
    assertFalse(numbered.isNamed());
    assertEquals("source 1", numbered.shown(1));
    DataSources named = DataSources.oneItemEach(2).withNames(List.of("source 1", "source 0"));
    assertTrue(named.isNamed());
    assertEquals("'source 0'", named.shown(1));
  }
}
