package org.abc4j.cli;

/** What was given is missing, or not what it must be; its message says what, and what would be. */
public final class UnusableInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Something that cannot be used.
   *
   * @param message what was given, what is wrong with it, and what would do
   */
  public UnusableInput(String message) {
    super(message);
  }

  /**
   * Something that cannot be used, as another exception showed.
   *
   * @param message what was given, what is wrong with it, and what would do
   * @param cause the exception that showed it
   */
  public UnusableInput(String message, Throwable cause) {
    super(message, cause);
  }
}
