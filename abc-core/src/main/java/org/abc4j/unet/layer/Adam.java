package org.abc4j.unet.layer;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abc4j.model.AdamConfig;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) on the weights of a network, as PyTorch computes it, in
 * {@code float}.
 *
 * <p>The weights' padding has gradient 0 and stays 0. Not thread-safe.
 */
public final class Adam {
  /** Before the names of weights in a state: their first moments. */
  public static final String FIRST = "adam.exp_avg.";

  /** Before the names of weights in a state: their second moments. */
  public static final String SECOND = "adam.exp_avg_sq.";

  private final AdamConfig config;
  private final Map<Parameter, float[]> first = new LinkedHashMap<>();
  private final Map<Parameter, float[]> second = new LinkedHashMap<>();
  private int steps;

  /**
   * Adam before its first step.
   *
   * @param config its settings
   * @param parameters the weights
   */
  public Adam(AdamConfig config, Collection<Parameter> parameters) {
    this.config = config;
    for (Parameter parameter : parameters) {
      first.put(parameter, new float[parameter.values().length]);
      second.put(parameter, new float[parameter.values().length]);
    }
  }

  /** Takes a step along the gradients of a pass. */
  void step(Pass pass) {
    steps++;
    float beta1 = (float) config.beta1();
    float beta2 = (float) config.beta2();
    float rest1 = (float) (1 - config.beta1());
    float rest2 = (float) (1 - config.beta2());
    float epsilon = (float) config.epsilon();
    float size = (float) (config.learningRate() / (1 - StrictMath.pow(config.beta1(), steps)));
    float correction = (float) Math.sqrt(1 - StrictMath.pow(config.beta2(), steps));
    for (Map.Entry<Parameter, float[]> entry : first.entrySet()) {
      float[] weights = entry.getKey().values();
      float[] gradient = pass.gradient(entry.getKey());
      float[] m = entry.getValue();
      float[] v = second.get(entry.getKey());
      for (int i = 0; i < weights.length; i++) {
        float g = gradient[i];
        m[i] = beta1 * m[i] + rest1 * g;
        v[i] = beta2 * v[i] + rest2 * g * g;
        float root = (float) Math.sqrt(v[i]);
        weights[i] -= size * (m[i] / (root / correction + epsilon));
      }
      entry.getKey().changed();
    }
  }

  /**
   * The moments, under PyTorch's names of them and the weight's.
   *
   * @return a copy, each in the order of diffusers
   */
  public Map<String, float[]> state() {
    Map<String, float[]> state = new LinkedHashMap<>();
    first.forEach((p, moment) -> state.put(FIRST + p.name(), p.unpacked(moment)));
    second.forEach((p, moment) -> state.put(SECOND + p.name(), p.unpacked(moment)));
    return state;
  }

  /**
   * Checks a state, and changes nothing.
   *
   * @param state what {@link #state} returned, perhaps among other things
   * @param steps steps taken up to then
   * @throws IllegalArgumentException if a moment is missing or of another size, naming it, or the
   *     steps are negative
   */
  public void check(Map<String, float[]> state, int steps) {
    if (steps < 0) {
      throw new IllegalArgumentException("steps taken are at least 0, found " + steps);
    }
    for (Parameter parameter : first.keySet()) {
      parameter.checked(state, FIRST + parameter.name());
      parameter.checked(state, SECOND + parameter.name());
    }
  }

  /**
   * Goes back to a state.
   *
   * @param state what {@link #state} returned, perhaps among other things
   * @param steps steps taken up to then
   * @throws IllegalArgumentException as {@link #check}, and then nothing has changed
   */
  public void restore(Map<String, float[]> state, int steps) {
    check(state, steps);
    this.steps = steps;
    first.forEach((p, moment) -> p.pack(state.get(FIRST + p.name()), moment));
    second.forEach((p, moment) -> p.pack(state.get(SECOND + p.name()), moment));
  }
}
