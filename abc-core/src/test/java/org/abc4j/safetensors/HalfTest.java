package org.abc4j.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

class HalfTest {
  private static final int FINITE = 0x7c00;

  /** The slow twin: IEEE 754's definition of a number. */
  private static double value(int half) {
    int exponent = half >> 10 & 31;
    double significand = (half & 1023) / 1024.0;
    double size =
        exponent == 0 ? significand * 0x1p-14 : StrictMath.scalb(1 + significand, exponent - 15);
    return (half & 0x8000) == 0 ? size : -size;
  }

  @Test
  void toFloat_everyNumber_isItsDefinition() {
    for (int half = 0; half < 1 << 16; half++) {
      float found = Half.toFloat((short) half);
      boolean finite = (half & FINITE) != FINITE;
      assertEquals(finite, Half.isFinite((short) half));
      if (finite) {
        assertEquals(Float.floatToRawIntBits((float) value(half)), Float.floatToRawIntBits(found));
      } else if ((half & 1023) == 0) {
        assertEquals(half < 0x8000 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY, found);
      } else {
        assertTrue(Float.isNaN(found));
      }
    }
  }

  @Test
  void of_everyNumber_isItself() {
    for (int half = 0; half < 1 << 16; half++) {
      float value = Half.toFloat((short) half);
      if (Float.isNaN(value)) {
        assertFalse(Half.isFinite(Half.of(value)));
        assertTrue(Float.isNaN(Half.toFloat(Half.of(value))));
      } else {
        assertEquals((short) half, Half.of(value));
      }
    }
  }

  /** Beside every number and every middle of two neighbours, one float below and above. */
  @Test
  void of_besideNumbersAndMiddles_isTheNearest() {
    for (int half = 0; half < FINITE; half++) {
      double here = value(half);
      // What the next number would be, were there more exponents.
      double next = half + 1 < FINITE ? value(half + 1) : 65536;
      float middle = (float) ((here + next) / 2);
      assertEquals((here + next) / 2, middle);
      short even = (short) (half % 2 == 0 ? half : half + 1);
      short above = (short) (half + 1);
      for (int sign : new int[] {0, 0x8000}) {
        float by = sign == 0 ? 1 : -1;
        String of = half + " of sign " + sign;
        assertEquals((short) (even | sign), Half.of(by * middle), of);
        assertEquals((short) (half | sign), Half.of(by * Math.nextDown(middle)), of);
        assertEquals((short) (above | sign), Half.of(by * Math.nextUp(middle)), of);
        assertEquals((short) (half | sign), Half.of(by * Math.nextUp((float) here)), of);
      }
    }
  }

  @Test
  void of_anyFloats_areWithinHalfAStep() {
    for (int i = 0; i < 20_000; i++) {
      float value = Float.intBitsToFloat(Draws.below(Integer.MAX_VALUE, 1, 1, i));
      short half = Half.of(value);
      if (Float.isNaN(value) || value >= 65520) {
        assertFalse(Half.isFinite(half));
        continue;
      }
      double found = value(half);
      double step = Math.max(0x1p-24, Math.ulp((float) found) * 0x1p13);
      assertTrue(Math.abs(found - value) <= step / 2, value + " became " + found);
    }
    assertEquals(Half.LARGEST, Half.toFloat(Half.of(65519.99f)));
    assertEquals((short) 0x8000, Half.of(-0f));
    assertEquals((short) 0, Half.of(Float.MIN_VALUE));
  }
}
