package org.abc4j.cli;

/** What is asked for was understood and cannot work; its message says why, and what would. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  Refusal(String message) {
    super(message);
  }
}
