package org.abc4j.kernel;

/**
 * exp in single precision: 2ⁿ·p(r) with n = round(x·log₂e), r = x − n·ln 2 in two parts and p the
 * Taylor polynomial of degree 7 in Horner's form. Within 1 unit in the last place of the true value
 * for arguments from −87 to 88, which arguments are held to; NaN stays NaN.
 */
final class Exponential {
  static final float LEAST = -87f;
  static final float GREATEST = 88f;
  static final float LOG2_E = 1.44269504f;

  /** Adding it rounds to an integer n, and the low bits then hold n + 127, the exponent of 2ⁿ. */
  static final float ROUNDER = 12582912f + 127f;

  static final float LN2_HIGH = 0.693359375f;
  static final float LN2_LOW = -2.12194440e-4f;
  static final float C7 = 1 / 5040f;
  static final float C6 = 1 / 720f;
  static final float C5 = 1 / 120f;
  static final float C4 = 1 / 24f;
  static final float C3 = 1 / 6f;
  static final float C2 = 0.5f;
  static final int EXPONENT_SHIFT = 23;

  private Exponential() {}

  static float of(float argument) {
    float x = Math.max(LEAST, Math.min(GREATEST, argument));
    float shifted = Fma.of(x, LOG2_E, ROUNDER);
    float n = shifted - ROUNDER;
    float r = Fma.of(n, -LN2_HIGH, x);
    r = Fma.of(n, -LN2_LOW, r);
    float p = Fma.of(r, C7, C6);
    p = Fma.of(p, r, C5);
    p = Fma.of(p, r, C4);
    p = Fma.of(p, r, C3);
    p = Fma.of(p, r, C2);
    p = Fma.of(p, r, 1f);
    p = Fma.of(p, r, 1f);
    // A product, not a sum of exponents: that of a NaN with anything is a NaN.
    return p * Float.intBitsToFloat(Float.floatToRawIntBits(shifted) << EXPONENT_SHIFT);
  }

  /** 1/(1 + e^−x). */
  static float sigmoid(float x) {
    return 1f / (1f + of(-x));
  }

  /** The derivative of x·σ(x). */
  static float siluSlope(float x) {
    float sigmoid = sigmoid(x);
    return sigmoid + x * sigmoid * (1f - sigmoid);
  }
}
