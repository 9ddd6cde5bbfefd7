package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

class CodeAssignmentProperties {

  @Provide
  Arbitrary<Codebook> codes() {
    Arbitrary<Codebook> complete =
        Combinators.combine(
                Arbitraries.integers().between(2, 9), Arbitraries.integers().between(1, 8))
            .filter((n, w) -> w < n)
            .as(Codebook::allWords);
    Arbitrary<Codebook> designed =
        Combinators.combine(Arbitraries.integers().between(1, 200), Arbitraries.longs())
            .as((words, seed) -> Codebook.design(words, 0, seed));
    return Arbitraries.oneOf(complete, designed);
  }

  @Property(tries = 200)
  void wordAndSource_areInverse_andAllWordsAreUsedOnce(
      @ForAll("codes") Codebook code,
      @ForAll @DoubleRange(min = 0, max = 1) double share,
      @ForAll long seed) {
    long count = Math.max(1, (long) (share * code.size()));
    CodeAssignment assignment = code.assign(DataSources.oneItemEach(count), seed);
    Set<Codeword> used = new HashSet<>();
    for (long s = 0; s < count; s++) {
      assertEquals(OptionalLong.of(s), assignment.source(assignment.word(s)));
      used.add(assignment.word(s));
    }
    assertEquals(code.size() - count, assignment.reserved());
    for (long r = 0; r < assignment.reserved(); r++) {
      assertEquals(OptionalLong.empty(), assignment.source(assignment.reservedWord(r)));
      used.add(assignment.reservedWord(r));
    }
    assertEquals(new HashSet<>(Words.of(code)), used);
  }

  @Property(tries = 100)
  void feistel_anySize_invertsInside(@ForAll("sizes") long size, @ForAll long seed) {
    IndexPermutation permutation = IndexPermutation.random(size, seed);
    for (long index : new long[] {0, size / 3, size - 1}) {
      long image = permutation.apply(index);
      assertTrue(image >= 0 && image < size);
      assertEquals(index, permutation.invert(image));
    }
  }

  @Provide
  Arbitrary<Long> sizes() {
    return Arbitraries.longs().between(IndexPermutation.TABLE_LIMIT + 1, Long.MAX_VALUE);
  }
}
