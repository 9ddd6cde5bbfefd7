package org.abc4j.store;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.BoundedOutput;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.StrictJson;

/**
 * A code assignment as a JSON file: every source with its word, then the reserved words.
 *
 * <p>It is all that somebody needs to check the hypothesis of Theorem 1, or to ablate the members
 * of a source, without trusting the seed that the assignment came from. The file names its format
 * and version; reading refuses what is newer, malformed or breaks a rule of codes, naming file,
 * field, expected and found. Fields stand in the order in which they are written, so a file is read
 * and written in one pass. Reading back gives an assignment with the same word for every source and
 * the same reserved words in the same order.
 *
 * <p>A file holds at most 2^20 words, 2^24 items, names of 2^16 characters and 2^30 bytes; what is
 * larger is better given by code and seed. Stateless and thread-safe.
 */
public final class AssignmentFile {
  static final String FORMAT = "abc-code-assignment";
  static final int VERSION = 1;

  static final int MAX_WORDS = 1 << 20;
  static final int MAX_ITEMS = 1 << 24;
  static final int MAX_NAME = 1 << 16;
  static final long MAX_BYTES = 1L << 30;

  /** The object, its sources, a source, its items. */
  private static final int MAX_DEPTH = 4;

  static final StrictJson RULES = StrictJson.nesting(MAX_DEPTH).withTexts(MAX_NAME).inOrder();

  private static final JsonFactory JSON = new JsonFactory();

  private AssignmentFile() {}

  /**
   * Writes an assignment, whole or not at all. The bytes depend on nothing but the assignment.
   *
   * @param file the file to write
   * @param assignment the assignment
   * @throws IOException if the file cannot be written
   * @throws IllegalArgumentException if it is larger than a file may be
   */
  public static void write(Path file, CodeAssignment assignment) throws IOException {
    write(file, assignment, MAX_BYTES);
  }

  static void write(Path file, CodeAssignment assignment, long mostBytes) throws IOException {
    requireStorable(assignment);
    AtomicFiles.write(file, out -> write(out, assignment, mostBytes));
  }

  /**
   * The digest that a file of an assignment has.
   *
   * @param assignment the assignment
   * @return SHA-256 of what {@link #write} writes, 64 hexadecimal digits
   * @throws IllegalArgumentException if it is larger than a file may be
   */
  public static String sha256(CodeAssignment assignment) {
    requireStorable(assignment);
    try {
      return Sha256.of(out -> write(out, assignment, MAX_BYTES));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void requireStorable(CodeAssignment assignment) {
    requireAtMost(MAX_WORDS, "words, this codebook has ", assignment.codebook().size());
    requireAtMost(MAX_ITEMS, "items, these sources have ", assignment.sources().items());
  }

  private static void write(OutputStream out, CodeAssignment assignment, long mostBytes)
      throws IOException {
    try (JsonGenerator json =
        JSON.createGenerator(
            new BoundedOutput("a file of an assignment", out, mostBytes), JsonEncoding.UTF8)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
      write(json, assignment);
    }
  }

  private static void write(JsonGenerator json, CodeAssignment assignment) throws IOException {
    json.writeStartObject();
    json.writeStringField("format", FORMAT);
    json.writeNumberField("version", VERSION);
    json.writeNumberField("length", assignment.codebook().length());
    json.writeNumberField("weight", assignment.codebook().weight());
    json.writeArrayFieldStart("sources");
    DataSources sources = assignment.sources();
    for (long s = 0; s < sources.count(); s++) {
      json.writeStartObject();
      json.writeStringField("name", nameOf(sources, s));
      json.writeStringField("word", assignment.word(s).toString());
      json.writeArrayFieldStart("items");
      for (long item : sources.itemsOf(s)) {
        json.writeNumber(item);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("reserved");
    for (long k = 0; k < assignment.reserved(); k++) {
      json.writeString(assignment.reservedWord(k).toString());
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private static String nameOf(DataSources sources, long source) {
    String name = sources.name(source);
    if (name.length() > MAX_NAME) {
      throw new IllegalArgumentException(
          "a file names a source in at most "
              + MAX_NAME
              + " characters, the name of source "
              + source
              + " has "
              + name.length());
    }
    return name;
  }

  private static void requireAtMost(long most, String what, long found) {
    if (found > most) {
      throw new IllegalArgumentException("a file lists at most " + most + " " + what + found);
    }
  }

  /**
   * Reads an assignment.
   *
   * @param file the file
   * @return the assignment: word s of its codebook is that of source s, and the reserved words
   *     follow
   * @throws MalformedFileException if it is not such a file, is of a newer version, or breaks a
   *     rule
   * @throws IOException if it cannot be read
   */
  public static CodeAssignment read(Path file) throws IOException {
    return read(file, MAX_BYTES);
  }

  static CodeAssignment read(Path file, long mostBytes) throws IOException {
    return AssignmentReader.read(file, mostBytes);
  }
}
