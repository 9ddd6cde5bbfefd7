package org.abc4j.io;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Names from outside as messages show them: on one line and in the order in which they are written,
 * whatever is in them. Stateless and thread-safe.
 */
public final class Quoted {
  private static final int SHOWN_CHARACTERS = 200;
  private static final int NAMED = 8;

  private Quoted() {}

  /**
   * A name between quotes, its beginning if it is long.
   *
   * @param name any text
   * @return the text to show
   */
  public static String of(String name) {
    return "'" + plain(name, SHOWN_CHARACTERS) + "'";
  }

  /**
   * Some names between quotes, the first eight of many.
   *
   * @param names any texts
   * @return the text to show: {@code 'a', 'b' and 7 more}
   */
  public static String first(List<String> names) {
    String first = names.stream().limit(NAMED).map(Quoted::of).collect(Collectors.joining(", "));
    return names.size() <= NAMED ? first : first + " and " + (names.size() - NAMED) + " more";
  }

  /** Without quotes; characters that would break a line or its order are escaped. */
  static String plain(String text, int most) {
    int end = Math.min(text.length(), most);
    StringBuilder shown = new StringBuilder(end);
    for (int i = 0; i < end; i += Character.charCount(text.codePointAt(i))) {
      int point = text.codePointAt(i);
      switch (Character.getType(point)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.SURROGATE,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR ->
            shown.append(String.format(Locale.ROOT, "\\u%04x", point));
        default -> shown.appendCodePoint(point);
      }
    }
    return text.length() <= most ? shown.toString() : shown.append('…').toString();
  }
}
