package org.abc4j.cli;

/** What is asked for was understood and cannot work; its message says why, and what would. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * A refusal.
   *
   * @param message what cannot work, why, and what would
   */
  public Refusal(String message) {
    super(message);
  }
}
