package org.abc4j.codebook;

import java.util.Objects;

/**
 * One breach of a rule for codes, with the two sources concerned. Immutable and thread-safe.
 *
 * @param rule which rule is broken
 * @param first the source that breaks it: the lower of two with the same word, the inner of two
 *     nested ones
 * @param second the source it is held against; the same as {@code first} if it breaks the rule
 *     alone
 * @param message the rule, both sources and their words, in one sentence
 */
public record CodeViolation(Rule rule, long first, long second, String message) {

  /** What the words of a code must satisfy. */
  public enum Rule {
    /** Each source is seen by some members and not by others: 1 ≤ w ≤ n − 1. */
    SEEN_BY_SOME,
    /** All words weigh the same, the hypothesis of Theorem 1. */
    CONSTANT_WEIGHT,
    /** Each source has a word of its own. */
    DISTINCT,
    /** No word lies inside a different one, the conclusion of Theorem 1. */
    ANTICHAIN
  }

  /**
   * Checks that nothing is null.
   *
   * @param rule which rule is broken
   * @param first the source that breaks it: the lower of two with the same word, the inner of two
   *     nested ones
   * @param second the source it is held against; the same as {@code first} if it breaks the rule
   *     alone
   * @param message the rule, both sources and their words, in one sentence
   * @throws NullPointerException if the rule or the message is null
   */
  public CodeViolation {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(message, "message");
  }

  @Override
  public String toString() {
    return message;
  }
}
