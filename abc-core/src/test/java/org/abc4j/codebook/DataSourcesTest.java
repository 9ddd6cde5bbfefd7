package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class DataSourcesTest {
  private static void assertRefused(String message, Executable code) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
  }

  @Test
  void oneItemEach_billions_needNoTable() {
    DataSources sources = DataSources.oneItemEach(5_000_000_000L);
    assertEquals(5_000_000_000L, sources.count());
    assertEquals(5_000_000_000L, sources.items());
    assertEquals(4_999_999_999L, sources.sourceOf(4_999_999_999L));
    assertArrayEquals(new long[] {4_000_000_000L}, sources.itemsOf(4_000_000_000L));
    assertEquals("source 4000000000", sources.name(4_000_000_000L));
  }

  @Test
  void ofItems_severalEach_bothWays() {
    DataSources sources = DataSources.ofItems(1, 0, 1, 2, 1);
    assertEquals(3, sources.count());
    assertEquals(5, sources.items());
    assertArrayEquals(new long[] {1}, sources.itemsOf(0));
    assertArrayEquals(new long[] {0, 2, 4}, sources.itemsOf(1));
    assertArrayEquals(new long[] {3}, sources.itemsOf(2));
    assertEquals(1, sources.sourceOf(2));
    assertEquals("3 sources of 5 items", sources.toString());
  }

  @Test
  void ofItems_arraysChangedLater_areCopies() {
    int[] table = {0, 1, 0};
    DataSources sources = DataSources.ofItems(table);
    table[0] = 1;
    sources.itemsOf(0)[0] = 99;
    assertEquals(0, sources.sourceOf(0));
    assertArrayEquals(new long[] {0, 2}, sources.itemsOf(0));
  }

  @Test
  void named_inOrderOfAppearance() {
    DataSources sources = DataSources.named(List.of("Goya", "Klee", "Goya", "Miró"));
    assertEquals(3, sources.count());
    assertEquals("Klee", sources.name(1));
    assertEquals("Miró", sources.name(2));
    assertArrayEquals(new long[] {0, 2}, sources.itemsOf(0));
  }

  @Test
  void withNames_keepsTheItems() {
    DataSources sources = DataSources.ofItems(0, 1, 1).withNames(List.of("a", "b"));
    assertEquals("b", sources.name(1));
    assertArrayEquals(new long[] {1, 2}, sources.itemsOf(1));
  }

  /** So a name cannot pass for a line of a log, nor hide one. */
  @Test
  void shown_anyNames_areOnOneLineBetweenQuotes() {
    DataSources sources =
        DataSources.oneItemEach(3)
            .withNames(List.of("Goya", "Klee\nERROR: all is lost", "\u001b[2J\u202eMiró"));
    assertEquals("'Goya'", sources.shown(0));
    assertEquals("'Klee\\u000aERROR: all is lost', '\\u001b[2J\\u202eMiró'", sources.shown(1, 2));
    assertEquals("'Klee\\u000aERROR: all is lost'", sources.without(0).shown(0));
    assertEquals("Klee\nERROR: all is lost", sources.name(1));
  }

  @Test
  void shown_manyOrWithoutNames_areTheFirstEight() {
    DataSources sources = DataSources.oneItemEach(20);
    assertEquals("", sources.shown());
    assertEquals("source 3", sources.shown(3));
    assertEquals("source 4", sources.without(2).shown(3));
    assertEquals(
        "source 9, source 0, source 1, source 2, source 3, source 4, source 5, source 6",
        sources.shown(9, 0, 1, 2, 3, 4, 5, 6));
    assertEquals(
        "source 0, source 1, source 2, source 3, source 4, source 5, source 6, source 7 and 2 more",
        sources.shown(LongStream.range(0, 10).toArray()));
    assertRefused("unknown source 20, sources are numbered 0 to 19", () -> sources.shown(3, 20));
  }

  @Test
  void withNames_otherCount_isRefused() {
    assertRefused(
        "each source has one name, found 2 names for 3 sources",
        () -> DataSources.oneItemEach(3).withNames(List.of("a", "b")));
  }

  @Test
  void new_nothing_isRefused() {
    assertRefused("there must be at least 1 source, found 0", () -> DataSources.oneItemEach(0));
    assertRefused("there must be at least 1 source, found -7", () -> DataSources.oneItemEach(-7));
    assertRefused("there must be at least 1 item, found none", () -> DataSources.ofItems());
    assertRefused("there must be at least 1 item, found none", () -> DataSources.named(List.of()));
  }

  @Test
  void ofItems_badSource_isNamed() {
    assertRefused(
        "sources are numbered from 0, but item 1 has source -3", () -> DataSources.ofItems(0, -3));
    assertRefused(
        "each source has an item, but source 1 has none", () -> DataSources.ofItems(0, 2, 2));
    assertRefused(
        "each source has an item, but item 1 has source 2147483647 and there are only 2 items",
        () -> DataSources.ofItems(0, Integer.MAX_VALUE));
  }

  @Test
  void named_null_isNamed() {
    assertEquals(
        "name of a source",
        assertThrows(NullPointerException.class, () -> DataSources.named(Arrays.asList("a", null)))
            .getMessage());
  }

  @Test
  void unknownSource_isNamed() {
    DataSources sources = DataSources.ofItems(0, 1);
    String message = "unknown source 2, sources are numbered 0 to 1";
    assertRefused(message, () -> sources.name(2));
    assertRefused(message, () -> sources.itemsOf(2));
    assertRefused("unknown source -1, sources are numbered 0 to 1", () -> sources.name(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> sources.sourceOf(2));
    assertThrows(IndexOutOfBoundsException.class, () -> sources.sourceOf(-1));
  }
}
