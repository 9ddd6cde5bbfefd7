package org.abc4j.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;

/**
 * Where a training has come to, as a safetensors file: arrays by name, lines of text that say whose
 * they are and how far it is, and a digest of it all. Written whole or not at all. Immutable.
 */
public final class CheckpointFile {
  private static final String DIGEST = "sha256";

  private final Path file;

  private CheckpointFile(Path file) {
    this.file = file;
  }

  /**
   * A checkpoint in a file.
   *
   * @param file the file, which need not exist
   * @return the checkpoint
   */
  public static CheckpointFile of(Path file) {
    return new CheckpointFile(file);
  }

  /** What a checkpoint holds. */
  public static final class Content {
    private final Map<String, String> lines;
    private final Map<String, float[]> state;

    private Content(Map<String, String> lines, Map<String, float[]> state) {
      this.lines = lines;
      this.state = state;
    }

    /**
     * A line.
     *
     * @param name its name
     * @return its text, empty if there is none
     */
    public String line(String name) {
      return lines.getOrDefault(name, "");
    }

    /**
     * The arrays.
     *
     * @return by name; the caller's
     */
    public Map<String, float[]> state() {
      return state;
    }
  }

  /**
   * Writes all of it.
   *
   * @param lines texts by name
   * @param state arrays by name
   * @throws IOException if the file cannot be written
   */
  public void write(Map<String, String> lines, Map<String, float[]> state) throws IOException {
    SafetensorsWriter writer = SafetensorsWriter.create();
    lines.forEach(writer::metadata);
    writer.metadata(DIGEST, digest(lines, state));
    state.forEach((name, values) -> writer.put(name, new int[] {values.length}, values));
    Uninterrupted.finish(() -> writer.write(file));
  }

  /**
   * Reads it, if it is there.
   *
   * @param expected lines that must be there as they are here: whose training it is
   * @param own arrays that must be there, of these lengths, and no others
   * @return what it holds; empty if there is no file
   * @throws MalformedFileException if a line is another, naming it, or arrays are others, or a bit
   *     has changed
   * @throws IOException if it cannot be read
   */
  public Optional<Content> read(Map<String, String> expected, Map<String, float[]> own)
      throws IOException {
    return Files.exists(file)
        ? Optional.of(Uninterrupted.run(() -> readExisting(expected, own)))
        : Optional.empty();
  }

  private Content readExisting(Map<String, String> expected, Map<String, float[]> own)
      throws IOException {
    FileIdentity.requireInItsFolder(file);
    SafetensorsFile tensors = SafetensorsFile.read(file);
    Map<String, String> said = new LinkedHashMap<>(tensors.metadata());
    String written = said.getOrDefault(DIGEST, "nothing");
    said.remove(DIGEST);
    for (Map.Entry<String, String> line : expected.entrySet()) {
      String found = said.getOrDefault(line.getKey(), "nothing");
      if (!found.equals(line.getValue())) {
        throw malformed(line.getKey(), line.getValue(), Quoted.of(found));
      }
    }
    // Sizes before values: of another network nothing is read.
    if (!tensors.names().equals(own.keySet())) {
      throw malformed(
          "tensors", own.size() + " of this network", tensors.names().size() + " others");
    }
    Map<String, float[]> state = new LinkedHashMap<>();
    for (String name : own.keySet()) {
      state.put(name, tensors.floats(name, own.get(name).length));
    }
    String found = digest(said, state);
    if (!written.equals(found)) {
      throw malformed(DIGEST, Quoted.of(written), found);
    }
    return new Content(said, state);
  }

  /** In the order of the names, as the file need not keep that of the map. */
  private static String digest(Map<String, String> said, Map<String, float[]> state) {
    Sha256 digest = Sha256.begin();
    said.keySet().stream().sorted().forEach(name -> digest.add(name).add(said.get(name)));
    state.keySet().stream()
        .sorted()
        .forEach(name -> digest.add(name).add(state.get(name).length).add(state.get(name)));
    return digest.hex();
  }

  /**
   * What to throw at something that cannot be.
   *
   * @param field what it is
   * @param expected what it should be
   * @param found what it is instead
   * @return the exception
   */
  public MalformedFileException malformed(String field, String expected, String found) {
    return new MalformedFileException(file.toString(), field, expected, found);
  }
}
