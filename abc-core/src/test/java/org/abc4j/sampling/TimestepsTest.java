package org.abc4j.sampling;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.zip.CRC32;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.Timesteps.Spacing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestepsTest {
  /** Table 2 of Lin et al., for ten of 1000 steps, counted from 0. */
  @Test
  void of_tenOfThousand_areThoseOfLinEtAl() {
    assertArrayEquals(
        new int[] {900, 800, 700, 600, 500, 400, 300, 200, 100, 0},
        Timesteps.of(Spacing.LEADING, 1000, 10).toArray());
    assertArrayEquals(
        new int[] {999, 899, 799, 699, 599, 499, 399, 299, 199, 99},
        Timesteps.of(Spacing.TRAILING, 1000, 10).toArray());
  }

  /** np.round(np.arange(10, 0, -10/4)) - 1 rounds 7.5 to 8 and 2.5 to 2. */
  @Test
  void of_noDivisor_roundsHalfToEven() {
    assertArrayEquals(new int[] {9, 7, 4, 1}, Timesteps.of(Spacing.TRAILING, 10, 4).toArray());
    assertArrayEquals(new int[] {6, 4, 2, 0}, Timesteps.of(Spacing.LEADING, 10, 4).toArray());
  }

  /**
   * CRC-32 of {@code np.round(np.arange(T, 0, -T / S)).astype("<i4") - 1}, the first S of it, for
   * all S from 1 to T one after another, as numpy computes it.
   */
  @ParameterizedTest
  @CsvSource({"1000, 5dc69c1e", "999, 183c789a", "4000, 3de52b6d"})
  void of_trailingForEachNumberOfSteps_areNumpys(int trainingSteps, String expected) {
    CRC32 found = new CRC32();
    for (int s = 1; s <= trainingSteps; s++) {
      for (int timestep : Timesteps.of(Spacing.TRAILING, trainingSteps, s).toArray()) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
          found.update(timestep >>> shift);
        }
      }
    }
    assertEquals(expected, Long.toHexString(found.getValue()));
  }

  /** 1000 − 3·(1000/48) = 937.5, but numpy's element is just below. */
  @Test
  void of_halves_fallWhereNumpysRoundingOfTheStrideLetsThem() {
    int[] of48 = Timesteps.of(Spacing.TRAILING, 1000, 48).toArray();
    assertArrayEquals(
        new int[] {936, 686, 436, 186}, new int[] {of48[3], of48[15], of48[27], of48[39]});
    // Exact halves still go to the even side: 1000 − 1000/16 = 937.5 to 938.
    assertEquals(937, Timesteps.of(Spacing.TRAILING, 1000, 16).get(1));
  }

  /** np.arange(1000, 0, -1000 / 61) has 62 elements, the last of which is all but 0. */
  @Test
  void of_numbersForWhichNumpyHasOneMore_leaveItOut() {
    int[] of61 = Timesteps.of(Spacing.TRAILING, 1000, 61).toArray();
    assertEquals(61, of61.length);
    assertEquals(15, of61[60]);
  }

  @Test
  void of_oneStep_isTheEndOfTheSpacing() {
    assertArrayEquals(new int[] {0}, Timesteps.of(Spacing.LEADING, 1000, 1).toArray());
    assertArrayEquals(new int[] {999}, Timesteps.of(Spacing.TRAILING, 1000, 1).toArray());
    assertArrayEquals(new int[] {0}, Timesteps.of(Spacing.TRAILING, 1, 1).toArray());
  }

  /** λ falls by 9.67 from t = 0 to 999; by half of that at timestep 226. */
  @Test
  void of_logSnr_areEvenInLogSnr() {
    NoiseSchedule schedule = NoiseSchedule.linear();
    assertArrayEquals(new int[] {999}, Timesteps.of(Spacing.LOG_SNR, schedule, 1).toArray());
    assertArrayEquals(new int[] {999, 0}, Timesteps.of(Spacing.LOG_SNR, schedule, 2).toArray());
    Timesteps of15 = Timesteps.of(Spacing.LOG_SNR, schedule, 15);
    double step = (schedule.logSnr(0) - schedule.logSnr(999)) / 14;
    for (int k = 0; k < 15; k++) {
      double target = schedule.logSnr(999) + k * step;
      double off = Math.abs(schedule.logSnr(of15.get(k)) - target);
      for (int beside : new int[] {-1, 1}) {
        int t = of15.get(k) + beside;
        if (t >= 0 && t < 1000) {
          assertTrue(off <= Math.abs(schedule.logSnr(t) - target), "timestep " + of15.get(k));
        }
      }
    }
  }

  /** At 60 several are nearest to timestep 0 and 1: each takes the next free one. */
  @Test
  void of_logSnrThatCollide_takeTheNextFreeTimesteps() {
    int[] found = Timesteps.of(Spacing.LOG_SNR, NoiseSchedule.linear(), 60).toArray();
    assertArrayEquals(new int[] {4, 3, 2, 1, 0}, Arrays.copyOfRange(found, 55, 60));
    assertEquals(999, found[0]);
  }

  @Test
  void of_logSnrWithoutASchedule_isAnErrorNamingTheSpacing() {
    assertIllegal(
        "the spacing LOG_SNR needs a noise schedule, found 1000 steps",
        () -> Timesteps.of(Spacing.LOG_SNR, 1000, 10));
    assertIllegal(
        "sampling steps lie from 1 to the 1000 training steps, found 1001",
        () -> Timesteps.of(Spacing.LOG_SNR, NoiseSchedule.linear(), 1001));
  }

  @ParameterizedTest
  @EnumSource(Spacing.class)
  void of_noTrainingSteps_isAnErrorNamingTheNumber(Spacing spacing) {
    assertIllegal(
        "there must be at least 1 training step, found 0", () -> Timesteps.of(spacing, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 11})
  void of_samplingStepsOutOfRange_isAnErrorNamingBoth(int samplingSteps) {
    assertIllegal(
        "sampling steps lie from 1 to the 10 training steps, found " + samplingSteps,
        () -> Timesteps.of(Spacing.TRAILING, 10, samplingSteps));
  }

  @Test
  void of_noSpacing_isNamed() {
    assertFails(NullPointerException.class, "spacing", () -> Timesteps.of(null, 10, 5));
  }

  @Test
  void get_outOfRange_isAnErrorNamingTheStep() {
    Timesteps timesteps = Timesteps.of(Spacing.TRAILING, 10, 2);
    assertEquals(9, timesteps.get(0));
    IndexOutOfBoundsException error =
        assertThrows(IndexOutOfBoundsException.class, () -> timesteps.get(2));
    assertEquals("Index 2 out of bounds for length 2", error.getMessage());
  }

  @Test
  void toArray_changed_timestepsStay() {
    Timesteps timesteps = Timesteps.of(Spacing.TRAILING, 10, 2);
    timesteps.toArray()[0] = 0;
    assertEquals("[9, 4]", timesteps.toString());
  }

  @Test
  void equals_byTimesteps() {
    Timesteps some = Timesteps.of(Spacing.TRAILING, 10, 2);
    assertEquals(some, Timesteps.of(Spacing.TRAILING, 10, 2));
    assertEquals(some.hashCode(), Timesteps.of(Spacing.TRAILING, 10, 2).hashCode());
    assertNotEquals(some, Timesteps.of(Spacing.LEADING, 10, 2));
    assertNotEquals(some, Timesteps.of(Spacing.TRAILING, 10, 3));
    assertEquals(Timesteps.of(Spacing.LEADING, 3, 3), Timesteps.of(Spacing.TRAILING, 3, 3));
  }
}
