package org.abc4j.safetensors;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;

/**
 * The one tensor of a file that states what it is of, in lines of metadata, and the digest of its
 * values: how computed values are kept beside what they were computed from, so that those of
 * something else are never taken for them. Immutable and thread-safe.
 */
public final class StatedTensor {
  private static final String VALUES = "values";

  private final String name;
  private final Map<String, String> lines;

  private StatedTensor(String name, Map<String, String> lines) {
    this.name = Objects.requireNonNull(name, "name");
    this.lines = new LinkedHashMap<>(lines);
  }

  /**
   * A tensor and what it is of.
   *
   * @param name the tensor's name
   * @param lines what the file states, in order, but for the digest, {@code values}
   * @return the statement
   */
  public static StatedTensor of(String name, Map<String, String> lines) {
    return new StatedTensor(name, lines);
  }

  /**
   * A writer that has the statement, to which the tensor is to be added.
   *
   * @param digest SHA-256 of its values
   * @return the writer
   */
  public SafetensorsWriter writer(String digest) {
    SafetensorsWriter writer = SafetensorsWriter.create();
    lines.forEach(writer::metadata);
    return writer.metadata(VALUES, digest);
  }

  /**
   * Opens a file of this statement; its values are not read.
   *
   * @param file the file
   * @return it
   * @throws MalformedFileException if it is a link that leads out of its folder, no file of
   *     tensors, has other tensors or metadata, or states something else, naming the line
   * @throws IOException if it cannot be read
   */
  public SafetensorsFile open(Path file) throws IOException {
    FileIdentity.requireInItsFolder(file);
    SafetensorsFile tensors = SafetensorsFile.read(file);
    Map<String, String> found = tensors.metadata();
    for (Map.Entry<String, String> line : lines.entrySet()) {
      require(file, line.getKey(), line.getValue(), found.get(line.getKey()));
    }
    Set<String> others = new TreeSet<>(found.keySet());
    others.removeAll(lines.keySet());
    require(file, "metadata", quoted(Set.of(VALUES)), quoted(others));
    require(file, "tensors", quoted(Set.of(name)), quoted(tensors.names()));
    return tensors;
  }

  /**
   * The digest that a file states.
   *
   * @param file the file
   * @param tensors what {@link #open} gave
   * @return SHA-256 in hexadecimal digits
   * @throws MalformedFileException if it is none
   */
  public static String digest(Path file, SafetensorsFile tensors) throws MalformedFileException {
    String digest = tensors.metadata().get(VALUES);
    if (!Sha256.isDigest(digest)) {
      throw new MalformedFileException(
          file.toString(), VALUES, "64 hexadecimal digits", Quoted.of(digest));
    }
    return digest;
  }

  /**
   * Fails unless values are those that the file states.
   *
   * @param file the file
   * @param stated {@link #digest} of it
   * @param found the digest of what was read
   * @throws MalformedFileException if it is another
   */
  public static void requireDigest(Path file, String stated, String found)
      throws MalformedFileException {
    require(file, "SHA-256", stated, found);
  }

  private static String quoted(Set<String> names) {
    return "[" + Quoted.first(List.copyOf(names)) + "]";
  }

  private static void require(Path file, String field, String expected, String found)
      throws MalformedFileException {
    if (!expected.equals(found)) {
      throw new MalformedFileException(
          file.toString(), field, expected, found == null ? "none" : found);
    }
  }

  @Override
  public String toString() {
    return "StatedTensor['" + name + "' of " + lines + "]";
  }
}
