package org.abc4j.report;

import java.util.regex.Pattern;

/** Short names of parts, which become parts of file names and of links. */
final class PartId {
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private PartId() {}

  static void require(String id) {
    if (!VALID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "a part's short name has 1 to 64 letters, digits, dots, dashes and underscores and begins"
              + " with a letter or digit, found \""
              + id
              + "\"");
    }
  }
}
