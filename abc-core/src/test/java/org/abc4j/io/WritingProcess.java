package org.abc4j.io;

import java.io.IOException;
import java.nio.file.Path;

/** A write in a process of its own, which waits in the middle of it. */
final class WritingProcess {
  static final String BEGUN = "begun";

  private WritingProcess() {}

  /** Writes the file that is named, and ends once it is told to on its standard input. */
  public static void main(String[] arguments) throws IOException {
    AtomicFiles.write(
        Path.of(arguments[0]),
        out -> {
          out.write(new byte[100_000]);
          System.out.println(BEGUN);
          System.out.flush();
          System.in.read();
        });
  }
}
