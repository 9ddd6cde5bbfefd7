package org.abc4j.safetensors;

/**
 * Numbers of 16 bits, {@link Dtype#F16}: IEEE 754's binary16, with 11 significant bits from 2⁻¹⁴ to
 * 65504 and multiples of 2⁻²⁴ below. JDK 17 has no conversion of its own. Stateless and
 * thread-safe.
 */
public final class Half {
  /** The greatest finite number. */
  public static final float LARGEST = 65504;

  /** Bits of the least float that is rounded to infinity: halfway to the next number. */
  private static final int OVERFLOW = Float.floatToRawIntBits(65520);

  /** Bits of 2⁻¹⁴, the least normal number. */
  private static final int NORMAL = Float.floatToRawIntBits(0x1p-14f);

  private static final int INFINITE = 0x7c00;
  private static final int NAN = 0x7e00;

  /** Bits of a float behind those that stay. */
  private static final int DROPPED = 13;

  private Half() {}

  /**
   * The nearest number, of two the even one.
   *
   * @param value any value
   * @return its bits; those of an infinity from 65520 on, of a NaN for a NaN
   */
  public static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int size = bits & 0x7fffffff;
    if (Float.isNaN(value)) {
      return (short) (sign | NAN);
    }
    if (size >= OVERFLOW) {
      return (short) (sign | INFINITE);
    }
    if (size < NORMAL) {
      return (short) (sign | (int) Math.rint(Math.abs((double) value) * 0x1p24));
    }
    // Half of what is dropped, less one bit if the last that stays is 0, carries where it must.
    int rounded = size + (1 << DROPPED - 1) - 1 + (size >>> DROPPED & 1);
    return (short) (sign | rounded - NORMAL + (1 << 10 + DROPPED) >>> DROPPED);
  }

  /**
   * The value of a number.
   *
   * @param half its bits
   * @return the same number
   */
  public static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int size = half & 0x7fff;
    if (size >= INFINITE) {
      return Float.intBitsToFloat(sign | 0x7f800000 | size << DROPPED & 0x7fffff);
    }
    // Its exponent counts from 15, a float's from 127; numbers below the normal ones come right
    // too.
    float scaled = Float.intBitsToFloat(size << DROPPED) * 0x1p112f;
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(scaled));
  }

  /**
   * Whether a number is neither infinite nor NaN.
   *
   * @param half its bits
   * @return true if it is finite
   */
  public static boolean isFinite(short half) {
    return (half & INFINITE) != INFINITE;
  }
}
