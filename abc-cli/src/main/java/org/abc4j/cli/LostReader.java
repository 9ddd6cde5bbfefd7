package org.abc4j.cli;

import java.io.IOException;

/** Nobody reads standard output any more: what was to be said is not asked for. */
final class LostReader extends IOException {
  private static final long serialVersionUID = 1;

  LostReader() {
    super("standard output is read no more");
  }
}
