package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a check of a folder found.
 *
 * @param files files that were made again, alike or not
 * @param difference the first that differs and how, or empty
 */
public record ExperimentCheck(int files, Optional<String> difference) {

  static ExperimentCheck differing(String what) {
    return new ExperimentCheck(0, Optional.of(what));
  }

  /** The first digest that is another; of those that are kept alone, or of all. */
  static Optional<String> another(
      Map<String, String> kept, Map<String, String> found, boolean thoseFound) {
    for (Map.Entry<String, String> one : kept.entrySet()) {
      String now = found.get(one.getKey());
      if (now == null && thoseFound) {
        continue;
      }
      if (!one.getValue().equals(now)) {
        return Optional.of(
            one.getKey() + ": expected SHA-256 " + one.getValue() + ", found " + now);
      }
    }
    return found.keySet().stream()
        .filter(name -> !kept.containsKey(name))
        .findFirst()
        .map(name -> name + ": expected none, found SHA-256 " + found.get(name));
  }

  /** Compares what was made again with what a folder has: its parts, results and report. */
  static ExperimentCheck compare(Map<String, byte[]> again, FolderOutput kept) throws IOException {
    List<String> names = new ArrayList<>(again.keySet());
    for (Map.Entry<String, byte[]> one : again.entrySet()) {
      Optional<byte[]> there = kept.get(one.getKey());
      if (there.isEmpty()) {
        return new ExperimentCheck(names.size(), Optional.of(one.getKey() + " is missing"));
      }
      int at = Arrays.mismatch(one.getValue(), there.get());
      if (at >= 0) {
        return new ExperimentCheck(
            names.size(), Optional.of(where(one.getKey(), one.getValue(), there.get(), at)));
      }
    }
    for (String folder : List.of(Parts.RESULTS, ExperimentFolder.REPORT)) {
      for (String name : kept.names(folder)) {
        if (!again.containsKey(name)) {
          return new ExperimentCheck(
              names.size(), Optional.of(name + " is of no stage of this experiment"));
        }
      }
    }
    return new ExperimentCheck(names.size(), Optional.empty());
  }

  /** The line of a table, or the byte of another file. */
  private static String where(String name, byte[] made, byte[] kept, int at) {
    if (!name.endsWith(".csv")) {
      return name + " differs at byte " + at;
    }
    int line = 1;
    for (int i = 0; i < at; i++) {
      line += made[i] == '\n' ? 1 : 0;
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
    return new String(content, from, to - from, StandardCharsets.UTF_8);
  }
}
