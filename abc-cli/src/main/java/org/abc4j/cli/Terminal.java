package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether somebody watches standard error: a file gets no bars. */
final class Terminal {
  private static final Path FILES = Path.of("/proc/self/fd");

  private Terminal() {}

  /** Whether standard error, which the launcher may have given another number, is a terminal. */
  static boolean isWatched() {
    return isWatched(FILES, System.getProperty(Main.STANDARD_ERROR, "2"));
  }

  /** Where the system does not tell, a Java that has a console is taken to have all of it. */
  static boolean isWatched(Path files, String number) {
    try {
      String file = Files.readSymbolicLink(files.resolve(number)).toString();
      return file.startsWith("/dev/pts/")
          || file.startsWith("/dev/tty")
          || file.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException untold) {
      return System.console() != null;
    }
  }
}
