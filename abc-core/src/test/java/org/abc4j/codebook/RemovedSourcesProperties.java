package org.abc4j.codebook;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.testing.Draws;

/** Codes and sources once some are gone. */
class RemovedSourcesProperties {

  /** A few of some sources, some twice, in any order. */
  private static long[] some(int sources, int most, long seed) {
    int count = 1 + Draws.below(most, seed, 1, 0);
    return LongStream.range(0, count).map(i -> Draws.below(sources, seed, 2, (int) i)).toArray();
  }

  private static CodeAssignment code(int sources, int reserved, long seed) {
    int[] sourceOfItem = new int[3 * sources];
    int[] order = Draws.shuffled(seed, 3, 3 * sources);
    for (int i = 0; i < sourceOfItem.length; i++) {
      sourceOfItem[order[i]] = i % sources;
    }
    List<String> names = new ArrayList<>();
    for (int s = 0; s < sources; s++) {
      names.add("artist " + s);
    }
    return Codebook.design(sources, reserved, seed)
        .assign(DataSources.ofItems(sourceOfItem).withNames(names), seed);
  }

  @Property(tries = 200)
  void without_othersKeepNamesWordsAndItems_inOrder(
      @ForAll @IntRange(min = 4, max = 60) int sources,
      @ForAll @IntRange(min = 0, max = 9) int reserved,
      @ForAll long seed) {
    CodeAssignment before = code(sources, reserved, seed);
    long[] gone = some(sources, 3, seed);
    Set<Long> leaving = new TreeSet<>();
    LongStream.of(gone).forEach(leaving::add);
    CodeAssignment after = before.without(gone);
    List<Long> left = new ArrayList<>();
    for (long s = 0; s < sources; s++) {
      if (!leaving.contains(s)) {
        left.add(s);
      }
    }
    long[] items = before.sources().itemsWithout(gone).toArray();
    assertEquals(left.size(), after.sources().count());
    assertEquals(items.length, after.sources().items());
    assertEquals(before.codebook(), after.codebook());
    for (int s = 0; s < left.size(); s++) {
      assertEquals(before.sources().name(left.get(s)), after.sources().name(s));
      assertEquals(before.word(left.get(s)), after.word(s));
      assertEquals(OptionalLong.of(s), after.source(after.word(s)));
      long[] own = LongStream.of(after.sources().itemsOf(s)).map(i -> items[(int) i]).toArray();
      assertArrayEquals(before.sources().itemsOf(left.get(s)), own);
    }
    assertEquals(before.reserved() + leaving.size(), after.reserved());
    for (long k = 0; k < before.reserved(); k++) {
      assertEquals(before.reservedWord(k), after.reservedWord(k));
    }
    long k = before.reserved();
    for (long s : leaving) {
      assertEquals(before.word(s), after.reservedWord(k++));
      assertEquals(OptionalLong.empty(), after.source(before.word(s)));
    }
    Set<Codeword> all = new HashSet<>();
    for (long r = 0; r < after.reserved(); r++) {
      all.add(after.reservedWord(r));
    }
    for (long s = 0; s < left.size(); s++) {
      all.add(after.word(s));
    }
    assertEquals(before.codebook().size(), all.size());
  }

  @Property(tries = 100)
  void without_oneAfterAnother_isBothForEverySourceLeft(
      @ForAll @IntRange(min = 4, max = 40) int sources, @ForAll long seed) {
    CodeAssignment before = code(sources, 2, seed);
    long s = Draws.below(sources, seed, 4, 0);
    long t = (s + 1 + Draws.below(sources - 1, seed, 4, 1)) % sources;
    CodeAssignment both = before.without(s, t);
    CodeAssignment chain = before.without(s).without(t > s ? t - 1 : t);
    assertEquals(both.sources().count(), chain.sources().count());
    for (long u = 0; u < both.sources().count(); u++) {
      assertEquals(both.sources().name(u), chain.sources().name(u));
      assertEquals(both.word(u), chain.word(u));
      assertArrayEquals(both.sources().itemsOf(u), chain.sources().itemsOf(u));
    }
  }

  @Example
  void without_billionsOfSources_needsNoTable() {
    CodeAssignment before =
        Codebook.allWords(40, 20).assign(DataSources.oneItemEach(3_000_000_000L), 5);
    CodeAssignment after = before.without(2_999_999_999L, 7, 0);
    assertEquals(2_999_999_997L, after.sources().items());
    assertEquals("source 1", after.sources().name(0));
    assertEquals("source 8", after.sources().name(6));
    assertEquals("source 2999999998", after.sources().name(2_999_999_996L));
    assertEquals(before.word(1), after.word(0));
    assertEquals(before.word(2_999_999_998L), after.word(2_999_999_996L));
    assertEquals(before.word(7), after.reservedWord(after.reserved() - 2));
    assertEquals(OptionalLong.of(6), after.source(before.word(8)));
  }

  @Example
  void without_badSources_isRefused() {
    CodeAssignment code = Codebook.allWords(4, 2).assign(DataSources.oneItemEach(3), 1);
    assertIllegal("unknown source 3, sources are numbered 0 to 2", () -> code.without(0, 3));
    assertIllegal("name at least one source to remove, found none", code::without);
    assertIllegal("at least one source must be left, but all 3 go", () -> code.without(2, 0, 1, 1));
  }
}
