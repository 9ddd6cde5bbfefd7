package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TwinsTest {

  @Test
  void requireClose_withinTolerance_passes() {
    assertDoesNotThrow(() -> Twins.requireClose("d", 1.5, 1.25, 0.25));
  }

  @Test
  void requireClose_beyondTolerance_namesBoth() {
    assertEquals(
        "d is 1.5, its slow twin says 1.0, which is more than 0.25 away",
        assertThrows(IllegalStateException.class, () -> Twins.requireClose("d", 1.5, 1, 0.25))
            .getMessage());
  }

  @Test
  void requireClose_notANumber_fails() {
    assertThrows(IllegalStateException.class, () -> Twins.requireClose("d", Double.NaN, 1, 1e300));
    assertThrows(IllegalStateException.class, () -> Twins.requireClose("d", 1, Double.NaN, 1e300));
  }

  @Test
  void requireEqual_different_namesBoth() {
    assertEquals(
        "d is 1, its slow twin says 2",
        assertThrows(IllegalStateException.class, () -> Twins.requireEqual("d", 1, 2))
            .getMessage());
  }

  @Test
  void requireSameBits_sameNumbers_passes() {
    assertDoesNotThrow(
        () -> Twins.requireSameBits("y", new float[] {1, -0f}, new float[] {1, -0f}));
  }

  @Test
  void requireSameBits_otherLengthOrBitsOrNaN_fails() {
    assertEquals(
        "y has 2 numbers, its slow twin's has 1",
        assertThrows(
                IllegalStateException.class,
                () -> Twins.requireSameBits("y", new float[2], new float[1]))
            .getMessage());
    assertEquals(
        "y has 1.0000001 at 1, its slow twin says 1.0",
        assertThrows(
                IllegalStateException.class,
                () ->
                    Twins.requireSameBits(
                        "y", new float[] {0, Math.nextUp(1f)}, new float[] {0, 1}))
            .getMessage());
    assertThrows(
        IllegalStateException.class,
        () -> Twins.requireSameBits("y", new float[] {Float.NaN}, new float[] {Float.NaN}));
  }
}
