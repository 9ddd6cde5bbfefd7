package org.abc4j.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;

/**
 * Results that are kept as they are found, a file each, so that a study that was stopped goes on,
 * to the same bytes. The first line of a file says what the results were made from.
 *
 * @param folder of the files
 * @param origin the first line
 */
record KeptLines(Path folder, String origin) {

  /** Finds lines. */
  @FunctionalInterface
  interface Work {
    /**
     * Does it.
     *
     * @return at least one line
     * @throws IOException if a file cannot be read or written
     */
    List<String> lines() throws IOException;
  }

  /** Whether lines of a name were kept. */
  boolean has(String name) {
    return Files.exists(file(name));
  }

  private Path file(String name) {
    return folder.resolve(name + ".csv");
  }

  /**
   * Lines that were kept, or else found now and kept.
   *
   * @param name of the file, without its ending
   * @param work finds them
   * @throws MalformedFileException if the file is of something else
   * @throws IOException if a file cannot be read or written
   */
  List<String> of(String name, Work work) throws IOException {
    Path file = file(name);
    if (Files.exists(file)) {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      String found = lines.isEmpty() ? "nothing" : lines.get(0);
      if (!found.equals(origin)) {
        throw new MalformedFileException(file.toString(), "first line", origin, found);
      }
      return lines.subList(1, lines.size());
    }
    List<String> lines = work.lines();
    Files.createDirectories(folder);
    AtomicFiles.deleteLeftovers(folder);
    write(file, origin, lines);
    return lines;
  }

  /** Writes lines under a first one. */
  static void write(Path file, String first, List<String> lines) throws IOException {
    String text = first + "\n" + String.join("\n", lines) + "\n";
    AtomicFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
