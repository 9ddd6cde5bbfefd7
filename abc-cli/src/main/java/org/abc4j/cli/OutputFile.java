package org.abc4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.Quoted;

/** A file that a command writes, looked at before it computes anything. */
final class OutputFile {
  private static final int BEGINNING_BYTES = 256;

  /** What a table of scores begins with, as CSV and as JSON lines. */
  private static final Pattern TABLE =
      Pattern.compile("(\u00ef\u00bb\u00bf)?\"?sample\"?,\"?kind\"?,|\\{\"sample\":");

  /** What an array of images begins with. */
  private static final Pattern ARRAY =
      Pattern.compile(
          "\u0093NUMPY\u0001\u0000..\\{'descr': '<f4', 'fortran_order': False, 'shape':"
              + " \\(\\d+, \\d+, \\d+, \\d+\\)",
          Pattern.DOTALL);

  /** What a graph begins with that abc wrote. */
  private static final Pattern GRAPH = Pattern.compile("\\x08.\\x12\\x03abc", Pattern.DOTALL);

  private OutputFile() {}

  /** Refuses a place for a table of scores that has none and holds something else. */
  static void requireTable(Path file) throws IOException {
    require(file, "a table of scores", TABLE);
  }

  /** Refuses a place for an array that has none and holds something else. */
  static void requireArray(Path file) throws IOException {
    require(file, "an array of samples", ARRAY);
  }

  /** Refuses a place for an ONNX graph that has none and holds something else. */
  static void requireGraph(Path file) throws IOException {
    require(file, "an ONNX graph that abc wrote", GRAPH);
  }

  /**
   * Refuses what could not be written at the end, and what would be lost: a file of an ensemble's
   * folder, and one that is there and was not written by a command of this kind.
   */
  private static void require(Path file, String what, Pattern beginning) throws IOException {
    String named = Quoted.of(file.toString());
    Path folder = file.toAbsolutePath().normalize().getParent();
    if (Files.isDirectory(file) || folder == null) {
      throw new Refusal(named + " is a folder, not a file to write");
    }
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new Refusal(
          named
              + " cannot be written: "
              + Quoted.of(folder.toString())
              + " is no folder that can be written to");
    }
    if (Files.exists(folder.resolve("manifest.json"))) {
      throw new Refusal(
          named + " lies in the folder of an ensemble, which holds nothing else: name another");
    }
    if (!Files.exists(file)) {
      return;
    }
    if (!Files.isRegularFile(file)) {
      throw new Refusal(named + " is a device or a pipe, not a file to write");
    }
    String begins = beginning(file);
    if (!begins.isEmpty() && !beginning.matcher(begins).lookingAt()) {
      throw new Refusal(named + " is there and is not " + what + ": name a new file");
    }
  }

  /** Deletes what killed processes left half-written where a file is to be written. */
  static void sweep(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && Files.isReadable(folder)) {
      AtomicFiles.deleteLeftovers(folder);
    }
  }

  /** The first bytes, a character each. */
  private static String beginning(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(BEGINNING_BYTES), StandardCharsets.ISO_8859_1);
    }
  }
}
