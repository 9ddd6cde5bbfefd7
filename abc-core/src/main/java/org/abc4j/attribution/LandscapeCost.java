package org.abc4j.attribution;

import java.math.BigInteger;
import org.abc4j.codebook.CostModel;

/** Counts of member evaluations behind a {@link LandscapePlan}. */
final class LandscapeCost {
  private final CostModel model;
  private final int chunk;

  LandscapeCost(CostModel model, int chunk) {
    this.model = model;
    this.chunk = chunk;
  }

  /** A landscape that goes to first order for some steps and exactly from there on. */
  MemberEvaluations landscape(int handover) {
    return linearized(handover).plus(exact(model.sources(), handover));
  }

  /**
   * Steps of all n tangents: n predictions and n² tangents each, but the first, where no tangent is
   * other than 0, n predictions.
   */
  MemberEvaluations linearized(int steps) {
    BigInteger members = big(model.members());
    return perSample(
        members.multiply(big(steps)),
        members.multiply(members).multiply(big(Math.max(0, steps - 1))));
  }

  /**
   * Exact steps of some counterfactuals from a step to the end: n − w members each, but at the
   * first of all, where states are equal, at most n a chunk.
   */
  MemberEvaluations exact(long counterfactuals, int from) {
    int survivors = model.members() - model.weight();
    long steps = model.steps() - from;
    BigInteger first = BigInteger.ZERO;
    if (from == 0) {
      steps--;
      first =
          big(counterfactuals / chunk)
              .multiply(big(firstStep(chunk, survivors)))
              .add(big(firstStep(counterfactuals % chunk, survivors)));
    }
    return perSample(
        big(counterfactuals).multiply(big(survivors)).multiply(big(steps)).add(first),
        BigInteger.ZERO);
  }

  private long firstStep(long rows, int survivors) {
    return rows > model.members() ? model.members() : Math.min(model.members(), rows * survivors);
  }

  private MemberEvaluations perSample(BigInteger predictions, BigInteger tangents) {
    return new MemberEvaluations(
        predictions.multiply(big(model.samples())), tangents.multiply(big(model.samples())));
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
