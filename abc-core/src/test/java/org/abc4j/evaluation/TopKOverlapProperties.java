package org.abc4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class TopKOverlapProperties {

  @Property(tries = 300)
  void between_anyLists_isTheSetIntersection(@ForAll("lists") int[][] lists) {
    Set<Integer> expected = new HashSet<>(boxed(lists[0]));
    expected.retainAll(new HashSet<>(boxed(lists[1])));
    TopKOverlap overlap = TopKOverlap.between(lists[0], lists[1]);
    assertEquals(expected.stream().sorted().toList(), boxed(overlap.shared()));
    assertEquals(!expected.isEmpty(), overlap.isNonEmpty());
    assertEquals(boxed(overlap.shared()), boxed(TopKOverlap.between(lists[1], lists[0]).shared()));
  }

  @Property(tries = 100)
  void pmf_smallCounts_matchesEnumeration(
      @ForAll @IntRange(min = 1, max = 12) int n, @ForAll @IntRange(min = 1, max = 12) int atMost) {
    int k = Math.min(n, atMost);
    long fixed = (1L << k) - 1;
    long[] counts = new long[k + 1];
    long subsets = 0;
    for (long subset = 0; subset < 1L << n; subset++) {
      if (Long.bitCount(subset) == k) {
        counts[Long.bitCount(subset & fixed)]++;
        subsets++;
      }
    }
    TopKOverlap.Null chance = TopKOverlap.Null.of(n, k);
    for (int j = 0; j <= k; j++) {
      assertRelative((double) counts[j] / subsets, chance.pmf(j), 1e-14);
    }
    assertRelative((double) (subsets - counts[0]) / subsets, chance.probabilityNonEmpty(), 1e-14);
  }

  @Property(tries = 100)
  void pmf_anyCounts_matchesExactRationals(
      @ForAll @IntRange(min = 1, max = 700) int n,
      @ForAll @IntRange(min = 1, max = 700) int atMost) {
    int k = Math.min(n, atMost);
    TopKOverlap.Null chance = TopKOverlap.Null.of(n, k);
    BigInteger all = binomial(n, k);
    for (int j = 0; j <= k; j++) {
      BigInteger favourable = binomial(k, j).multiply(binomial(n - k, k - j));
      assertRelative(ratio(favourable, all), chance.pmf(j), 1e-12);
    }
    assertRelative(
        ratio(all.subtract(binomial(n - k, k)), all), chance.probabilityNonEmpty(), 1e-12);
  }

  @Property(tries = 200)
  void pmf_summed_givesOneTheMeanAndTheVariance(
      @ForAll @IntRange(min = 1, max = 2000) int n,
      @ForAll @IntRange(min = 1, max = 2000) int atMost) {
    int k = Math.min(n, atMost);
    TopKOverlap.Null chance = TopKOverlap.Null.of(n, k);
    double total = 0;
    double mean = 0;
    double variance = 0;
    for (int j = 0; j <= k; j++) {
      double p = chance.pmf(j);
      total += p;
      mean += p * j;
      variance += p * (j - chance.mean()) * (j - chance.mean());
    }
    assertEquals(1, total, 1e-11);
    assertEquals(chance.mean(), mean, 1e-11 * chance.mean());
    assertEquals(chance.variance(), variance, 1e-10 * chance.variance() + 1e-18);
    assertEquals(1 - chance.pmf(0), chance.probabilityNonEmpty(), 1e-12);
  }

  @Property(tries = 200)
  void withReplacement_severalDraws_isLess(
      @ForAll @IntRange(min = 3, max = 5000) int n,
      @ForAll @IntRange(min = 2, max = 8) int atMost) {
    int k = Math.min(n - 1, atMost);
    TopKOverlap.Null chance = TopKOverlap.Null.of(n, k);
    assertTrue(chance.probabilityNonEmptyWithReplacement() < chance.probabilityNonEmpty());
    assertEquals(
        1 - StrictMath.pow(1 - (double) k / n, k),
        chance.probabilityNonEmptyWithReplacement(),
        1e-13);
  }

  @Property(tries = 200)
  void pValue_anyCounts_matchesSummedBinomialTerms(
      @ForAll @IntRange(min = 20, max = 500) int n,
      @ForAll @IntRange(min = 1, max = 10) int k,
      @ForAll @IntRange(min = 1, max = 60) int trials,
      @ForAll @IntRange(min = 0, max = 60) int atMost) {
    int observed = Math.min(atMost, trials);
    TopKOverlap.Null chance = TopKOverlap.Null.of(n, k);
    double p = chance.probabilityNonEmpty();
    double expected = 0;
    for (int i = trials; i >= observed; i--) {
      expected +=
          binomial(trials, i).doubleValue()
              * StrictMath.pow(p, i)
              * StrictMath.pow(1 - p, trials - i);
    }
    assertRelative(expected, chance.pValue(observed, trials), 1e-10);
  }

  private static BigInteger binomial(int n, int m) {
    if (m < 0 || m > n) {
      return BigInteger.ZERO;
    }
    BigInteger value = BigInteger.ONE;
    for (int i = 0; i < m; i++) {
      value = value.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
    }
    return value;
  }

  private static double ratio(BigInteger part, BigInteger whole) {
    return new BigDecimal(part).divide(new BigDecimal(whole), new MathContext(30)).doubleValue();
  }

  private static void assertRelative(double expected, double actual, double tolerance) {
    // Below the normal range there are not enough bits for a relative bound.
    assertEquals(expected, actual, tolerance * Math.abs(expected) + Double.MIN_NORMAL);
  }

  private static List<Integer> boxed(int[] values) {
    return IntStream.of(values).boxed().toList();
  }

  @Provide
  Arbitrary<int[][]> lists() {
    return Arbitraries.integers()
        .between(1, 10)
        .flatMap(k -> Combinators.combine(list(k), list(k)).as((a, b) -> new int[][] {a, b}));
  }

  private static Arbitrary<int[]> list(int k) {
    return Arbitraries.integers().between(0, 24).array(int[].class).ofSize(k).uniqueElements();
  }
}
