package org.abc4j.io;

import java.io.IOException;
import java.nio.file.Path;

/** Holds a folder in a process of its own until somebody presses a key or kills it. */
final class LockingProcess {
  static final String HELD = "held";

  private LockingProcess() {}

  /** Locks the file that is named, in its folder, and says so. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    try (FolderLock lock = FolderLock.hold(file.getParent(), file)) {
      System.out.println(HELD);
      System.out.flush();
      System.in.read();
    }
  }
}
