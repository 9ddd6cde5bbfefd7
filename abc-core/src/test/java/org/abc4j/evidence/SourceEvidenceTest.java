package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.evaluation.Correlation;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

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
}
