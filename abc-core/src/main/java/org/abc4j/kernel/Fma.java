package org.abc4j.kernel;

import java.lang.System.Logger.Level;

/**
 * The fused multiply-add a·b + c, rounded once: {@link Math#fma}, or the same bits by sums and
 * products where that is not an instruction.
 *
 * <p>Without the instruction {@code Math.fma} goes by {@code BigDecimal}, and takes thousands of
 * times as long. There the result comes from a sum of doubles, once that is rounded to odd, which
 * keeps what was lost of it visible to the rounding that follows (Boldo and Melquiond 2008,
 * "Emulation of FMA and correctly rounded sums").
 */
public final class Fma {
  /** Whether {@code Math.fma} is the faster: as found by trying, since its bits are no clue. */
  static final boolean INSTRUCTION = isInstruction();

  /** Below the highest 24 bits of a double and the next one, by which a tie of floats is known. */
  private static final long BELOW_FLOAT_TIES = (1L << 28) - 1;

  /** Splits a double in two halves of 26 bits (Dekker 1971). */
  private static final double SPLITTER = 0x1p27 + 1;

  /** What is smaller in magnitude may be a product whose error has no bits left to be in. */
  private static final double SMALL = 0x1p-900;

  /** A sum with less than {@link #SMALL} rounds to itself if it is larger in magnitude. */
  private static final double NOT_SMALL = 0x1p-800;

  /** What is larger in magnitude may overflow on the way. */
  private static final double LARGE = 0x1p990;

  private static final int TRIES = 8;
  private static final int CALLS = 16;

  /** The emulation takes at most 6 times as long as the instruction, BigDecimal at least 100. */
  private static final int SLOWER = 20;

  private Fma() {}

  /**
   * a·b + c in single precision.
   *
   * @param a a factor
   * @param b a factor
   * @param c a term
   * @return the bits of {@link Math#fma(float, float, float)}
   */
  public static float of(float a, float b, float c) {
    return INSTRUCTION ? Math.fma(a, b, c) : emulated(a, b, c);
  }

  /**
   * a·b + c in double precision.
   *
   * @param a a factor
   * @param b a factor
   * @param c a term
   * @return the bits of {@link Math#fma(double, double, double)}
   */
  public static double of(double a, double b, double c) {
    return INSTRUCTION ? Math.fma(a, b, c) : emulated(a, b, c);
  }

  /**
   * The product of floats is a double, and the sum's rounding to double is only seen where it makes
   * a tie of two floats.
   */
  static float emulated(float a, float b, float c) {
    double product = (double) a * b;
    double sum = product + c;
    if ((Double.doubleToRawLongBits(sum) & BELOW_FLOAT_TIES) != 0) {
      return (float) sum;
    }
    double lost = errorOfSum(product, c, sum);
    // Nothing lost is the usual case of zeros; what is not finite has lost what is not a number.
    return Math.abs(lost) > 0 ? (float) toOdd(sum, lost) : (float) sum;
  }

  static double emulated(double a, double b, double c) {
    double high = a * b;
    if (!(Math.abs(high) > SMALL
        && Math.abs(high) < LARGE
        && Math.abs(a) < LARGE
        && Math.abs(b) < LARGE
        && Math.abs(c) < LARGE)) {
      return emulatedFarOut(a, b, c, high);
    }
    // (high + low) = a·b, (middle + lowest) = c + low, (first + second) = high + middle, exactly.
    double low = errorOfProduct(a, b, high);
    double middle = c + low;
    double lowest = errorOfSum(c, low, middle);
    double first = high + middle;
    double second = errorOfSum(high, middle, first);
    double rest = lowest + second;
    return first + toOdd(rest, errorOfSum(lowest, second, rest));
  }

  /** Where an operand, or the product, is 0, not finite, or far from 1. */
  private static double emulatedFarOut(double a, double b, double c, double product) {
    if (a == 0 || b == 0 || !Double.isFinite(a) || !Double.isFinite(b)) {
      return product + c;
    }
    if (c == 0) {
      return product;
    }
    if (!Double.isFinite(c) || Math.abs(product) <= SMALL && Math.abs(c) > NOT_SMALL) {
      return c;
    }
    return Math.fma(a, b, c);
  }

  /** What a product of doubles lost in rounding. */
  private static double errorOfProduct(double a, double b, double product) {
    double aHigh = highHalf(a);
    double aLow = a - aHigh;
    double bHigh = highHalf(b);
    double bLow = b - bHigh;
    return aLow * bLow - (((product - aHigh * bHigh) - aLow * bHigh) - aHigh * bLow);
  }

  private static double highHalf(double value) {
    double large = SPLITTER * value;
    return large - (large - value);
  }

  /** What a sum of doubles lost in rounding (Knuth's TwoSum). */
  private static double errorOfSum(double a, double b, double sum) {
    double ofB = sum - a;
    return (a - (sum - ofB)) + (b - ofB);
  }

  /**
   * Of the two doubles about an exact sum, the one whose last bit is 1; the sum itself if nothing
   * was lost. Finite; without branches, which processors would guess wrong half of the time.
   */
  private static double toOdd(double sum, double lost) {
    long bits = Double.doubleToRawLongBits(sum);
    long lostBits = Double.doubleToRawLongBits(lost);
    long size = lostBits << 1;
    long inexact = (size | -size) >>> 63;
    long tooFar = (lostBits ^ bits) >>> 63 & inexact;
    return Double.longBitsToDouble(bits - tooFar | inexact);
  }

  private static boolean isInstruction() {
    boolean instruction = leastTime(true) < SLOWER * leastTime(false);
    if (!instruction) {
      System.getLogger(Fma.class.getName())
          .log(
              Level.WARNING,
              "This Java has no fused multiply-add instruction (as on an old or emulated processor,"
                  + " or by -XX:-UseFMA or -XX:UseAVX=0), so it is put together from others, to the"
                  + " same bits: networks run on scalar kernels, and all takes some 30 times as"
                  + " long.");
    }
    return instruction;
  }

  /** Of a few tries, because anything may come between. */
  private static long leastTime(boolean instruction) {
    long least = Long.MAX_VALUE;
    float chain = 0;
    for (int i = 0; i < TRIES; i++) {
      long start = System.nanoTime();
      for (int k = 1; k <= CALLS; k++) {
        float third = k / 3f;
        chain = instruction ? Math.fma(third, third, chain) : emulated(third, third, chain);
      }
      least = Math.min(least, System.nanoTime() - start);
    }
    if (!(chain > 0)) {
      throw new AssertionError("a sum of squares is " + chain);
    }
    return least;
  }
}
