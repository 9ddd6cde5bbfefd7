package org.abc4j.report.figure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers in sentences. */
final class Words {
  private static final double LEAST_PLAIN = 1e-4;
  private static final double MOST_PLAIN = 1e7;

  private Words() {}

  /** A whole number, or another with three digits. */
  static String number(double value) {
    return number(value, 3);
  }

  /** A number with so many digits after the point. */
  static String decimals(double value, int digits) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, "%." + digits + "f", value).replace('-', '−')
        : number(value);
  }

  static String number(double value, int digits) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < MOST_PLAIN) {
      return String.format(Locale.ROOT, "%.0f", value + 0.0).replace('-', '−');
    }
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "undefined" : value > 0 ? "∞" : "−∞";
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    if (size >= LEAST_PLAIN && size < MOST_PLAIN) {
      return rounded.stripTrailingZeros().toPlainString().replace('-', '−');
    }
    int exponent = rounded.precision() - rounded.scale() - 1;
    String mantissa = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    return (mantissa + "·10" + Scale.superscript(exponent)).replace('-', '−');
  }
}
