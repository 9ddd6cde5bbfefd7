package org.abc4j.unet;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TimeEmbeddingTest {
  @Test
  void of_timestepZero_isOnesThenZeros() {
    assertArrayEquals(new float[] {1, 1, 1, 0, 0, 0}, TimeEmbedding.of(0, 6));
  }

  @Test
  void of_anyTimestep_isCosinesThenSines() {
    for (int size : new int[] {2, 8, 32, 128}) {
      for (int t : new int[] {1, 37, 500, 999}) {
        float[] found = TimeEmbedding.of(t, size);
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
        "a time embedding has an even number of values, found 7", () -> TimeEmbedding.of(1, 7));
    assertIllegal(
        "a time embedding has an even number of values, found 0", () -> TimeEmbedding.of(1, 0));
    assertIllegal("a timestep is at least 0, found -1", () -> TimeEmbedding.of(-1, 8));
  }
}
