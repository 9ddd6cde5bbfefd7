package org.abc4j.report.figure;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where values lie on an axis, and which of them stand beside it. */
final class Scale {
  private static final double[] DIGITS = {1, 2, 5};

  /** From here on a number is a power of ten. */
  private static final int LONGEST_PLAIN = 5;

  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private final boolean logarithmic;
  private final double low;
  private final double high;
  private final double start;
  private final double end;

  /** A mark on an axis; without a label between those that have one. */
  record Tick(double value, String label) {}

  private Scale(boolean logarithmic, double low, double high, double start, double end) {
    this.logarithmic = logarithmic;
    this.low = low;
    this.high = high;
    this.start = start;
    this.end = end;
  }

  /** Values from low to high on the units from start to end; a single value lies in the middle. */
  static Scale of(boolean logarithmic, double low, double high, double start, double end) {
    double least = logarithmic ? StrictMath.log10(low) : low;
    double most = logarithmic ? StrictMath.log10(high) : high;
    if (!(Double.isFinite(least) && Double.isFinite(most))) {
      throw new IllegalArgumentException(
          "a scale goes from a finite value to another, found " + low + " and " + high);
    }
    // Differences of doubles may be infinite, and equal values have none.
    double span = most / 2 - least / 2;
    if (!(span > 1e-12 * Math.max(Math.abs(least), Math.abs(most)))) {
      double room = logarithmic ? 0.5 : least == 0 ? 1 : Math.abs(least) / 2;
      return new Scale(logarithmic, least - room, most + room, start, end);
    }
    return new Scale(logarithmic, least, most, start, end);
  }

  /** With so much of its length free at both ends. */
  Scale padded(double share) {
    double room = share * (high / 2 - low / 2) * 2;
    return new Scale(logarithmic, low - room, high + room, start, end);
  }

  double at(double value) {
    double place = logarithmic ? StrictMath.log10(value) : value;
    return start + (place / 2 - low / 2) / (high / 2 - low / 2) * (end - start);
  }

  /** The value at a share of the axis. */
  double value(double share) {
    double place = low + share * (high - low);
    return logarithmic ? StrictMath.pow(10, place) : place;
  }

  double start() {
    return start;
  }

  double end() {
    return end;
  }

  List<Tick> ticks(int most) {
    return logarithmic ? decades(most) : steps(low, high, most);
  }

  /** Multiples of 1, 2 or 5 times a power of ten. */
  private static List<Tick> steps(double low, double high, int most) {
    double rough = (high / 2 - low / 2) * 2 / most;
    int exponent = (int) Math.floor(StrictMath.log10(rough));
    double step = 0;
    for (int e = exponent; e <= exponent + 1 && step == 0; e++) {
      for (double digit : DIGITS) {
        double candidate = digit * StrictMath.pow(10, e);
        if (step == 0 && candidate >= rough * (1 - 1e-9)) {
          step = candidate;
        }
      }
    }
    List<Tick> ticks = new ArrayList<>();
    double slack = 1e-9 * (high - low);
    long first = (long) Math.ceil((low - slack) / step);
    for (long k = first; k * step <= high + slack && ticks.size() <= 2 * most; k++) {
      double value = k * step;
      ticks.add(new Tick(value, label(value, step)));
    }
    return ticks;
  }

  /** Powers of ten with 2 to 9 times each between; of short axes 2 and 5 times have labels too. */
  private List<Tick> decades(int most) {
    int first = (int) Math.floor(low + 1e-9);
    int last = (int) Math.ceil(high - 1e-9);
    int stride = 1 + (last - first) / most;
    boolean few = high - low < 2;
    List<Tick> ticks = new ArrayList<>();
    for (int power = first; power <= last; power++) {
      for (int digit = 1; digit <= 9; digit++) {
        double value = digit * StrictMath.pow(10, power);
        double place = StrictMath.log10(value);
        if (place < low - 1e-9 || place > high + 1e-9) {
          continue;
        }
        boolean labelled =
            digit == 1
                ? Math.floorMod(power - first, stride) == 0
                : few && (high - low < 0.4 || digit == 2 || digit == 5);
        if (labelled || stride == 1) {
          ticks.add(new Tick(value, labelled ? label(value, value) : ""));
        }
      }
    }
    long labels = ticks.stream().filter(tick -> !tick.label().isEmpty()).count();
    return labels >= 2 ? ticks : narrow(most);
  }

  /** Of an axis within a decade: even steps, as far apart as their logarithms are. */
  private List<Tick> narrow(int most) {
    return steps(StrictMath.pow(10, low), StrictMath.pow(10, high), most);
  }

  /** A multiple of a step with as many digits as the step needs. */
  private static String label(double value, double step) {
    if (value == 0) {
      return "0";
    }
    double size = Math.max(Math.abs(value), step);
    int exponent = (int) Math.floor(StrictMath.log10(size) + 1e-9);
    if (exponent > LONGEST_PLAIN || exponent < -LONGEST_PLAIN + 1) {
      return power(value, exponent, step);
    }
    int decimals = (int) Math.max(0, -Math.floor(StrictMath.log10(step) + 1e-9));
    return String.format(Locale.ROOT, exponent >= 3 ? "%,.0f" : "%." + decimals + "f", value)
        .replace('-', '−');
  }

  private static String power(double value, int exponent, double step) {
    int digits = (int) Math.max(0, exponent - Math.floor(StrictMath.log10(step) + 1e-9));
    BigDecimal mantissa =
        new BigDecimal(value).movePointLeft(exponent).setScale(digits, RoundingMode.HALF_EVEN);
    String sign = mantissa.signum() < 0 ? "−" : "";
    boolean one = mantissa.abs().compareTo(BigDecimal.ONE) == 0;
    String times = one ? "" : mantissa.abs().toPlainString() + "·";
    return sign + times + "10" + superscript(exponent);
  }

  static String superscript(int exponent) {
    StringBuilder text = new StringBuilder(exponent < 0 ? "⁻" : "");
    for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
      text.append(SUPERSCRIPTS.charAt(digit - '0'));
    }
    return text.toString();
  }
}
