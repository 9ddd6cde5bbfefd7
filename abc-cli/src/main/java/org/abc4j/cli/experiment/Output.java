package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.Optional;

/** Where stages put files, and find those that they put there before. */
interface Output {

  /** Bytes that no table is longer than. */
  long MOST_BYTES = 1L << 28;

  /** The content of a file, if it is there. */
  default Optional<byte[]> get(String name) throws IOException {
    return get(name, MOST_BYTES);
  }

  /**
   * The content of a file, if it is there.
   *
   * @throws org.abc4j.io.MalformedFileException if it has more bytes than that
   */
  Optional<byte[]> get(String name, long most) throws IOException;

  /** What a file is called in errors: its path, where it has one. */
  String place(String name);

  /** Puts a file there. */
  void put(String name, byte[] content) throws IOException;
}
