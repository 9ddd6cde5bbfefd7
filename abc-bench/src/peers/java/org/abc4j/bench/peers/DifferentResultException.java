package org.abc4j.bench.peers;

/** Two engines do not have the same result, so that a race between them would say nothing. */
final class DifferentResultException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  DifferentResultException(String difference) {
    super(difference);
  }
}
