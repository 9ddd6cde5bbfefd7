package org.abc4j.codec;

/** A codec that cannot be run here, or fails. */
public class CodecException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * With a reason.
   *
   * @param message what went wrong, in one line
   */
  public CodecException(String message) {
    super(message);
  }

  /**
   * With a reason and what showed it.
   *
   * @param message what went wrong, in one line
   * @param cause what showed it
   */
  public CodecException(String message, Throwable cause) {
    super(message, cause);
  }
}
