package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;

/** Uniformity of the permutations, by χ² over 30,000 fixed seeds. */
class IndexPermutationTest {
  private static final int SEEDS = 30_000;

  private static CounterRandom random(long seed) {
    return CounterRandom.of(seed, Purpose.CODE_ASSIGNMENT);
  }

  private static IndexPermutation shuffle(int size, long seed) {
    return new IndexPermutation.Shuffle(size, random(seed));
  }

  private static IndexPermutation feistel(long size, long seed) {
    return new IndexPermutation.Feistel(size, random(seed));
  }

  private static String images(IndexPermutation permutation, int size) {
    StringBuilder images = new StringBuilder();
    for (int i = 0; i < size; i++) {
      images.append((char) ('a' + permutation.apply(i)));
    }
    return images.toString();
  }

  private static void assertUniform(int outcomes, LongFunction<String> outcome) {
    Map<String, Integer> counts = new HashMap<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      counts.merge(outcome.apply(seed), 1, Integer::sum);
    }
    double expected = (double) SEEDS / outcomes;
    double chiSquare = (outcomes - counts.size()) * expected;
    for (int count : counts.values()) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    double p = 1 - new ChiSquaredDistribution(outcomes - 1).cumulativeProbability(chiSquare);
    assertTrue(p > 1e-3, "chi-square " + chiSquare + " over " + outcomes + " outcomes, p = " + p);
  }

  @Test
  void shuffle_allOrdersOfFive_areEquallyLikely() {
    assertUniform(120, seed -> images(shuffle(5, seed), 5));
  }

  // Not all orders of 5: with halves of 2 bits a Feistel network is not uniform over whole orders,
  // whatever its round functions (χ² near 300 at 119 degrees of freedom with tables of true random
  // values too, at 8 and at 24 rounds). It serves codes of more than 2^20 words, halves of 11 bits.
  @Test
  void feistel_firstThreeOfSeventeen_areEquallyLikelyTriples() {
    assertUniform(17 * 16 * 15, seed -> images(feistel(17, seed), 3));
  }

  @Test
  void feistel_firstTwoOfTwelve_areEquallyLikelyPairs() {
    assertUniform(12 * 11, seed -> images(feistel(12, seed), 2));
  }

  @Test
  void feistel_oneIndexOfManyBits_isSpreadEvenly() {
    long size = 3_000_000_007L;
    assertUniform(100, seed -> "" + feistel(size, seed).apply(1_234_567_890L) * 100 / size);
  }

  @Test
  void feistel_neighboursUnderOneSeed_areSpreadEvenly() {
    long size = 3_000_000_007L;
    IndexPermutation permutation = feistel(size, 7);
    assertUniform(100, index -> "" + permutation.apply(index) * 100 / size);
  }

  @Test
  void feistel_sizesAroundPowersOfTwo_areBijective() {
    for (int size : new int[] {2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 255, 256, 257, 1000}) {
      IndexPermutation permutation = feistel(size, size);
      boolean[] seen = new boolean[size];
      for (int i = 0; i < size; i++) {
        int image = (int) permutation.apply(i);
        assertTrue(!seen[image], "image " + image + " twice at size " + size);
        seen[image] = true;
        assertEquals(i, permutation.invert(image));
      }
    }
  }

  @Test
  void random_greatestSize_staysInsideAndInverts() {
    IndexPermutation permutation = IndexPermutation.random(Long.MAX_VALUE, 3);
    for (long index : new long[] {0, 1, 1L << 40, Long.MAX_VALUE - 1}) {
      long image = permutation.apply(index);
      assertTrue(image >= 0 && image < Long.MAX_VALUE);
      assertEquals(index, permutation.invert(image));
    }
  }

  @Test
  void random_atTheTableLimit_bothKindsInvert() {
    for (long size : new long[] {IndexPermutation.TABLE_LIMIT, IndexPermutation.TABLE_LIMIT + 1}) {
      IndexPermutation permutation = IndexPermutation.random(size, 5);
      for (long index : new long[] {0, 1, 77_777, size - 1}) {
        assertEquals(index, permutation.invert(permutation.apply(index)));
      }
    }
  }

  /** Which word a source gets is part of every stored result, and so is where the table ends. */
  @Test
  void random_images_areTheseForEver() {
    assertEquals(1 << 20, IndexPermutation.TABLE_LIMIT);
    assertEquals("8 3 2 0", firstImages(10));
    assertEquals("1045420 366465 277219 137201", firstImages(1 << 20));
    assertEquals("835269 556259 748971 645899", firstImages((1 << 20) + 1));
    assertEquals("227213691891 978803210550 997051521802 709408501073", firstImages(1L << 40));
    assertEquals(
        "1940759201055571438 668013948514615572 5546011115066630830 784751512343661095",
        firstImages(Long.MAX_VALUE));
  }

  private static String firstImages(long size) {
    IndexPermutation permutation = IndexPermutation.random(size, 42);
    return LongStream.range(0, 4)
        .mapToObj(index -> "" + permutation.apply(index))
        .collect(Collectors.joining(" "));
  }

  @Test
  void identity_isNoChangeEitherWay() {
    assertEquals(7, IndexPermutation.identity().apply(7));
    assertEquals(7, IndexPermutation.identity().invert(7));
  }
}
