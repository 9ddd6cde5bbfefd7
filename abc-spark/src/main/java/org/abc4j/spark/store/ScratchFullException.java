package org.abc4j.spark.store;

import java.io.IOException;

/**
 * A scratch folder has no room for an ensemble beside those that processes use: by its bound, or by
 * its disk. Its message says what is needed and what is there.
 */
public final class ScratchFullException extends IOException {
  private static final long serialVersionUID = 1;

  ScratchFullException(String message) {
    super(message);
  }
}
