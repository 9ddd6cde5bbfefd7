package org.abc4j.attribution;

import java.math.BigInteger;
import java.util.stream.LongStream;
import org.abc4j.codebook.CostModel;
import org.abc4j.codebook.Separation;

/**
 * Counts of member evaluations behind a {@link LandscapePlan}, for exact steps in chunks of {@value
 * ExactCounterfactuals#DEFAULT_CHUNK}: what is chosen by them may not depend on the chunk that a
 * caller has memory for.
 */
final class LandscapeCost {
  private static final int CHUNK = ExactCounterfactuals.DEFAULT_CHUNK;

  private final CostModel model;

  /** Members that are there. */
  private final int members;

  /** The most members that a counterfactual keeps. */
  private final int survivors;

  private LandscapeCost(CostModel model, int members, int survivors) {
    this.model = model;
    this.members = members;
    this.survivors = survivors;
  }

  /** Of an ensemble whose members are all there. */
  static LandscapeCost of(CostModel model) {
    return new LandscapeCost(model, model.members(), model.members() - model.weight());
  }

  /** Of one from which members may have been removed; looks at every source then. */
  static LandscapeCost of(CostModel model, Separation separation) {
    if (separation.isWhole()) {
      return of(model);
    }
    int left = model.members() - separation.removed().weight();
    int least =
        LongStream.range(0, model.sources()).mapToInt(separation::membersLeft).min().orElseThrow();
    return new LandscapeCost(model, left, left - least);
  }

  CostModel model() {
    return model;
  }

  /** Members that are there. */
  int members() {
    return members;
  }

  /** The most members that a counterfactual keeps, at least 1. */
  int survivors() {
    return Math.max(1, survivors);
  }

  /** A landscape that goes to first order for some steps and exactly from there on. */
  MemberEvaluations landscape(int handover) {
    return linearized(handover).plus(exact(model.sources(), handover));
  }

  /**
   * Steps of all tangents, one for each of n members: n predictions and n² tangents each, but the
   * first, where no tangent is other than 0, n predictions.
   */
  MemberEvaluations linearized(int steps) {
    BigInteger all = big(members);
    return perSample(
        all.multiply(big(steps)), all.multiply(all).multiply(big(Math.max(0, steps - 1))));
  }

  /**
   * Exact steps of some counterfactuals from a step to the end, at most: n − w members each, but at
   * the first of all, where states are equal, at most n a chunk.
   */
  MemberEvaluations exact(long counterfactuals, int from) {
    long steps = model.steps() - from;
    BigInteger first = BigInteger.ZERO;
    if (from == 0) {
      steps--;
      first =
          big(counterfactuals / CHUNK)
              .multiply(big(firstStep(CHUNK)))
              .add(big(firstStep(counterfactuals % CHUNK)));
    }
    return perSample(
        big(counterfactuals).multiply(big(survivors)).multiply(big(steps)).add(first),
        BigInteger.ZERO);
  }

  private long firstStep(long rows) {
    return rows > members ? members : Math.min(members, rows * survivors);
  }

  private MemberEvaluations perSample(BigInteger predictions, BigInteger tangents) {
    return new MemberEvaluations(
        predictions.multiply(big(model.samples())), tangents.multiply(big(model.samples())));
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
