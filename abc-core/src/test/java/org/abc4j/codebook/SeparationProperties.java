package org.abc4j.codebook;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.Execution;
import org.abc4j.testing.Draws;

class SeparationProperties {

  private static CodeAssignment code(int n, int w, int sources, long seed) {
    Codebook words = Codebook.allWords(n, w);
    return words.assign(DataSources.oneItemEach(Math.min(sources, words.size())), seed);
  }

  /** By the definition, over all pairs of sources, with sets of indices. */
  @Property(tries = 300)
  void everything_isTheDefinition(
      @ForAll @IntRange(min = 3, max = 8) int n,
      @ForAll @IntRange(min = 1, max = 7) int weight,
      @ForAll @IntRange(min = 1, max = 30) int sources,
      @ForAll @IntRange(min = 0, max = 7) int removedCount,
      @ForAll long seed) {
    CodeAssignment code = code(n, Math.min(weight, n - 1), sources, seed);
    int[] gone =
        IntStream.of(Draws.shuffled(seed, 9, n)).limit(Math.min(removedCount, n - 1)).toArray();
    Codeword removed = Codeword.of(n, gone);
    Separation separation = Separation.of(code, removed);
    List<Long> none = new ArrayList<>();
    List<Long> noSurvivor = new ArrayList<>();
    List<Long> inseparable = new ArrayList<>();
    for (long s = 0; s < code.sources().count(); s++) {
      List<Integer> left = left(code.word(s), gone);
      assertEquals(left.size(), separation.membersLeft(s));
      if (left.isEmpty()) {
        none.add(s);
      }
      if (left.size() == n - gone.length) {
        noSurvivor.add(s);
      }
      List<Long> lost = new ArrayList<>();
      for (long t = 0; t < code.sources().count(); t++) {
        List<Integer> other = left(code.word(t), gone);
        if (t != s && !other.isEmpty() && left.containsAll(other)) {
          lost.add(t);
        }
      }
      assertArrayEquals(longs(lost), separation.lostWith(s));
      if (!lost.isEmpty()) {
        inseparable.add(s);
      }
    }
    assertArrayEquals(longs(none), separation.withoutMembers());
    assertArrayEquals(longs(noSurvivor), separation.withoutCounterfactual());
    assertArrayEquals(longs(inseparable), separation.inseparable());
    if (noSurvivor.isEmpty()) {
      assertSame(separation, separation.requireCounterfactuals());
    } else {
      String message =
          assertThrows(IllegalStateException.class, separation::requireCounterfactuals)
              .getMessage();
      assertTrue(message.contains("source " + noSurvivor.get(0)), message);
    }
  }

  private static List<Integer> left(Codeword word, int... gone) {
    List<Integer> left = new ArrayList<>(IntStream.of(word.members()).boxed().toList());
    left.removeAll(IntStream.of(gone).boxed().toList());
    return left;
  }

  private static long[] longs(List<Long> some) {
    return some.stream().mapToLong(Long::longValue).toArray();
  }

  @Example
  void whole_separatesAll_withoutALook() {
    CodeAssignment code = code(40, 20, 2_000_000_000, 3);
    Separation whole = Separation.of(code, Codeword.of(40));
    assertTrue(whole.isWhole());
    assertEquals(0, whole.inseparable().length);
    assertEquals(0, whole.diminished().length);
    assertEquals(0, whole.lostWith(1).length);
    assertSame(whole, whole.requireCounterfactuals());
    assertSame(whole, whole.requirePlacebos());
  }

  @Example
  void removed_countsWhoLostMembers_andRefusesPlacebos() {
    CodeAssignment code =
        Codebook.of(List.of(Codeword.parse("1100"), Codeword.parse("0110"), Codeword.parse("0011")))
            .assignInOrder(DataSources.oneItemEach(3).withNames(List.of("ana", "bo", "cy")));
    Separation separation = Separation.of(code, Codeword.parse("1100"));
    assertFalse(separation.isWhole());
    assertArrayEquals(new long[] {0, 1}, separation.diminished());
    assertArrayEquals(new long[] {0}, separation.withoutMembers());
    assertArrayEquals(new long[] {1}, separation.lostWith(2));
    assertArrayEquals(new long[] {2}, separation.inseparable());
    assertEquals(Codeword.parse("0010"), separation.wordLeft(1));
    assertFails(
        IllegalStateException.class,
        "placebos need an ensemble that is whole, but 2 of its 4 members were removed, so reserved"
            + " words no longer leave out as many members as sources do; repair the ensemble, or ask for"
            + " no placebos",
        separation::requirePlacebos);
    assertFails(
        IllegalStateException.class,
        "a landscape needs a counterfactual of every source, but all 2 members that are left of 4"
            + " saw 'cy'; repair the ensemble, or ask for the counterfactuals of others one by one",
        separation::requireCounterfactuals);
  }

  @Example
  void of_wordOfAnotherLength_isRefused() {
    assertIllegal(
        "a code of length 4 has as many members, found a word of 5 for those that were removed",
        () -> Separation.of(code(4, 2, 3, 1), Codeword.of(5, 0)));
  }

  @Example
  void inseparable_manyWords_isQuickUpToALimit_andSaysSoBeyond() {
    // 12 of 24 members left: at most 4,096 words however many sources.
    Codeword half = Codeword.of(24, IntStream.range(0, 12).toArray());
    CodeAssignment many = code(24, 12, 300_000, 2);
    assertTrue(Separation.of(many, half).inseparable().length > 200_000);

    CodeAssignment more = code(60, 30, 200_000, 2);
    Separation beyond = Separation.of(more, Codeword.of(60, 0));
    String message = assertThrows(IllegalStateException.class, beyond::inseparable).getMessage();
    assertTrue(message.startsWith("at most 131072 different words"), message);
    assertEquals(0, beyond.lostWith(3).length);
  }

  @Example
  void inseparable_cancelled_stops() {
    Separation separation = Separation.of(code(6, 3, 20, 1), Codeword.of(6, 0));
    assertThrows(
        CancellationException.class,
        () -> separation.inseparable(Execution.sequential().until(() -> true)));
  }
}
