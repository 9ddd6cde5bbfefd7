package org.abc4j.unet;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TimeEmbeddingTest {
  @Test
  void of_timestepZero_isOnesThenZeros() {
    assertArrayEquals(new float[] {1, 1, 1, 0, 0, 0}, TimeEmbedding.usual().of(0, 6));
  }

  @Test
  void of_anyTimestep_isCosinesThenSines() {
    for (int size : new int[] {2, 8, 32, 128}) {
      for (int t : new int[] {1, 37, 500, 999}) {
        float[] found = TimeEmbedding.usual().of(t, size);
        int half = size / 2;
        assertEquals(size, found.length);
        for (int k = 0; k < half; k++) {
          double angle = t * Math.pow(10_000, -k / (double) half);
          // Exponent, frequency and angle are floats, and exp makes the first one's rounding
          // relative.
          double exponent = Math.log(10_000) * k / half;
          double tolerance = 1e-7 + angle * (2 + exponent) * 0x1.0p-24;
          assertEquals(Math.cos(angle), found[k], tolerance, "cosine " + k + " at " + t);
          assertEquals(Math.sin(angle), found[half + k], tolerance, "sine " + k + " at " + t);
        }
      }
    }
  }

  @Test
  void of_oddSizeOrNegativeTimestep_isNamed() {
    assertIllegal(
        "a time embedding has an even number of values, found 7",
        () -> TimeEmbedding.usual().of(1, 7));
    assertIllegal(
        "a time embedding has an even number of values, found 0",
        () -> TimeEmbedding.usual().of(1, 0));
    assertIllegal("a timestep is at least 0, found -1", () -> TimeEmbedding.usual().of(-1, 8));
  }

  @Test
  void of_sinesFirstOrShifted_isThat() {
    for (double shift : new double[] {0, 0.5, 1}) {
      for (boolean cosinesFirst : new boolean[] {true, false}) {
        float[] found = new TimeEmbedding(cosinesFirst, shift).of(37, 16);
        for (int k = 0; k < 8; k++) {
          double angle = 37 * Math.pow(10_000, -k / (8 - shift));
          double tolerance = 1e-7 + angle * 12 * 0x1.0p-24;
          int cosine = cosinesFirst ? k : 8 + k;
          int sine = cosinesFirst ? 8 + k : k;
          assertEquals(Math.cos(angle), found[cosine], tolerance, shift + " cosine " + k);
          assertEquals(Math.sin(angle), found[sine], tolerance, shift + " sine " + k);
        }
      }
    }
    // As Ho et al. have it, the slowest frequency is 1/10000.
    assertEquals(Math.sin(999e-4), new TimeEmbedding(false, 1).of(999, 16)[7], 1e-7);
  }

  @Test
  void new_shiftOutOfRange_isNamed() {
    for (double shift : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertIllegal(
          "the shift of a time embedding's frequencies is at least 0 and finite, found " + shift,
          () -> new TimeEmbedding(true, shift));
    }
    assertIllegal(
        "a time embedding whose frequencies are shifted by 1.0 has more than twice as many values,"
            + " found 2",
        () -> new TimeEmbedding(true, 1).of(0, 2));
  }
}
