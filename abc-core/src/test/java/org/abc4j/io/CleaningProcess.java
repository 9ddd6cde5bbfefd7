package org.abc4j.io;

import java.io.IOException;
import java.nio.file.Path;

/** Deletes leftovers in a process of its own. */
final class CleaningProcess {
  private CleaningProcess() {}

  /** Cleans the folder that is named. */
  public static void main(String[] arguments) throws IOException {
    AtomicFiles.deleteLeftovers(Path.of(arguments[0]));
  }
}
