package org.abc4j.store;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Which release of the library this is, as the build wrote it down. */
public final class LibraryVersion {
  private static final String FILE = "version.txt";

  private LibraryVersion() {}

  /**
   * The library's name and release.
   *
   * @return such as {@code abc 1.0.0}
   */
  public static String text() {
    try {
      String version =
          Resources.toString(
              Resources.getResource(LibraryVersion.class, FILE), StandardCharsets.UTF_8);
      return "abc " + version.strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the library's own " + FILE + " cannot be read", e);
    }
  }
}
