package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.abc4j.evaluation.Correlation;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceEvidenceTest {
  private static final int MEMBERS = 9;
  private static final CodeAssignment CODE =
      Codebook.allWords(MEMBERS, 4).assign(DataSources.oneItemEach(20), 3);

  private static double[][] along(int seed, int sources) {
    double[][] along = new double[sources][];
    for (int s = 0; s < sources; s++) {
      along[s] = Draws.doubles(seed, s, MEMBERS);
    }
    return along;
  }

  private static double[] word(int source) {
    double[] word = new double[MEMBERS];
    for (int member : CODE.word(source).members()) {
      word[member] = 1;
    }
    return word;
  }

  @Test
  void zScore_isTheCorrelation() {
    double[][] along = along(1, 20);
    SourceEvidence evidence = SourceEvidence.of(along, WordTable.of(CODE));
    for (int s = 0; s < 20; s++) {
      double r = Correlation.pearson(along[s], word(s)).coefficient();
      assertEquals(Math.sqrt(8) * r, evidence.zScore(s), 1e-12);
      double t = r * Math.sqrt(7 / (1 - r * r));
      assertEquals(
          t > 0 ? Tails.student(t, 7) : 1 - Tails.student(-t, 7), evidence.studentPValue(s), 1e-9);
    }
  }

  @Test
  void pValue_countsReservedWords() {
    double[][] along = along(2, 20);
    SourceEvidence evidence = SourceEvidence.of(along, WordTable.of(CODE));
    assertEquals(106, evidence.placebos());
    assertTrue(evidence.isCalibrated());
    for (int s = 0; s < 20; s++) {
      int high = 0;
      for (int r = 0; r < 106; r++) {
        double[] word = new double[MEMBERS];
        for (int member : CODE.reservedWord(r).members()) {
          word[member] = 1;
        }
        double placebo = Math.sqrt(8) * Correlation.pearson(along[s], word).coefficient();
        assertEquals(placebo, evidence.placeboZScore(s, r), 1e-12);
        high += placebo >= evidence.zScore(s) ? 1 : 0;
      }
      assertEquals(high, evidence.atLeastAsHigh(s));
      assertEquals((1 + high) / 107.0, evidence.pValue(s));
    }
    assertArrayEquals(BenjaminiHochberg.qValues(evidence.pValues()), evidence.qValues());
  }

  /** One of 127 equally likely words: over all of them, p takes each multiple of 1/107 so often. */
  @Test
  void pValue_anyWordOfTheCode_isUniform() {
    double[] along = Draws.doubles(5, 1, MEMBERS);
    int atMostHalf = 0;
    int deals = 400;
    for (int seed = 0; seed < deals; seed++) {
      CodeAssignment dealt = Codebook.allWords(MEMBERS, 4).assign(DataSources.oneItemEach(1), seed);
      SourceEvidence evidence =
          SourceEvidence.of(new double[][] {along.clone()}, WordTable.of(dealt));
      atMostHalf += evidence.pValue(0) <= 0.5 ? 1 : 0;
    }
    // Within three standard errors.
    assertEquals(0.5 * deals, atMostHalf, 3 * Math.sqrt(0.25 * deals));
  }

  @Test
  void and_isTheEvidenceOfTheSum() {
    double[][] a = along(3, 20);
    double[][] b = along(4, 20);
    double[][] sum = new double[20][MEMBERS];
    for (int s = 0; s < 20; s++) {
      for (int i = 0; i < MEMBERS; i++) {
        sum[s][i] = a[s][i] + b[s][i];
      }
    }
    WordTable words = WordTable.of(CODE);
    SourceEvidence both = SourceEvidence.of(a, words).and(SourceEvidence.of(b, words));
    SourceEvidence expected = SourceEvidence.of(sum, words);
    for (int s = 0; s < 20; s++) {
      assertEquals(expected.zScore(s), both.zScore(s), 1e-12);
    }
    assertEquals(expected.total(), both.total(), 1e-12);
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> both.and(SourceEvidence.of(a, WordTable.of(CODE))));
    assertTrue(error.getMessage().contains("20 sources, 9 members, 106 placebos"));
  }

  @Test
  void pValue_nothingPredicted_isOne() {
    SourceEvidence evidence = SourceEvidence.of(new double[20][MEMBERS], WordTable.of(CODE));
    assertEquals(0, evidence.zScore(7));
    assertEquals(1, evidence.pValue(7));
    assertEquals(1, evidence.studentPValue(7));
    assertEquals(0, evidence.total());
  }

  @Test
  void qValues_everyWordIsHeld_areRefused() {
    CodeAssignment full = Codebook.allWords(5, 2).assign(DataSources.oneItemEach(10), 0);
    double[][] along = new double[10][];
    for (int s = 0; s < 10; s++) {
      along[s] = Draws.doubles(6, s, 5);
    }
    SourceEvidence evidence = SourceEvidence.of(along, WordTable.of(full));
    assertFalse(evidence.isCalibrated());
    assertTrue(Double.isNaN(evidence.pValue(3)));
    assertTrue(evidence.studentPValue(3) > 0);
    IllegalStateException error = assertThrows(IllegalStateException.class, evidence::qValues);
    assertTrue(error.getMessage().contains("all 10 words"), error.getMessage());
    assertEquals("SourceEvidence[10 sources, 5 members, uncalibrated]", evidence.toString());
  }

  /** One source of a thousand, alone, with words enough. */
  @Test
  void qValues_oneOfAThousandBeatsAllPlacebos_isNamed() {
    CodeAssignment code = Codebook.allWords(18, 8).assign(DataSources.oneItemEach(1000), 1);
    double[][] along = new double[1000][];
    for (int s = 0; s < along.length; s++) {
      along[s] = Draws.doubles(9, s, 18);
    }
    for (int member : code.word(7).members()) {
      along[7][member] += 100;
    }
    SourceEvidence evidence = SourceEvidence.of(along, WordTable.of(code));
    assertEquals(43_758 - 1000, evidence.placebos());
    assertEquals(0, evidence.atLeastAsHigh(7));
    assertTrue(evidence.qValues()[7] <= 0.05, "q " + evidence.qValues()[7]);
  }

  @Test
  void placebosOf_sufficeForOneSourceAloneUpToABound() {
    assertEquals(62, SourceEvidence.placebosOf(64, 62));
    assertEquals(16_384, SourceEvidence.placebosOf(64, Long.MAX_VALUE));
    assertEquals(100_000, SourceEvidence.placebosOf(1000, Long.MAX_VALUE));
    assertEquals(1 << 20, SourceEvidence.placebosOf(Long.MAX_VALUE, Long.MAX_VALUE));
    assertTrue(BenjaminiHochberg.leastPlacebos(10_485, 0.01) <= 1 << 20);
    assertTrue(BenjaminiHochberg.leastPlacebos(10_486, 0.01) > 1 << 20);
    assertTrue(BenjaminiHochberg.leastPlacebos(52_428, 0.05) <= 1 << 20);
    assertTrue(BenjaminiHochberg.leastPlacebos(52_429, 0.05) > 1 << 20);
  }

  @Test
  void pValues_onThreads_areTheSameAndKept() {
    double[][] along = along(10, 20);
    SourceEvidence alone = SourceEvidence.of(along, WordTable.of(CODE));
    SourceEvidence together = SourceEvidence.of(along, WordTable.of(CODE));
    List<Long> reports = new ArrayList<>();
    Execution there =
        Execution.sequential()
            .on(run -> new Thread(run).start(), 3)
            .reportingTo((done, total) -> reports.add(done));
    assertArrayEquals(alone.pValues(), together.pValues(there));
    assertEquals(20, reports.get(reports.size() - 1));
    reports.clear();
    for (int s = 0; s < 20; s++) {
      assertEquals(alone.pValues()[s], together.pValue(s));
    }
    together.qValues(there);
    assertEquals(List.of(), reports);
  }

  @Test
  void pValues_cancelled_end() {
    SourceEvidence evidence = SourceEvidence.of(along(11, 20), WordTable.of(CODE));
    Execution never = Execution.sequential().until(() -> true);
    assertThrows(CancellationException.class, () -> evidence.pValues(never));
    assertThrows(CancellationException.class, () -> evidence.qValues(never));
  }

  /** More than 64 members: words of nine bytes. */
  @Test
  void atLeastAsHigh_manyMembers_countsByPlainSums() {
    CodeAssignment code = Codebook.allWords(70, 3).assign(DataSources.oneItemEach(2), 1);
    double[][] along = {Draws.doubles(12, 0, 70), Draws.doubles(12, 1, 70)};
    SourceEvidence evidence = SourceEvidence.of(along, WordTable.of(code));
    for (int s = 0; s < 2; s++) {
      int high = 0;
      for (int r = 0; r < evidence.placebos(); r++) {
        double sum = 0;
        for (int member : code.reservedWord(r).members()) {
          sum += along[s][member];
        }
        for (int member : code.word(s).members()) {
          sum -= along[s][member];
        }
        high += sum >= 0 ? 1 : 0;
      }
      assertEquals(high, evidence.atLeastAsHigh(s));
    }
  }

  /** Codes shorter and longer than what one table has, by sums of their own. */
  @ParameterizedTest
  @CsvSource({"3, 1", "9, 4", "10, 3", "11, 5", "18, 2", "19, 3", "27, 2", "60, 2", "66, 2"})
  void atLeastAsHigh_anyLength_countsByPlainSums(int members, int weight) {
    CodeAssignment code =
        Codebook.allWords(members, weight).assign(DataSources.oneItemEach(2), members);
    double[][] along = {Draws.doubles(14, 0, members), Draws.doubles(14, 1, members)};
    SourceEvidence evidence = SourceEvidence.of(along, WordTable.of(code));
    for (int s = 0; s < 2; s++) {
      int high = 0;
      for (int r = 0; r < evidence.placebos(); r++) {
        high += sum(along[s], code.reservedWord(r)) >= sum(along[s], code.word(s)) ? 1 : 0;
      }
      assertEquals(high, evidence.atLeastAsHigh(s));
    }
  }

  private static double sum(double[] along, Codeword word) {
    double sum = 0;
    for (int member : word.members()) {
      sum += along[member];
    }
    return sum;
  }

  @Test
  void studentPValue_notFinite_isOne() {
    double[][] along = along(13, 20);
    along[4][2] = Double.NaN;
    along[5][2] = Double.POSITIVE_INFINITY;
    SourceEvidence evidence = SourceEvidence.of(along, WordTable.of(CODE));
    for (int s = 4; s < 6; s++) {
      assertEquals(1, evidence.studentPValue(s));
      assertEquals(1, evidence.pValue(s));
    }
  }

  /** Predicted effects may be next to nothing; z and p are of their direction. */
  @ParameterizedTest
  @ValueSource(ints = {-1000, -600, -540, 0, 540, 900})
  void zScoreAndStudentPValue_anyScale_areTheSameBits(int exponent) {
    double[][] along = along(15, 20);
    double[][] scaled = along(15, 20);
    for (double[] values : scaled) {
      Arrays.setAll(values, i -> Math.scalb(values[i], exponent));
    }
    WordTable words = WordTable.of(CODE);
    SourceEvidence expected = SourceEvidence.of(along, words);
    SourceEvidence found = SourceEvidence.of(scaled, words);
    for (int s = 0; s < 20; s++) {
      assertNotEquals(0, expected.zScore(s));
      assertEquals(expected.zScore(s), found.zScore(s));
      assertEquals(expected.placeboZScore(s, 5), found.placeboZScore(s, 5));
      assertEquals(expected.studentPValue(s), found.studentPValue(s));
      assertEquals(expected.pValue(s), found.pValue(s));
    }
    assertArrayEquals(expected.nullQuantiles(9), found.nullQuantiles(9));
  }

  @Test
  void zScoreAndStudentPValue_effectsNextToNothing_areThoseOfTheDirection() {
    double[][] along = along(15, 20);
    double[][] tiny = along(15, 20);
    for (double[] values : tiny) {
      Arrays.setAll(values, i -> values[i] * 1e-170);
    }
    WordTable words = WordTable.of(CODE);
    SourceEvidence expected = SourceEvidence.of(along, words);
    SourceEvidence found = SourceEvidence.of(tiny, words);
    for (int s = 0; s < 20; s++) {
      assertEquals(expected.zScore(s), found.zScore(s), 1e-12);
      assertEquals(expected.studentPValue(s), found.studentPValue(s), 1e-12);
    }
  }

  @Test
  void indices_outOfRange_areRefused() {
    SourceEvidence evidence = SourceEvidence.of(along(1, 20), WordTable.of(CODE));
    for (Runnable run :
        List.<Runnable>of(
            () -> evidence.zScore(20),
            () -> evidence.pValue(-1),
            () -> evidence.placeboZScore(0, 106))) {
      assertThrows(IndexOutOfBoundsException.class, run::run);
    }
  }

  @Test
  void total_isTheSumOverHeldWords() {
    double[][] along = along(8, 20);
    double expected = 0;
    for (int s = 0; s < 20; s++) {
      double mean = Arrays.stream(along[s]).average().orElse(0);
      for (int member : CODE.word(s).members()) {
        expected += along[s][member] - mean;
      }
    }
    assertEquals(expected, SourceEvidence.of(along, WordTable.of(CODE)).total(), 1e-12);
  }

  @Test
  void nullQuantiles_areThoseOfAllPairs() {
    Codebook words = Codebook.allWords(7, 3);
    CodeAssignment code = words.assign(DataSources.oneItemEach(10), 4);
    double[][] along = new double[10][];
    Arrays.setAll(along, s -> Draws.doubles(8, s, 7));
    SourceEvidence evidence = SourceEvidence.of(along, WordTable.of(code));
    double[] pairs = new double[10 * 25];
    Arrays.setAll(pairs, i -> evidence.placeboZScore(i / 25, i % 25));
    Arrays.sort(pairs);
    double[] quantiles = evidence.nullQuantiles(3);
    assertArrayEquals(new double[] {pairs[0], pairs[83], pairs[166], pairs[249]}, quantiles);
    assertArrayEquals(
        new double[0],
        SourceEvidence.of(new double[][] {{1, 2, 3, 0, 0, 0, 0}}, WordTable.ofHeld(code))
            .nullQuantiles(3));
    assertEquals(
        "quantiles divide into at least 1 part, found 0",
        assertThrows(IllegalArgumentException.class, () -> evidence.nullQuantiles(0)).getMessage());
  }

  /** Of 200 sources and 10,000 placebos 327 pairs a source: all placebos serve, in turn. */
  @Test
  void nullQuantiles_ofMorePairsThanAreTaken_takePlacebosInTurn() {
    CodeAssignment code = Codebook.allWords(17, 6).assign(DataSources.oneItemEach(200), 4);
    double[][] along = new double[200][];
    Arrays.setAll(along, s -> Draws.doubles(8, s, 17));
    SourceEvidence evidence = SourceEvidence.of(along, WordTable.of(code, 10_000));
    assertEquals(10_000, evidence.placebos());
    int each = (1 << 16) / 200;
    double[] pairs = new double[200 * each];
    Arrays.setAll(pairs, i -> evidence.placeboZScore(i / each, i % 10_000));
    Arrays.sort(pairs);
    assertArrayEquals(pairs, evidence.nullQuantiles(pairs.length - 1));
  }
}
