package org.abc4j.unet.layer;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Exponential moving average of a network's weights: a ← decay·a + (1 − decay)·w after each step,
 * from the weights at the start. With a warm-up the decay of step n is at most n/(n + 9), and that
 * of the first 0, so that nothing is left of the start.
 *
 * <p>Not thread-safe.
 */
public final class ExponentialAverage {
  /** Before the names of weights in a state: their averages. */
  public static final String PREFIX = "ema.";

  private static final int WARM_UP = 9;

  private final double decay;
  private final boolean warmsUp;

  /** Steps taken in so far. */
  private int steps;

  private final Map<Parameter, float[]> averages = new LinkedHashMap<>();

  /**
   * An average that begins at the weights as they are.
   *
   * @param decay in [0, 1), rounded to a float too; 0 for the weights themselves
   * @param parameters the weights
   * @throws IllegalArgumentException if the decay is out of range
   */
  public ExponentialAverage(double decay, Collection<Parameter> parameters) {
    this(decay, false, parameters);
  }

  /**
   * An average that begins at the weights as they are.
   *
   * @param decay in [0, 1), rounded to a float too; 0 for the weights themselves
   * @param warmsUp whether it begins short
   * @param parameters the weights
   * @throws IllegalArgumentException if the decay is out of range
   */
  public ExponentialAverage(double decay, boolean warmsUp, Collection<Parameter> parameters) {
    this.decay = requireDecay(decay);
    this.warmsUp = warmsUp;
    parameters.forEach(p -> averages.put(p, p.values().clone()));
  }

  /**
   * Checks a decay.
   *
   * @param decay the decay
   * @return the decay
   * @throws IllegalArgumentException if it is not in [0, 1), or rounds to 1 as a float
   */
  public static double requireDecay(double decay) {
    if (!(decay >= 0 && (float) decay < 1)) {
      throw new IllegalArgumentException("a decay lies in [0, 1), as a float too, found " + decay);
    }
    return decay;
  }

  /**
   * The decay of a step.
   *
   * @param decay that of all steps, or of those after a warm-up
   * @param warmsUp whether there is one
   * @param step number of the step, from 1
   * @return a value in [0, 1)
   */
  public static float decay(double decay, boolean warmsUp, int step) {
    if (!warmsUp) {
      return (float) decay;
    }
    return step == 1 ? 0 : (float) Math.min(decay, step / (double) (step + WARM_UP));
  }

  /** Takes the weights in as they are now. */
  public void update() {
    steps++;
    float decay = decay(this.decay, warmsUp, steps);
    averages.forEach(
        (parameter, average) -> {
          float[] weights = parameter.values();
          if (decay == 0) {
            // The products would turn ∞ into NaN and −0 into 0.
            System.arraycopy(weights, 0, average, 0, weights.length);
            return;
          }
          for (int i = 0; i < weights.length; i++) {
            average[i] = decay * average[i] + (1 - decay) * weights[i];
          }
        });
  }

  /**
   * The averages, by {@code ema.} and the weight's name.
   *
   * @return a copy, each in the order of diffusers
   */
  public Map<String, float[]> state() {
    Map<String, float[]> state = new LinkedHashMap<>();
    averages.forEach((p, average) -> state.put(PREFIX + p.name(), p.unpacked(average)));
    return state;
  }

  /**
   * Checks a state, and changes nothing.
   *
   * @param state what {@link #state} returned, perhaps among other things
   * @throws IllegalArgumentException if an average is missing or of another size, naming it
   */
  public void check(Map<String, float[]> state) {
    averages.keySet().forEach(p -> p.checked(state, PREFIX + p.name()));
  }

  /**
   * Goes back to a state.
   *
   * @param state what {@link #state} returned, perhaps among other things
   * @param taken steps that had been taken in by then
   * @throws IllegalArgumentException as {@link #check}, and then nothing has changed
   */
  public void restore(Map<String, float[]> state, int taken) {
    check(state);
    steps = taken;
    averages.forEach((p, average) -> p.pack(state.get(PREFIX + p.name()), average));
  }

  /**
   * The averages under the names of the weights.
   *
   * @return a copy, each in the order of diffusers
   */
  public Map<String, float[]> weights() {
    Map<String, float[]> weights = new LinkedHashMap<>();
    averages.forEach((p, average) -> weights.put(p.name(), p.unpacked(average)));
    return weights;
  }
}
