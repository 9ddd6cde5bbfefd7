package org.abc4j.codebook;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * What the full counterfactual landscapes of a number of samples cost (appendix A.3), counted and
 * not just to an order of magnitude.
 *
 * <p>The unit besides a training is a <em>pass</em>: one member evaluated once, at one step, for
 * one sample. Counts are exact. As in the appendix's last formula, the products with the Jacobian
 * that differential ablation ends with are not counted. The paper's n in A.3 is {@code samples}
 * here.
 *
 * @param sources number of data sources N, at least 1
 * @param members number of ensemble members n, from 2 to 1024
 * @param weight members that see each source w, from 1 to n − 1
 * @param samples number of samples whose landscapes are computed, at least 1
 * @param steps sampling steps of each sample, at least 1
 */
public record CostModel(long sources, int members, int weight, long samples, int steps) {

  /**
   * Checks the ranges.
   *
   * @param sources number of data sources N, at least 1
   * @param members number of ensemble members n, from 2 to 1024
   * @param weight members that see each source w, from 1 to n − 1
   * @param samples number of samples whose landscapes are computed, at least 1
   * @param steps sampling steps of each sample, at least 1
   * @throws IllegalArgumentException if a number is out of range
   */
  public CostModel {
    requirePositive("sources", sources);
    CodeParameters.require(members, weight);
    requirePositive("samples", samples);
    requirePositive("steps", steps);
  }

  /**
   * The costs under an assignment.
   *
   * @param assignment gives N, n and w
   * @param samples number of samples, at least 1
   * @param steps sampling steps, at least 1
   * @return the model
   * @throws IllegalArgumentException if a number is out of range
   */
  public static CostModel of(CodeAssignment assignment, long samples, int steps) {
    return new CostModel(
        assignment.sources().count(),
        assignment.codebook().length(),
        assignment.codebook().weight(),
        samples,
        steps);
  }

  /**
   * Retraining: one model on all data and one without each source, each of which is sampled.
   *
   * @return N + 1 trainings and samples · steps · (N + 1) passes
   */
  public Cost retraining() {
    BigInteger models = big(sources).add(BigInteger.ONE);
    return new Cost(models, perStep(models));
  }

  /**
   * Exact ablation: the whole ensemble for the factual sample, and for each source the members that
   * did not see it.
   *
   * @return n trainings and samples · steps · (n + N·(n − w)) passes
   */
  public Cost exactAblation() {
    BigInteger survivors = big(sources).multiply(big(members - weight));
    return new Cost(big(members), perStep(big(members).add(survivors)));
  }

  /**
   * Differential ablation: one Jacobian a sample by forward mode. Each member is evaluated with n
   * tangents, each counted as one pass beside the one primal pass that they share.
   *
   * @return n trainings and samples · steps · n · (1 + n) passes
   */
  public Cost differentialAblation() {
    return new Cost(big(members), perStep(big(members).multiply(big(1 + members))));
  }

  private BigInteger perStep(BigInteger passes) {
    return passes.multiply(big(samples)).multiply(big(steps));
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  private static void requirePositive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, found " + value);
    }
  }

  /**
   * Trainings and passes of one way to compute the landscapes.
   *
   * @param trainings models trained, at least 0
   * @param passes evaluations of one model at one step for one sample, at least 0
   */
  public record Cost(BigInteger trainings, BigInteger passes) {

    /**
     * Checks the ranges.
     *
     * @param trainings models trained, at least 0
     * @param passes evaluations of one model at one step for one sample, at least 0
     * @throws IllegalArgumentException if a count is negative
     */
    public Cost {
      if (trainings.signum() < 0 || passes.signum() < 0) {
        throw new IllegalArgumentException(
            "counts must be at least 0, found "
                + trainings
                + " trainings and "
                + passes
                + " passes");
      }
    }

    /**
     * The time this takes, one thing after another.
     *
     * @param trainingSeconds time of one training in seconds, finite, at least 0
     * @param passSeconds time of one pass in seconds, finite, at least 0
     * @return the time, cut to whole nanoseconds
     * @throws IllegalArgumentException if a time is negative, infinite or NaN
     * @throws ArithmeticException if the sum exceeds 2^63 − 1 seconds, 292 billion years
     */
    public Duration asTime(double trainingSeconds, double passSeconds) {
      requireTime("training", trainingSeconds);
      requireTime("pass", passSeconds);
      BigDecimal seconds =
          new BigDecimal(trainingSeconds)
              .multiply(new BigDecimal(trainings))
              .add(new BigDecimal(passSeconds).multiply(new BigDecimal(passes)));
      BigInteger nanos = seconds.movePointRight(9).setScale(0, RoundingMode.FLOOR).toBigInteger();
      BigInteger[] parts = nanos.divideAndRemainder(big(1_000_000_000L));
      if (parts[0].bitLength() > 63) {
        throw new ArithmeticException(
            "a duration holds at most 2^63 - 1 seconds, found "
                + parts[0]
                + " for "
                + trainings
                + " trainings and "
                + passes
                + " passes");
      }
      return Duration.ofSeconds(parts[0].longValue(), parts[1].longValue());
    }

    private static void requireTime(String what, double seconds) {
      if (!(seconds >= 0 && seconds < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "the time of one " + what + " must be finite and at least 0 s, found " + seconds);
      }
    }
  }
}
