package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Theorem 1 for every kind of code, and that its hypothesis is needed. */
class TheoremOneProperties {

  @Provide
  Arbitrary<Codebook> codes() {
    Arbitrary<Codebook> complete =
        Combinators.combine(
                Arbitraries.integers().between(2, 8), Arbitraries.integers().between(1, 7))
            .filter((n, w) -> w < n)
            .as(Codebook::allWords);
    Arbitrary<Codebook> designed =
        Combinators.combine(
                Arbitraries.integers().between(1, 60),
                Arbitraries.integers().between(0, 20),
                Arbitraries.longs())
            .as(Codebook::design);
    Arbitrary<Codebook> explicit =
        Combinators.combine(
                Arbitraries.integers().between(3, 130), Arbitraries.randomValue(r -> r.nextLong()))
            .as(
                (n, seed) -> {
                  List<Integer> members = new ArrayList<>(IntStream.range(0, n).boxed().toList());
                  Random random = new Random(seed);
                  int weight = 1 + random.nextInt(n - 1);
                  List<Codeword> words = new ArrayList<>();
                  for (int i = 0; i < 30; i++) {
                    Collections.shuffle(members, random);
                    words.add(
                        Codeword.of(
                            n, members.subList(0, weight).stream().mapToInt(m -> m).toArray()));
                  }
                  return Codebook.of(words.stream().distinct().toList());
                });
    return Arbitraries.oneOf(complete, designed, explicit);
  }

  private static List<BitSet> seenBy(Codebook code, long seed) {
    CodeAssignment assignment = code.assign(DataSources.oneItemEach(code.size()), seed);
    List<BitSet> sets = new ArrayList<>();
    for (long s = 0; s < code.size(); s++) {
      sets.add(Words.bits(assignment.word(s)));
    }
    return sets;
  }

  @Property(tries = 150)
  void equalWeights_differenceIsNeverEmpty(@ForAll("codes") Codebook code, @ForAll long seed) {
    List<BitSet> seenBy = seenBy(code, seed);
    for (BitSet s : seenBy) {
      for (BitSet other : seenBy) {
        BitSet difference = (BitSet) s.clone();
        difference.andNot(other);
        assertTrue(s == other || !difference.isEmpty(), s + " is inside " + other);
      }
    }
  }

  @Property(tries = 150)
  void ablatingOneSource_leavesEveryOtherAMember(
      @ForAll("codes") Codebook code, @ForAll long seed) {
    List<BitSet> seenBy = seenBy(code, seed);
    for (int removed = 0; removed < seenBy.size(); removed++) {
      BitSet survivors = new BitSet();
      survivors.set(0, code.length());
      survivors.andNot(seenBy.get(removed));
      assertFalse(survivors.isEmpty(), "no member survives source " + removed);
      for (int other = 0; other < seenBy.size(); other++) {
        boolean remains = survivors.intersects(seenBy.get(other));
        assertTrue(remains != (other == removed), removed + " ablated, " + other + " " + remains);
      }
    }
  }

  @Property(tries = 150)
  void unequalWeights_ablationRemovesTheNestedSourceToo(
      @ForAll("codes") Codebook code, @ForAll long seed) {
    // A word with one member more is distinct and heavier, and ablating it removes the other one.
    Codeword word = code.word(Math.floorMod(seed, code.size()));
    BitSet more = Words.bits(word);
    more.set(more.nextClearBit(0));
    BitSet difference = Words.bits(word);
    difference.andNot(more);
    assertTrue(difference.isEmpty());
    Codeword heavier = Codeword.of(code.length(), more);
    assertTrue(word.isSubsetOf(heavier));
    List<Codeword> both = List.of(word, heavier);
    assertFalse(CodeVerifier.verify(both).holds(CodeViolation.Rule.ANTICHAIN));
    assertFalse(CodeVerifier.verify(both).holds(CodeViolation.Rule.CONSTANT_WEIGHT));
  }

  @Property(tries = 100)
  void allWordsOfOneWeightAndAHeavierOne_areAlwaysNested(
      @ForAll @IntRange(min = 3, max = 8) int length,
      @ForAll @IntRange(min = 0, max = 1000) int lighter,
      @ForAll @IntRange(min = 0, max = 1000) int which) {
    int weight = 1 + lighter % (length - 2);
    List<Codeword> words = Words.all(length, weight);
    List<Codeword> heavier = Words.all(length, weight + 1);
    words.add(heavier.get(which % heavier.size()));
    CodeVerification found = CodeVerifier.verify(words);
    assertEquals(weight + 1, found.violationCount(CodeViolation.Rule.ANTICHAIN));
  }
}
