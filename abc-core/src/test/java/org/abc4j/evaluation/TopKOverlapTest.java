package org.abc4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopKOverlapTest {

  @Test
  void between_sharedSources_listsThemAscending() {
    TopKOverlap overlap = TopKOverlap.between(new int[] {9, 0, 4, 7}, new int[] {7, 3, 9, 5});
    assertArrayEquals(new int[] {7, 9}, overlap.shared());
    assertEquals(2, overlap.size());
    assertEquals(4, overlap.k());
    assertTrue(overlap.isNonEmpty());
  }

  @Test
  void between_disjointLists_isEmpty() {
    TopKOverlap overlap = TopKOverlap.between(new int[] {0, 1}, new int[] {3, 2});
    assertEquals(0, overlap.size());
    assertFalse(overlap.isNonEmpty());
  }

  @Test
  void between_arguments_keepTheirOrder() {
    int[] first = {9, 0, 4};
    TopKOverlap.between(first, new int[] {1, 2, 3});
    assertArrayEquals(new int[] {9, 0, 4}, first);
  }

  @Test
  void shared_changedByCaller_leavesOverlapAlone() {
    TopKOverlap overlap = TopKOverlap.between(new int[] {1}, new int[] {1});
    overlap.shared()[0] = 5;
    assertArrayEquals(new int[] {1}, overlap.shared());
  }

  @Test
  void between_repeatedSource_namesListAndSource() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> TopKOverlap.between(new int[] {1, 2, 3}, new int[] {42, 1, 42}));
    assertEquals(
        "a list names each source once, the second names source 42 twice", error.getMessage());
  }

  @Test
  void between_negativeIndex_namesItsPlace() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> TopKOverlap.between(new int[] {1, -2}, new int[] {0, 1}));
    assertEquals("a source's index is at least 0, found first[1] = -2", error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"3, 2", "0, 0"})
  void between_lengthsThatDoNotFit_namesBoth(int first, int second) {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> TopKOverlap.between(new int[first], new int[second]));
    assertEquals(
        "both lists must have the same length k of at least 1, found " + first + " and " + second,
        error.getMessage());
  }

  @Test
  void chance_papersTable4_givesBothPairsOfNumbers() {
    TopKOverlap.Null chance = TopKOverlap.Null.of(384, 8);
    assertEquals(158.73, chance.expectedNonEmptyWithReplacement(1024), 0.005);
    assertEquals(11.58, chance.sdNonEmptyWithReplacement(1024), 0.005);
    assertEquals(160.08672102880226, chance.expectedNonEmpty(1024), 1e-11);
    assertEquals(11.621515106173863, chance.sdNonEmpty(1024), 1e-12);
  }

  // C(k, j)·C(N − k, k − j)/C(N, k) in 50-digit arithmetic; C(5000, 2500) is about 1e1503.
  @ParameterizedTest
  @CsvSource({
    "5000, 2500, 1250, 0.022564198458394405",
    "5000, 2500, 1300, 0.00041349825495518718",
    "2000000000, 3, 1, 4.499999991e-9",
    "2000000000, 3, 3, 7.50000001125e-28",
    "1000, 700, 400, 2.2766919259146517e-58",
    "1000, 700, 490, 0.06000377827438039"
  })
  void pmf_largeCounts_matchesFiftyDigitArithmetic(int n, int k, int j, double expected) {
    assertEquals(expected, TopKOverlap.Null.of(n, k).pmf(j), 1e-12 * expected);
  }

  @ParameterizedTest
  @CsvSource({"10, 3, -1", "10, 3, 4", "10, 7, 3", "2147483647, 2147483647, 2147483646"})
  void pmf_outsideSupport_isZero(int n, int k, int j) {
    assertEquals(0, TopKOverlap.Null.of(n, k).pmf(j));
  }

  @ParameterizedTest
  @CsvSource({
    "1000000000, 1, 1e-9, 1e-9",
    "1000000000, 40, 1.5999987832005845e-6, 1.5999987520006323e-6"
  })
  void probabilityNonEmpty_tiny_keepsItsDigits(int n, int k, double exact, double replaced) {
    TopKOverlap.Null chance = TopKOverlap.Null.of(n, k);
    assertEquals(exact, chance.probabilityNonEmpty(), 1e-14 * exact);
    assertEquals(replaced, chance.probabilityNonEmptyWithReplacement(), 1e-14 * replaced);
  }

  @Test
  void probabilityNonEmpty_moreThanHalf_isCertain() {
    TopKOverlap.Null chance = TopKOverlap.Null.of(11, 6);
    assertEquals(1, chance.probabilityNonEmpty());
    assertEquals(0, chance.pmf(0));
    assertEquals(0, chance.sdNonEmpty(100));
    assertEquals(1, chance.pValue(100, 100));
  }

  @Test
  void probabilityNonEmpty_exactlyHalf_isNotCertain() {
    // C(10, 5) = 252, of which one is the complement.
    assertEquals(251.0 / 252, TopKOverlap.Null.of(10, 5).probabilityNonEmpty(), 1e-15);
  }

  @Test
  void chance_oneSource_isCertain() {
    TopKOverlap.Null chance = TopKOverlap.Null.of(1, 1);
    assertEquals(1, chance.pmf(1));
    assertEquals(1, chance.mean());
    assertEquals(0, chance.variance());
    assertEquals(1, chance.probabilityNonEmptyWithReplacement());
    assertEquals(0, chance.sdNonEmptyWithReplacement(10));
  }

  // Sums of binomial terms in 60-digit arithmetic.
  @ParameterizedTest
  @CsvSource({
    "384, 8, 1024, 160, 0.51620707361426884",
    "384, 8, 1024, 230, 6.4914019966509944e-9",
    "384, 8, 1024, 400, 4.3160604273593095e-73",
    "64, 8, 1024, 600, 0.9999999998357316",
    "10, 3, 7, 7, 0.089467181862899578"
  })
  void pValue_observedCounts_matchesSixtyDigitArithmetic(
      int n, int k, int trials, int observed, double expected) {
    assertEquals(expected, TopKOverlap.Null.of(n, k).pValue(observed, trials), 1e-10 * expected);
  }

  @Test
  void pValue_belowTheLeastDouble_isZero() {
    // 1.7e-572
    assertEquals(0, TopKOverlap.Null.of(384, 8).pValue(900, 1024));
  }

  @Test
  void pValue_noneObserved_isOne() {
    assertEquals(1, TopKOverlap.Null.of(384, 8).pValue(0, 1024));
    assertEquals(1, TopKOverlap.Null.of(384, 8).pValue(0, 0));
  }

  @ParameterizedTest
  @CsvSource({"-1, 5", "6, 5"})
  void pValue_impossibleCount_namesBoth(int observed, int trials) {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> TopKOverlap.Null.of(384, 8).pValue(observed, trials));
    assertEquals(
        "observed must be from 0 to trials, found " + observed + " of " + trials,
        error.getMessage());
  }

  @Test
  void expectedNonEmpty_negativeTrials_namesThem() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> TopKOverlap.Null.of(384, 8).expectedNonEmpty(-3));
    assertEquals("trials must be at least 0, found -3", error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"5, 0", "5, 6", "0, 0"})
  void of_kOutOfRange_namesBoth(int n, int k) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> TopKOverlap.Null.of(n, k));
    assertEquals(
        "k must be from 1 to the number of sources, found k = " + k + " of " + n,
        error.getMessage());
  }

  @Test
  void accessors_areWhatTheyWereMadeFrom() {
    TopKOverlap.Null chance = TopKOverlap.Null.of(384, 8);
    assertEquals(384, chance.sources());
    assertEquals(8, chance.k());
  }

  @Test
  void toString_namesTheSizes() {
    assertEquals(
        "TopKOverlap[1 of 2]", TopKOverlap.between(new int[] {1, 5}, new int[] {3, 1}).toString());
    assertEquals(
        "Null[two random lists of 8 of 384 sources]", TopKOverlap.Null.of(384, 8).toString());
  }
}
