package org.abc4j.cli.experiment;

import java.io.IOException;
import org.abc4j.io.MalformedFileException;

/**
 * What parts of one name are: how their files end, how long these may be, and what is read of them.
 *
 * @param <T> what a part is once it was read
 */
interface PartKind<T> {

  /** What names of files end with, without the dot. */
  String ending();

  /** Bytes that a part of so many items has at most. */
  long mostBytes(int count);

  /**
   * Reads a part, be it one that was just made or one that lay in a folder, where anybody may have
   * written it.
   *
   * @param file what it is called, for errors
   * @param content at most {@link #mostBytes} bytes
   * @param from the first of its items
   * @param count how many it is of
   * @throws MalformedFileException if it is none, saying what was expected and found
   * @throws IOException if it cannot be read
   */
  T read(String file, byte[] content, int from, int count) throws IOException;
}
