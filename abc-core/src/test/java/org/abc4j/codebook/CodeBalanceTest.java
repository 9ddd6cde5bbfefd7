package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.io.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The balance of designed codes against exhaustive search, and against what it was before. */
class CodeBalanceTest {

  private static DesignedCode design(int length, int weight, int words, long seed) {
    return CodeDesign.forSources(words)
        .withLength(length)
        .withWeight(weight)
        .withSeed(seed)
        .design();
  }

  @Test
  void halfWeight_againstEverySetOfPairs() {
    for (int n : new int[] {2, 4, 6}) {
      List<Codeword> pairs = Words.all(n, n / 2).stream().filter(word -> word.contains(0)).toList();
      int[] best = new int[pairs.size() + 1];
      Arrays.fill(best, Integer.MAX_VALUE);
      search(pairs, true, 0, new int[n], 0, best);
      assertReached(n, n / 2, best);
    }
  }

  @Test
  void otherWeights_againstEverySetOfWords() {
    for (int n = 3; n <= 6; n++) {
      for (int w = 1; w < n; w++) {
        if (2 * w != n) {
          List<Codeword> words = Words.all(n, w);
          int[] best = new int[words.size() + 1];
          Arrays.fill(best, Integer.MAX_VALUE);
          search(words, false, 0, new int[n], 0, best);
          assertReached(n, w, best);
        }
      }
    }
  }

  /** Leaves out or takes each word, or its complement; notes the least spread for each number. */
  private static void search(
      List<Codeword> words, boolean signs, int next, int[] sums, int taken, int[] best) {
    if (next == words.size()) {
      best[taken] = Math.min(best[taken], Words.spread(sums));
      return;
    }
    search(words, signs, next + 1, sums, taken, best);
    for (int sign = 0; sign <= (signs ? 1 : 0); sign++) {
      int[] more = sums.clone();
      for (int i = 0; i < more.length; i++) {
        more[i] += words.get(next).contains(i) == (sign == 0) ? 1 : 0;
      }
      search(words, signs, next + 1, more, taken + 1, best);
    }
  }

  private static void assertReached(int n, int w, int[] best) {
    for (int m = 1; m < best.length; m++) {
      int count = m;
      int[] spreads =
          IntStream.range(0, 20)
              .map(seed -> design(n, w, count, seed).columnSpread())
              .distinct()
              .toArray();
      assertArrayEquals(
          new int[] {best[m]}, spreads, m + " words of length " + n + " and weight " + w);
    }
  }

  /** A code is stored as what it was designed from, so a seed gives these words for ever. */
  @ParameterizedTest
  @CsvSource({
    // Swaps; a full code; flips first; toggles; all pairs but one, and all; two words.
    "7, 3, 20, 2, f0f21597a5550ca6",
    "7, 3, 34, 2, eb0cf01fd096ab59",
    "8, 4, 30, 2, e9e3bf369f2f674d",
    "8, 4, 20, 2, c985bac9f0471c9e",
    "8, 4, 33, 2, 816e734d3a07dcf1",
    "8, 4, 34, 2, b95cf5029895d94b",
    "8, 4, 35, 2, 0c4b824adc8c162a",
    "10, 5, 2, 2, 74ef6fb95c40b82b",
    "10, 5, 41, 2, 413dcccad651a698",
    "12, 6, 300, 2, 6ac834ac5384c275",
    "16, 8, 384, 2, 356910e82a36e889",
    "70, 3, 150, 2, 3ca9e9825cac0775",
    "12, 6, 30, 4, 6f2b037ca8fb349d",
    "20, 7, 40, 6, f10275601b0ff1dc",
    "70, 9, 60, 8, 3fcb52d62967799f",
    "130, 64, 50, 30, 0eccf7a82f143d16"
  })
  void design_ofOneSeed_hasTheseWordsForEver(
      int length, int weight, int words, int distance, String sha256) {
    Sha256 digest = Sha256.begin();
    for (long seed = 0; seed < 6; seed++) {
      CodeDesign design =
          CodeDesign.forSources(words)
              .withLength(length)
              .withWeight(weight)
              .withMinimumDistance(distance)
              .withSeed(seed);
      Words.of(design.design()).forEach(word -> digest.add(word.toString()));
    }
    assertEquals(sha256, digest.hex().substring(0, 16));
  }

  /** C(8,4)/2 = 35 pairs are odd in number, C(4,2)/2 = 3 and C(6,3)/2 = 10 too, and even. */
  @ParameterizedTest
  @CsvSource({
    "8, 4, 1, true",
    "8, 4, 2, false",
    "8, 4, 3, true",
    "8, 4, 32, true",
    "8, 4, 33, true",
    "8, 4, 34, false",
    "8, 4, 35, false",
    "6, 3, 2, false",
    "6, 3, 7, true",
    "6, 3, 8, false",
    "6, 3, 9, true",
    "6, 3, 10, true",
    "2, 1, 1, true",
    "7, 3, 2, true",
    "7, 3, 35, true",
    "24, 12, 2, false",
    "24, 12, 1352077, true",
    "24, 12, 1352078, true"
  })
  void isReachable_smallAndFullCodes(int length, int weight, int count, boolean reachable) {
    assertEquals(reachable, ColumnBalancer.isReachable(new CodeSize(length, weight), count));
  }
}
