package org.abc4j.attribution;

import java.util.List;

/**
 * What a hybrid landscape was measured on: one source whose counterfactual was generated exactly
 * too.
 *
 * @param source index of the source
 * @param exactDistance distance of its exact counterfactual from the factual sample
 * @param hybridDistance distance of its hybrid counterfactual from the factual sample
 * @param error distance between the two counterfactuals ÷ {@code exactDistance}; 0 where both are
 *     0, infinite where only the latter is
 */
public record HybridTrial(int source, double exactDistance, double hybridDistance, double error) {

  static HybridTrial of(int source, double exact, double hybrid, double between) {
    requireDistance(source, "exact counterfactual and sample", exact);
    requireDistance(source, "hybrid counterfactual and sample", hybrid);
    requireDistance(source, "hybrid and exact counterfactual", between);
    return new HybridTrial(source, exact, hybrid, between == 0 ? 0 : between / exact);
  }

  static double largestError(List<HybridTrial> trials) {
    return trials.stream().mapToDouble(HybridTrial::error).max().orElseThrow();
  }

  private static void requireDistance(int source, String which, double distance) {
    if (!(distance >= 0)) {
      throw new IllegalArgumentException(
          "a distance is at least 0, but that between "
              + which
              + " of source "
              + source
              + " is "
              + distance);
    }
  }
}
