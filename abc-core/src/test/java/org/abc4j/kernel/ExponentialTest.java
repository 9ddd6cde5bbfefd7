package org.abc4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

class ExponentialTest {
  /** The bound of the class's comment. */
  private static final double MOST_ULPS = 1;

  private static double ulps(float x) {
    double exact = StrictMath.exp((double) x);
    return Math.abs(Exponential.of(x) - exact) / Math.ulp((float) exact);
  }

  @Test
  void of_fineGrid_isWithinItsBound() {
    double worst = 0;
    float at = 0;
    for (int i = -87 * 4096; i <= 88 * 4096; i++) {
      float x = i / 4096f;
      double error = ulps(x);
      if (error > worst) {
        worst = error;
        at = x;
      }
    }
    for (int i = 0; i < 500_000; i++) {
      float x = Draws.below(175_000_001, 1, 0, i) / 1e6f - 87;
      double error = ulps(x);
      if (error > worst) {
        worst = error;
        at = x;
      }
    }
    assertTrue(worst <= MOST_ULPS, worst + " units in the last place at " + at);
    assertTrue(worst > 0.5, "an error below rounding's own was not measured: " + worst);
  }

  @Test
  void of_zeros_isExactlyOne() {
    assertEquals(1f, Exponential.of(0f));
    assertEquals(1f, Exponential.of(-0f));
    assertEquals(1f, Exponential.of(Float.MIN_VALUE));
  }

  @Test
  void of_growingArguments_grows() {
    float before = 0;
    for (int i = -87 * 4096; i <= 88 * 4096; i++) {
      float power = Exponential.of(i / 4096f);
      assertTrue(power > before, "at " + i / 4096f);
      before = power;
    }
  }

  @Test
  void of_neighbours_neverFallByMoreThanTheirErrors() {
    for (float start : new float[] {-86.9f, -1, -0.3467f, -0.3466f, 0.3465f, 0.3466f, 1, 10, 87}) {
      float x = start;
      for (int i = 0; i < 100_000; i++) {
        float next = Math.nextUp(x);
        float fall = Exponential.of(x) - Exponential.of(next);
        assertTrue(fall <= 2 * Math.ulp(Exponential.of(x)), "falls by " + fall + " after " + x);
        x = next;
      }
    }
  }

  @Test
  void of_beyondTheRange_isHeldToIt() {
    for (float x : new float[] {88.001f, 100, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
      assertEquals(Exponential.of(88), Exponential.of(x), "at " + x);
      assertEquals(Exponential.of(-87), Exponential.of(-x), "at " + -x);
    }
    assertTrue(Float.isFinite(Exponential.of(88)));
    assertTrue(Exponential.of(-87) >= Float.MIN_NORMAL);
  }

  @Test
  void of_anyNaN_isNaN() {
    for (int payload = 0; payload < 1 << 22; payload += 37) {
      assertTrue(Float.isNaN(Exponential.of(Float.intBitsToFloat(0x7fc00000 | payload))));
      assertTrue(Float.isNaN(Exponential.of(Float.intBitsToFloat(0xffc00000 | payload))));
    }
  }

  @Test
  void siluSlope_anyPoint_isTheCentralDifference() {
    double h = 1e-5;
    for (int i = -4000; i <= 4000; i++) {
      float x = i / 100f;
      double slope =
          ((x + h) / (1 + StrictMath.exp(-(x + h))) - (x - h) / (1 + StrictMath.exp(-(x - h))))
              / (2 * h);
      assertEquals(slope, Exponential.siluSlope(x), 1e-6, "at " + x);
    }
  }
}
