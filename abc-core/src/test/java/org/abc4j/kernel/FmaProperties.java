package org.abc4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/**
 * The fused multiply-add put together from sums and products against {@link Math#fma}, bit for bit
 * (one NaN being like another), where rounding is hardest: ties, cancellation, the ends of the
 * range.
 */
class FmaProperties {
  private static final float[] FLOATS = {
    0f,
    1f,
    3f,
    0x1.0p-12f + 1,
    0x1.0p-23f + 1,
    0x1.fffffep0f,
    0x1p64f,
    0x1p-75f,
    0x1p-63f,
    Float.MIN_VALUE,
    3 * Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NaN
  };

  private static final double[] DOUBLES = {
    0,
    1,
    3,
    0x1.0p-26 + 1,
    0x1.0p-52 + 1,
    0x1.fffffffffffffp0,
    0x1p512,
    0x1p-538,
    0x1p-450,
    0x1p995,
    0x1p-1000,
    Double.MIN_VALUE,
    3 * Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NaN
  };

  private static void assertSame(float a, float b, float c) {
    assertEquals(
        Float.floatToIntBits(Math.fma(a, b, c)),
        Float.floatToIntBits(Fma.emulated(a, b, c)),
        () -> a + "·" + b + " + " + c + " is " + Math.fma(a, b, c));
    assertEquals(
        Float.floatToIntBits(Math.fma(a, b, c)), Float.floatToIntBits(Fma.of(a, b, c)), "of");
  }

  private static void assertSame(double a, double b, double c) {
    assertEquals(
        Double.doubleToLongBits(Math.fma(a, b, c)),
        Double.doubleToLongBits(Fma.emulated(a, b, c)),
        () -> a + "·" + b + " + " + c + " is " + Math.fma(a, b, c));
    assertEquals(
        Double.doubleToLongBits(Math.fma(a, b, c)), Double.doubleToLongBits(Fma.of(a, b, c)), "of");
  }

  @Example
  void emulated_specialFloats_areFused() {
    for (float a : FLOATS) {
      for (float b : FLOATS) {
        for (float c : FLOATS) {
          for (int signs = 0; signs < 8; signs++) {
            assertSame(signed(a, signs), signed(b, signs >> 1), signed(c, signs >> 2));
          }
        }
      }
    }
  }

  @Example
  void emulated_specialDoubles_areFused() {
    for (double a : DOUBLES) {
      for (double b : DOUBLES) {
        for (double c : DOUBLES) {
          for (int signs = 0; signs < 8; signs++) {
            assertSame(signed(a, signs), signed(b, signs >> 1), signed(c, signs >> 2));
          }
        }
      }
    }
  }

  private static float signed(float value, int negative) {
    return (negative & 1) == 1 ? -value : value;
  }

  private static double signed(double value, int negative) {
    return (negative & 1) == 1 ? -value : value;
  }

  @Property(tries = 20000)
  void emulated_anyFloats_areFused(@ForAll int a, @ForAll int b, @ForAll int c) {
    assertSame(Float.intBitsToFloat(a), Float.intBitsToFloat(b), Float.intBitsToFloat(c));
  }

  @Property(tries = 20000)
  void emulated_anyDoubles_areFused(@ForAll long a, @ForAll long b, @ForAll long c) {
    assertSame(Double.longBitsToDouble(a), Double.longBitsToDouble(b), Double.longBitsToDouble(c));
  }

  /** What is left of a product where the term takes it away. */
  @Property(tries = 20000)
  void emulated_floatsThatCancel_areFused(
      @ForAll int a, @ForAll int b, @ForAll @IntRange(min = -3, max = 3) int apart) {
    float first = Float.intBitsToFloat(a);
    float second = Float.intBitsToFloat(b);
    float away = Float.intBitsToFloat(Float.floatToRawIntBits(-first * second) + apart);
    assertSame(first, second, away);
  }

  @Property(tries = 20000)
  void emulated_doublesThatCancel_areFused(
      @ForAll long a, @ForAll long b, @ForAll @IntRange(min = -3, max = 3) int apart) {
    double first = Double.longBitsToDouble(a);
    double second = Double.longBitsToDouble(b);
    double away = Double.longBitsToDouble(Double.doubleToRawLongBits(-first * second) + apart);
    assertSame(first, second, away);
  }

  /**
   * A term, and half of its last place but for next to nothing: (1 + ε)(1 − ε)/2. Rounded to double
   * first, their sum would be a tie, and go to the even neighbour.
   */
  @Property(tries = 20000)
  void emulated_nearTiesOfFloats_areFused(
      @ForAll @IntRange(min = 1 << 23, max = (1 << 24) - 1) int term,
      @ForAll @IntRange(min = 1, max = 200) int little,
      @ForAll @IntRange(min = -140, max = 60) int exponent) {
    float half = Math.scalb(1 + little * 0x1p-23f, exponent - 1);
    float factor = 1 - little * 0x1p-23f;
    assertSame(half, factor, Math.scalb((float) term, exponent));
    assertSame(-half, factor, Math.scalb((float) term, exponent));
    assertSame(half, -factor, Math.scalb((float) -term, exponent));
  }

  @Property(tries = 20000)
  void emulated_nearTiesOfDoubles_areFused(
      @ForAll @LongRange(min = 1L << 52, max = (1L << 53) - 1) long term,
      @ForAll @IntRange(min = 1, max = 200) int little,
      @ForAll @IntRange(min = -1080, max = 900) int exponent) {
    double half = Math.scalb(1 + little * 0x1p-52, exponent - 1);
    double factor = 1 - little * 0x1p-52;
    assertSame(half, factor, Math.scalb((double) term, exponent));
    assertSame(-half, factor, Math.scalb((double) term, exponent));
    assertSame(half, -factor, Math.scalb((double) -term, exponent));
  }

  @Property(tries = 2000)
  void emulated_finite_isTheExactSumRoundedOnce(@ForAll int a, @ForAll int b, @ForAll int c) {
    float first = Float.intBitsToFloat(a);
    float second = Float.intBitsToFloat(b);
    float third = Float.intBitsToFloat(c);
    if (!Float.isFinite(first) || !Float.isFinite(second) || !Float.isFinite(third)) {
      return;
    }
    BigDecimal sum =
        new BigDecimal(first).multiply(new BigDecimal(second)).add(new BigDecimal(third));
    if (sum.signum() != 0) {
      assertEquals(sum.floatValue(), Fma.emulated(first, second, third));
      assertEquals(
          sum.doubleValue(), Fma.emulated((double) first, (double) second, (double) third));
    }
  }

  @Example
  void emulated_roundedTwice_wouldBeOther() {
    float half = 0x1p-24f * (1 + 0x1p-23f);
    float factor = 1 - 0x1p-23f;
    float odd = 1 + 0x1p-23f;
    assertEquals(odd + 0x1p-23f, (float) ((double) half * factor + odd));
    assertEquals(odd, Fma.emulated(half, factor, odd));
  }
}
