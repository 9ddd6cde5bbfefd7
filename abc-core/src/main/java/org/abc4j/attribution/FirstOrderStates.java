package org.abc4j.attribution;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.abc4j.Execution;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.LinearizedState;
import org.abc4j.sampling.Sample;

/**
 * A sample and its tangents after those steps at which counterfactuals may be handed over, followed
 * no further than has been asked for. Not thread-safe.
 */
final class FirstOrderStates {
  private final Sample sample;
  private final Ensemble ensemble;
  private final Set<Integer> handovers;
  private final Map<Integer, LinearizedState> states = new HashMap<>();
  private LinearizedState reached;
  private int taken;

  /**
   * Before the first step.
   *
   * @param ensemble the sample's, held
   * @param handovers steps after which states are kept
   */
  FirstOrderStates(Sample sample, Ensemble ensemble, Set<Integer> handovers) {
    this.sample = sample;
    this.ensemble = ensemble;
    this.handovers = Set.copyOf(handovers);
    this.reached = LinearizedSampling.start(sample);
  }

  /** How many steps have been taken. */
  int taken() {
    return taken;
  }

  /**
   * Follows the sample as far as a handover; progress is reported in steps since the first.
   *
   * @param handover 0 or one of those that are kept
   */
  void reach(int handover, Execution execution) {
    if (handover > taken) {
      reached =
          LinearizedSampling.follow(
              sample,
              ensemble,
              reached,
              taken,
              handover,
              execution,
              (after, state) -> {
                if (handovers.contains(after)) {
                  states.put(after, state);
                }
              });
      taken = handover;
    }
  }

  /**
   * The states at a handover that has been reached.
   *
   * @param handover one of those that are kept
   */
  Handover at(int handover) {
    return new Handover(handover, states.get(handover), FactualPoint.of(ensemble), sample.shape());
  }
}
