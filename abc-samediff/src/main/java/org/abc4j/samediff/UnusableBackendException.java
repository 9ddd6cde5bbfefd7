package org.abc4j.samediff;

/**
 * ND4J's backend on the class path cannot run on this machine. The message says what was found and
 * what to do.
 */
public final class UnusableBackendException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * With a message.
   *
   * @param message what was found, and what to do
   */
  UnusableBackendException(String message) {
    super(message);
  }
}
