package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.cli.Failures;
import org.abc4j.io.MalformedFileException;

/**
 * What a check of a folder found.
 *
 * @param files files that were made again, alike or not
 * @param difference the first that differs and how, or empty
 * @param isWrittenAgain whether what differs is a table or the page, whose parts were the same: a
 *     run writes it again from them
 */
public record ExperimentCheck(int files, Optional<String> difference, boolean isWrittenAgain) {

  /** As many as that number of characters may have, and one. */
  private static final int MOST_BYTES = 4 * 201;

  /** Beyond twice what was made, a file is not looked into. */
  private static final long SPARE_BYTES = 1 << 16;

  /** Of what a folder's files say, which may be anything, one line is shown, and not all of it. */
  private static final int MOST_SHOWN = 200;

  static ExperimentCheck differing(String what) {
    return new ExperimentCheck(0, Optional.of(what), false);
  }

  /** A file that a run makes is missing or another. Parts are compared before what is of them. */
  private static ExperimentCheck differing(int files, String name, String what) {
    boolean isOfParts =
        name.startsWith(Parts.RESULTS + "/") || name.startsWith(ExperimentFolder.REPORT + "/");
    return new ExperimentCheck(files, Optional.of(what), isOfParts);
  }

  private static String shown(String text) {
    String start =
        text.codePointCount(0, text.length()) <= MOST_SHOWN
            ? text
            : text.substring(0, text.offsetByCodePoints(0, MOST_SHOWN)) + "…";
    return Failures.oneLine(start);
  }

  /** The first digest that is another, missing, or one too many. */
  static Optional<String> another(Map<String, String> kept, Map<String, String> found) {
    for (Map.Entry<String, String> one : kept.entrySet()) {
      String now = found.get(one.getKey());
      if (now == null) {
        return Optional.of(missing(one.getKey()) + ": expected SHA-256 " + shown(one.getValue()));
      }
      if (!one.getValue().equals(now)) {
        return Optional.of(
            shown(one.getKey()) + ": expected SHA-256 " + shown(one.getValue()) + ", found " + now);
      }
    }
    return found.keySet().stream()
        .filter(name -> !kept.containsKey(name))
        .findFirst()
        .map(name -> name + ": expected none, found SHA-256 " + found.get(name));
  }

  private static String missing(String name) {
    return switch (name) {
      case ExperimentFolder.ENSEMBLE,
          ExperimentFolder.SINGLE,
          ExperimentFolder.RETRAINED,
          ExperimentFolder.AGAIN ->
          name
              + " is missing, or not complete: a run trains what is missing, a check with"
              + " --retrain all, and one without nothing";
      case ExperimentFolder.CLASSIFIER ->
          name + " is missing, which lay beside the data sets that --data named";
      default -> shown(name) + " is missing";
    };
  }

  /** Compares what was made again with what a folder has: its parts, results and report. */
  static ExperimentCheck compare(Map<String, byte[]> again, FolderOutput kept) throws IOException {
    List<String> names = new ArrayList<>(again.keySet());
    for (Map.Entry<String, byte[]> one : again.entrySet()) {
      Optional<byte[]> there;
      try {
        there = kept.get(one.getKey(), 2L * one.getValue().length + SPARE_BYTES);
      } catch (MalformedFileException tooLong) {
        return differing(names.size(), one.getKey(), tooLong.getMessage());
      }
      if (there.isEmpty()) {
        return differing(names.size(), one.getKey(), one.getKey() + " is missing");
      }
      int at = Arrays.mismatch(one.getValue(), there.get());
      if (at >= 0) {
        return differing(
            names.size(), one.getKey(), where(one.getKey(), one.getValue(), there.get(), at));
      }
    }
    for (String folder : List.of(Parts.RESULTS, ExperimentFolder.REPORT)) {
      for (String name : kept.names(folder)) {
        if (!again.containsKey(name)) {
          return new ExperimentCheck(
              names.size(), Optional.of(shown(name) + " is of no stage of this experiment"), false);
        }
      }
    }
    return new ExperimentCheck(names.size(), Optional.empty(), false);
  }

  /** The line of a table or a page, or the byte of another file. */
  private static String where(String name, byte[] made, byte[] kept, int at) {
    boolean table = name.endsWith(".csv");
    if (!table && !name.endsWith(".html") && !name.endsWith(".svg")) {
      return name + " differs at byte " + at;
    }
    int line = 1;
    for (int i = 0; i < at; i++) {
      line += made[i] == '\n' ? 1 : 0;
    }
    if (!table) {
      // A page's lines are too long to be shown.
      return name + " differs in line " + line + ", at byte " + at;
    }
    return name
        + " differs in line "
        + line
        + ": expected "
        + lineAt(made, at)
        + ", found "
        + lineAt(kept, at);
  }

  private static String lineAt(byte[] content, int at) {
    int from = Math.min(at, content.length);
    while (from > 0 && content[from - 1] != '\n') {
      from--;
    }
    int to = Math.min(at, content.length);
    while (to < content.length && content[to] != '\r' && content[to] != '\n') {
      to++;
    }
    return shown(
        new String(content, from, Math.min(to - from, MOST_BYTES), StandardCharsets.UTF_8));
  }
}
