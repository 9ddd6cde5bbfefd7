package org.abc4j.cli.progress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether somebody watches standard error: a file gets few bars or none. */
public final class Terminal {
  /** A system property: the number that a launcher has given standard error, if not 2. */
  public static final String STANDARD_ERROR = "abc.stderr";

  private static final Path FILES = Path.of("/proc/self/fd");

  private Terminal() {}

  /**
   * Whether standard error, which a launcher may have given another number, is a terminal.
   *
   * @return true if it is, or nobody tells and Java has a console
   */
  public static boolean isWatched() {
    return isWatched(FILES, System.getProperty(STANDARD_ERROR, "2"));
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
