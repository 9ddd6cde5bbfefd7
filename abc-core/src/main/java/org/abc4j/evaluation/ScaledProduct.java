package org.abc4j.evaluation;

/**
 * A product of positive numbers whose exponent is kept apart, so that the binomial coefficients of
 * a ratio may exceed the range of {@code double} while their ratio does not.
 *
 * <p>Each factor costs one rounding, where a difference of log-gamma values would lose as many
 * digits as those values have before the point. Mutable, for use within one method.
 */
final class ScaledProduct {
  private double mantissa = 1;
  private long exponent;

  /** Multiplies by C(n, m), 0 ≤ m ≤ n. */
  void timesBinomial(int n, int m) {
    int terms = Math.min(m, n - m);
    for (int i = 0; i < terms; i++) {
      scaleTo(mantissa * (n - i) / (i + 1.0));
    }
  }

  /** Divides by C(n, m), 0 ≤ m ≤ n. */
  void overBinomial(int n, int m) {
    int terms = Math.min(m, n - m);
    for (int i = 0; i < terms; i++) {
      scaleTo(mantissa * (i + 1.0) / (n - i));
    }
  }

  private void scaleTo(double product) {
    int shift = Math.getExponent(product);
    mantissa = Math.scalb(product, -shift);
    exponent += shift;
  }

  /** The product; 0 or infinite if it exceeds the range of {@code double}. */
  double value() {
    return Math.scalb(mantissa, (int) Math.max(-4096, Math.min(4096, exponent)));
  }
}
