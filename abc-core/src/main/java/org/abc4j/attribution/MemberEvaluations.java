package org.abc4j.attribution;

import java.math.BigInteger;

/**
 * How often ensemble members are evaluated: at one step, for one state, for its prediction or for a
 * tangent of it.
 *
 * @param predictions evaluations of a member, whether or not tangents go with them, at least 0
 * @param tangents tangents that go with them, each for one direction, at least 0
 */
public record MemberEvaluations(BigInteger predictions, BigInteger tangents) {
  static final MemberEvaluations NONE = new MemberEvaluations(BigInteger.ZERO, BigInteger.ZERO);

  /**
   * Checks the ranges.
   *
   * @param predictions evaluations of a member, at least 0
   * @param tangents tangents that go with them, at least 0
   * @throws IllegalArgumentException if a count is negative
   */
  public MemberEvaluations {
    if (predictions.signum() < 0 || tangents.signum() < 0) {
      throw new IllegalArgumentException(
          "counts must be at least 0, found "
              + predictions
              + " predictions and "
              + tangents
              + " tangents");
    }
  }

  /**
   * All of them, a tangent counted as one pass beside that of its prediction, as in {@link
   * org.abc4j.codebook.CostModel}.
   *
   * @return predictions + tangents
   */
  public BigInteger passes() {
    return predictions.add(tangents);
  }

  MemberEvaluations plus(MemberEvaluations other) {
    return new MemberEvaluations(predictions.add(other.predictions), tangents.add(other.tangents));
  }

  MemberEvaluations minus(MemberEvaluations other) {
    return new MemberEvaluations(
        predictions.subtract(other.predictions), tangents.subtract(other.tangents));
  }

  @Override
  public String toString() {
    return predictions + " predictions and " + tangents + " tangents";
  }
}
