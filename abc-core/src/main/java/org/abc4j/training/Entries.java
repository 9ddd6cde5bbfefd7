package org.abc4j.training;

import com.google.common.base.Strings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;

/**
 * Small texts of lines {@code name: value}, by which a folder in training says what it is, and what
 * is compared with them. Stateless and thread-safe.
 */
final class Entries {
  private static final int MAX_BYTES = 1 << 16;

  /** For a member's number and digests, and its release. */
  private static final int ROOM = 1 << 12;

  /** Longer texts are shown from a little before they differ. */
  private static final int SHOWN = 150;

  private static final int SHOWN_BEFORE = 30;

  private Entries() {}

  /**
   * Writes entries of one line each.
   *
   * @throws IllegalArgumentException if they are too long to be read
   */
  static void write(Path file, Map<String, String> entries) throws IOException {
    AtomicFiles.write(file, bytes(entries, MAX_BYTES));
  }

  /**
   * Makes sure, before anything is written, that entries can be read again, and so can others of
   * the same texts and some more.
   *
   * @throws IllegalArgumentException if they are too long
   */
  static void requireRoom(Map<String, String> entries) {
    bytes(entries, MAX_BYTES - ROOM);
  }

  private static byte[] bytes(Map<String, String> entries, int most) {
    StringBuilder text = new StringBuilder();
    entries.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > most) {
      throw new IllegalArgumentException(
          "what a training is, "
              + entries.keySet()
              + ", takes at most "
              + most
              + " bytes, found "
              + bytes.length);
    }
    return bytes;
  }

  /**
   * Reads entries. A line that is none has its text for a name; a name that is said twice has both
   * values, one after the other: what is compared with either is another.
   *
   * @throws MalformedFileException if the file is none, a link out of its folder, too long for one
   *     of these, or changed meanwhile
   */
  static Map<String, String> read(Path file) throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    FileIdentity.requireInItsFolder(file);
    if (identity.size() > MAX_BYTES) {
      throw new MalformedFileException(
          file.toString(), "size", "at most " + MAX_BYTES + " bytes", identity.size() + " bytes");
    }
    String text;
    try (InputStream in = Files.newInputStream(file)) {
      text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
    identity.requireUnchanged("content");
    Map<String, String> entries = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      String[] parts = line.split(": ", 2);
      entries.merge(
          parts[0],
          parts.length == 2 ? parts[1] : "",
          (first, second) -> first + ", then " + second);
    }
    return entries;
  }

  /** Fails if a file says something else than it should, naming the first entry that differs. */
  static void require(Path file, Map<String, String> expected, Map<String, String> found)
      throws MalformedFileException {
    for (Map.Entry<String, String> entry : expected.entrySet()) {
      String own = entry.getValue();
      String other = found.getOrDefault(entry.getKey(), "nothing");
      if (!other.equals(own)) {
        int same = Strings.commonPrefix(own, other).length();
        throw new MalformedFileException(
            file.toString(), entry.getKey(), shown(own, same), shown(other, same));
      }
    }
    for (Map.Entry<String, String> entry : found.entrySet()) {
      if (!expected.containsKey(entry.getKey())) {
        throw new MalformedFileException(
            file.toString(), entry.getKey(), "no such entry", entry.getValue());
      }
    }
  }

  private static String shown(String text, int same) {
    return text.length() <= SHOWN || same <= SHOWN_BEFORE
        ? text
        : "…" + text.substring(same - SHOWN_BEFORE);
  }
}
