package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Designed codes against plain definitions. */
class CodeDesignProperties {
  record Wanted(int length, int weight, int words, long seed) {
    DesignedCode design() {
      return CodeDesign.forSources(words)
          .withLength(length)
          .withWeight(weight)
          .withSeed(seed)
          .design();
    }
  }

  @Provide
  Arbitrary<Wanted> wanted() {
    return Arbitraries.integers()
        .between(2, 12)
        .flatMap(
            n ->
                Arbitraries.integers()
                    .between(1, n - 1)
                    .flatMap(
                        w ->
                            Arbitraries.integers()
                                .between(1, capacity(n, w))
                                .flatMap(
                                    m ->
                                        Arbitraries.longs()
                                            .map(seed -> new Wanted(n, w, m, seed)))));
  }

  private static int capacity(int n, int w) {
    int all = Words.binomial(n, w).intValueExact();
    return 2 * w == n ? all / 2 : all;
  }

  @Property(tries = 400)
  void words_areDistinctOfOneWeightAndNoComplements(@ForAll("wanted") Wanted wanted) {
    DesignedCode code = wanted.design();
    Set<String> seen = new HashSet<>();
    for (Codeword word : Words.of(code)) {
      String digits = word.toString();
      assertEquals(wanted.length(), digits.length());
      assertEquals(wanted.weight(), digits.chars().filter(c -> c == '1').count());
      String complement = digits.replace('0', 'x').replace('1', '0').replace('x', '1');
      assertTrue(!seen.contains(complement), digits + " has its complement");
      assertTrue(seen.add(digits), digits + " comes twice");
    }
    assertEquals(wanted.words(), seen.size());
    assertArrayEquals(Words.columnSums(Words.of(code)), code.columnSums());
    assertEquals(Words.spread(code.columnSums()), code.columnSpread());
  }

  @Property(tries = 400)
  void columns_differByOneAtMost_whereThatIsReachable(@ForAll("wanted") Wanted wanted) {
    int n = wanted.length();
    int m = wanted.words();
    int spread = wanted.design().columnSpread();
    assertTrue(spread <= 2, "spread " + spread);
    if (2 * wanted.weight() != n || n == 2) {
      assertTrue(spread <= 1, "spread " + spread);
      return;
    }
    int pairs = capacity(n, n / 2);
    boolean outOfReach =
        m == 2 || (pairs % 2 == 1 && m >= pairs - 1) || (pairs % 2 == 0 && m == pairs - 2);
    assertEquals(!outOfReach, spread <= 1, "spread " + spread);
  }

  @Property(tries = 60)
  void minimumDistance_isKeptAndExact(
      @ForAll @IntRange(min = 2, max = 120) int words,
      @ForAll @IntRange(min = 1, max = 3) int half,
      @ForAll long seed) {
    DesignedCode code =
        CodeDesign.forSources(words).withMinimumDistance(2 * half).withSeed(seed).design();
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < words; i++) {
      for (int j = 0; j < i; j++) {
        least = Math.min(least, code.word(i).distance(code.word(j)));
      }
    }
    assertTrue(least >= 2 * half);
    assertEquals(least, code.minimumDistance());
  }

  @Property(tries = 100)
  void assign_reservesTheWordsNoSourceHolds(
      @ForAll @IntRange(min = 1, max = 80) int sources,
      @ForAll @IntRange(min = 0, max = 40) int reserved,
      @ForAll long seed) {
    DesignedCode code = Codebook.design(sources, reserved, seed);
    CodeAssignment assignment = code.assign(DataSources.oneItemEach(sources), seed);
    assertEquals(reserved, assignment.reserved());
    Set<Codeword> free = new HashSet<>(Words.of(code));
    for (int s = 0; s < sources; s++) {
      assertTrue(free.remove(assignment.word(s)));
    }
    for (int r = 0; r < reserved; r++) {
      assertTrue(free.remove(assignment.reservedWord(r)));
    }
    assertTrue(free.isEmpty());
  }
}
