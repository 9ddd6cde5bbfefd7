package org.abc4j.samediff;

import java.util.LinkedHashMap;
import java.util.Map;
import org.abc4j.model.AdamConfig;
import org.abc4j.unet.layer.Adam;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) on arrays where they are, as PyTorch computes it.
 *
 * <p>ND4J adds ε to √v, PyTorch to √v/√(1 − β₂ᵗ): with ε·√(1 − β₂ᵗ) for ε the two are one. Not
 * thread-safe.
 */
final class GraphAdam {
  private final AdamConfig config;
  private final GraphWeights weights;
  private final GraphWeights first;
  private final GraphWeights second;
  private int steps;

  GraphAdam(AdamConfig config, GraphWeights weights) {
    this.config = config;
    this.weights = weights;
    this.first = weights.zeros();
    this.second = weights.zeros();
  }

  /** Takes a step along gradients, by the weights' names; they are overwritten. */
  void step(Map<String, INDArray> gradients) {
    double correction = Math.sqrt(1 - StrictMath.pow(config.beta2(), steps + 1));
    Map<String, INDArray> m = first.arrays();
    Map<String, INDArray> v = second.arrays();
    weights
        .arrays()
        .forEach(
            (name, weight) -> {
              INDArray change = gradients.get(name);
              Nd4j.exec(
                  new AdamUpdater(
                      change,
                      v.get(name),
                      m.get(name),
                      config.learningRate(),
                      config.beta1(),
                      config.beta2(),
                      config.epsilon() * correction,
                      steps));
              weight.subi(change);
            });
    steps++;
  }

  /** Frees the moments. */
  void close() {
    first.close();
    second.close();
  }

  /** The moments, under the names that the pure-JVM optimizer gives them. */
  Map<String, float[]> state() {
    Map<String, float[]> state = new LinkedHashMap<>();
    state.putAll(first.toArrays(Adam.FIRST));
    state.putAll(second.toArrays(Adam.SECOND));
    return state;
  }

  /** Checks that {@link #restore} would find what it needs. */
  void requireState(Map<String, float[]> state, int taken) {
    if (taken < 0) {
      throw new IllegalArgumentException("steps taken are at least 0, found " + taken);
    }
    first.requireAll(state, Adam.FIRST);
    second.requireAll(state, Adam.SECOND);
  }

  /** Goes back to a state, or on from one of the pure-JVM optimizer. */
  void restore(Map<String, float[]> state, int taken) {
    requireState(state, taken);
    first.set(state, Adam.FIRST);
    second.set(state, Adam.SECOND);
    steps = taken;
  }
}
