package org.abc4j.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abc4j.io.Quoted;

/**
 * Lines such as {@code name first=1 second=2}, in which a manifest keeps how data were prepared.
 */
final class PreparationText {
  /** As Java writes finite numbers: nothing that a parser takes besides, such as 1f or 0x1p3. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(\\d+(\\.\\d+)?(E-?\\d+)?|0x[01]\\.[0-9a-f]{1,13}p-?\\d{1,4})");

  private static final Pattern INDEX = Pattern.compile("\\d{1,9}");

  private static final int MOST_CHARACTERS = 1 << 24;

  private PreparationText() {}

  /** The values of the keys, of which the text has each once and in this order. */
  static String[] fields(String text, String name, String... keys) {
    StringBuilder expected = new StringBuilder(name);
    StringBuilder pattern = new StringBuilder(Pattern.quote(name));
    for (String key : keys) {
      expected.append(' ').append(key).append("=…");
      pattern.append(' ').append(Pattern.quote(key)).append("=([^ ]+)");
    }
    Matcher matcher = Pattern.compile(pattern.toString()).matcher(text);
    if (text.length() > MOST_CHARACTERS || !matcher.matches()) {
      throw malformed(text, "'" + expected + "'");
    }
    String[] values = new String[keys.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = matcher.group(i + 1);
    }
    return values;
  }

  static double number(String text, String number) {
    if (!NUMBER.matcher(number).matches()) {
      throw malformed(text, "numbers, not " + Quoted.of(number));
    }
    return Double.parseDouble(number);
  }

  /** A number from 0 to below a bound. */
  static int index(String text, String number, int bound) {
    if (!INDEX.matcher(number).matches() || Integer.parseInt(number) >= bound) {
      throw malformed(text, "whole numbers below " + bound + ", not " + Quoted.of(number));
    }
    return Integer.parseInt(number);
  }

  static IllegalArgumentException malformed(String text, String expected) {
    return new IllegalArgumentException(
        "the text of a preparation needs " + expected + ", found " + Quoted.of(text));
  }
}
