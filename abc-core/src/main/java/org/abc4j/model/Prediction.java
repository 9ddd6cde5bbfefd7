package org.abc4j.model;

import org.abc4j.noise.NoiseSchedule;

/**
 * What the output of a network stands for, of which the predicted noise ε̂ follows. With α = √ᾱ_t,
 * σ = √(1 − ᾱ_t) and a noisy sample x_t = α·x₀ + σ·ε, each is a combination of the output and x_t,
 * so a tangent of x_t takes the same one.
 */
public enum Prediction {
  /** The noise ε itself (Ho et al. 2020), diffusers' {@code epsilon}. */
  NOISE("epsilon") {
    @Override
    double ofOutput(double alpha, double sigma) {
      return 1;
    }

    @Override
    double ofState(double alpha, double sigma) {
      return 0;
    }
  },

  /**
   * The velocity v = α·ε − σ·x₀ (Salimans and Ho 2022, appendix D), diffusers' {@code
   * v_prediction}: ε̂ = α·v + σ·x_t.
   */
  VELOCITY("v_prediction") {
    @Override
    double ofOutput(double alpha, double sigma) {
      return alpha;
    }

    @Override
    double ofState(double alpha, double sigma) {
      return sigma;
    }
  },

  /** The clean sample x₀, diffusers' {@code sample}: ε̂ = (x_t − α·x₀)/σ. */
  SAMPLE("sample") {
    @Override
    double ofOutput(double alpha, double sigma) {
      return -alpha / sigma;
    }

    @Override
    double ofState(double alpha, double sigma) {
      return 1 / sigma;
    }
  };

  private final String text;

  Prediction(String text) {
    this.text = text;
  }

  /** Weight of the output in ε̂. */
  abstract double ofOutput(double alpha, double sigma);

  /** Weight of x_t in ε̂. */
  abstract double ofState(double alpha, double sigma);

  /**
   * Its name in diffusers' {@code prediction_type}.
   *
   * @return {@code epsilon}, {@code v_prediction} or {@code sample}
   */
  public String text() {
    return text;
  }

  /**
   * Turns outputs into predicted noise, or tangents of outputs into those of the noise.
   *
   * @param outputs what a network gave; replaced by the noise, each value rounded once
   * @param states what it was given, x_t, or the tangents of that; as many values
   * @param schedule the noise schedule that it was trained with
   * @param timestep t, from 0 to T − 1
   * @throws IllegalArgumentException if there are more values of one than of the other
   * @throws IndexOutOfBoundsException if there is no such timestep, unless the output is the noise
   */
  public void toNoise(float[] outputs, float[] states, NoiseSchedule schedule, int timestep) {
    if (outputs.length != states.length) {
      throw new IllegalArgumentException(
          "each value of an output has one of a state, found "
              + outputs.length
              + " and "
              + states.length);
    }
    if (this == NOISE) {
      return;
    }
    double alphaBar = schedule.alphaBar(timestep);
    double alpha = Math.sqrt(alphaBar);
    double sigma = Math.sqrt(1 - alphaBar);
    double ofOutput = ofOutput(alpha, sigma);
    double ofState = ofState(alpha, sigma);
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = (float) (ofOutput * outputs[i] + ofState * states[i]);
    }
  }
}
