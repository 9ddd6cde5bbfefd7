package org.abc4j.perception;

/** A network that cannot be run, fails, or does not answer what it was asked. */
public class ExtractorException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * With a reason.
   *
   * @param message what went wrong, in one line
   */
  ExtractorException(String message) {
    super(message);
  }

  /**
   * With a reason and what showed it.
   *
   * @param message what went wrong, in one line
   * @param cause what showed it
   */
  ExtractorException(String message, Throwable cause) {
    super(message, cause);
  }
}
