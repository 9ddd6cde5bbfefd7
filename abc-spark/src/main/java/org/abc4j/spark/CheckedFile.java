package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;

/** Files that may be replaced at any time, read only as they were when the driver saw them. */
final class CheckedFile {
  private CheckedFile() {}

  /** Reads a file. */
  @FunctionalInterface
  interface Reader<T> {
    T read(Path file) throws IOException;
  }

  /**
   * Reads a file of a digest: what was hashed is what is read.
   *
   * @throws MalformedFileException if there is none, or another, or it is replaced or written
   *     meanwhile
   */
  static <T> T read(Path file, String sha256, Reader<T> reader) throws IOException {
    if (Files.notExists(file)) {
      throw new MalformedFileException(file.toString(), "file", "one of SHA-256 " + sha256, "none");
    }
    FileIdentity identity = FileIdentity.of(file);
    String found = Sha256.of(file);
    if (!found.equals(sha256)) {
      throw new MalformedFileException(file.toString(), "SHA-256", sha256, found);
    }
    T content = reader.read(file);
    identity.requireUnchanged("content");
    return content;
  }
}
