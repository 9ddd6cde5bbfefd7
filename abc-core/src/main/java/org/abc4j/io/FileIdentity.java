package org.abc4j.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A regular file as it is now: what changes when it is replaced or written. Immutable and
 * thread-safe.
 *
 * <p>Readers take it first. So a pipe, on which they would wait for ever, is refused before it is
 * opened, and a file that somebody writes to meanwhile is refused after it is read.
 */
public final class FileIdentity {
  private final Path file;
  private final State state;

  private FileIdentity(Path file, State state) {
    this.file = file;
    this.state = state;
  }

  private record State(Object key, long size, FileTime modified) {
    static State of(BasicFileAttributes attributes) {
      return new State(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
    }
  }

  /**
   * A file as it is now.
   *
   * @param file the file; of a link, the file that it leads to
   * @return its identity
   * @throws MalformedFileException if it is a folder, a device, a pipe or the like
   * @throws IOException if there is none, or it cannot be asked
   */
  public static FileIdentity of(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new MalformedFileException(
          file.toString(),
          "file",
          "a regular file",
          attributes.isDirectory() ? "a folder" : "a device or a pipe");
    }
    return new FileIdentity(file, State.of(attributes));
  }

  /**
   * Makes sure that a file is in its folder: a folder may come from anywhere, and is not to say
   * what is read elsewhere. The folder itself may be a link.
   *
   * @param file the file
   * @throws MalformedFileException if it is a link to another folder
   * @throws IOException if there is none, or it cannot be asked
   */
  public static void requireInItsFolder(Path file) throws IOException {
    Path real = file.toRealPath();
    if (!real.getParent().equals(file.toAbsolutePath().getParent().toRealPath())) {
      throw new MalformedFileException(
          file.toString(), "file", "one in the folder itself", "a link to " + real);
    }
  }

  /**
   * How large it was.
   *
   * @return its bytes
   */
  public long size() {
    return state.size();
  }

  /**
   * Makes sure that what was read meanwhile is of this file.
   *
   * @param field what was read, for the error
   * @throws MalformedFileException if the file was replaced or written
   * @throws IOException if it is gone, or cannot be asked
   */
  public void requireUnchanged(String field) throws IOException {
    if (!of(file).state.equals(state)) {
      throw new MalformedFileException(
          file.toString(),
          field,
          "the file as it was when its reading began",
          "one that was replaced or written since");
    }
  }
}
