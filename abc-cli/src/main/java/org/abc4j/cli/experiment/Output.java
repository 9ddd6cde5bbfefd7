package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.Optional;

/** Where stages put files, and find those that they put there before. */
interface Output {

  /** The content of a file, if it is there. */
  Optional<byte[]> get(String name) throws IOException;

  /** Puts a file there. */
  void put(String name, byte[] content) throws IOException;
}
