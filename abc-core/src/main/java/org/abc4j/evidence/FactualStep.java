package org.abc4j.evidence;

/**
 * What the members say of one state x of a sample: x̂₀ of their mean, and D, how far the clean
 * sample that each predicts lies from it.
 *
 * <p>Members predict noise ε̂ᵢ, and x̂₀ᵢ = (x − σε̂ᵢ)/√ᾱ, so D = −(σ/√ᾱ)·(ε̂ᵢ − ε̂). Immutable.
 */
final class FactualStep {
  /** Place in the sampler's list of steps. */
  private final int index;

  private final int timestep;
  private final double alphaBar;
  private final double[] state;
  private final double[] clean;
  private final double[][] differences;
  private final double variance;

  private FactualStep(
      int index,
      int timestep,
      double alphaBar,
      double[] state,
      double[] clean,
      double[][] differences,
      double variance) {
    this.index = index;
    this.timestep = timestep;
    this.alphaBar = alphaBar;
    this.state = state;
    this.clean = clean;
    this.differences = differences;
    this.variance = variance;
  }

  /**
   * Of members' predictions.
   *
   * @param state x, m values
   * @param predictions n predictions of noise, m values each
   * @param clip bound on |x̂₀|, infinite for none
   */
  static FactualStep of(
      int index,
      int timestep,
      double alphaBar,
      double clip,
      double[] state,
      double[][] predictions) {
    int n = predictions.length;
    double[] mean = new double[state.length];
    for (double[] prediction : predictions) {
      Vectors.add(mean, 1.0 / n, prediction);
    }
    double scale = Math.sqrt(1 - alphaBar) / Math.sqrt(alphaBar);
    double[] clean = new double[state.length];
    for (int p = 0; p < clean.length; p++) {
      double value = state[p] / Math.sqrt(alphaBar) - scale * mean[p];
      clean[p] = Math.max(-clip, Math.min(clip, value));
    }
    double[][] differences = new double[n][];
    double squares = 0;
    for (int i = 0; i < n; i++) {
      differences[i] = new double[state.length];
      for (int p = 0; p < state.length; p++) {
        differences[i][p] = -scale * (predictions[i][p] - mean[p]);
      }
      squares += Vectors.dot(differences[i], differences[i]);
    }
    double variance = squares / n / Math.max(1, state.length);
    return new FactualStep(index, timestep, alphaBar, state, clean, differences, variance);
  }

  int index() {
    return index;
  }

  int timestep() {
    return timestep;
  }

  double alphaBar() {
    return alphaBar;
  }

  /** x; not a copy. */
  double[] state() {
    return state;
  }

  /** x̂₀; not a copy. */
  double[] clean() {
    return clean;
  }

  /** Dᵢ, a row a member; not a copy. */
  double[][] differences() {
    return differences;
  }

  /** 1/σ_k², by which what is said of this step is weighed; 1 where all members say the same. */
  double precision() {
    return variance > 0 ? 1 / variance : 1;
  }
}
