package org.abc4j.store;

import java.io.IOException;
import java.io.InputStream;
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
    // Asked for here: on the module path no other module finds it.
    try (InputStream in = LibraryVersion.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IOException("there is no resource " + FILE);
      }
      return "abc " + new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the library's own " + FILE + " cannot be read", e);
    }
  }
}
