package org.abc4j.sampling;

/**
 * The steps of a sampler in λ = log(α/σ), α = √ᾱ, σ = √(1 − ᾱ), in which the linear part of the
 * diffusion ODE is solved exactly (Lu et al. 2022, DPM-Solver, section 3). After the last step σ is
 * 0 and λ infinite.
 */
final class LogSnrSteps {
  private final double[] alpha;
  private final double[] sigma;
  private final double[] lambda;

  /** Whether a clip bound moves the states: it does where ε̂ stays as predicted. */
  private final boolean moves;

  private LogSnrSteps(double[] alpha, double[] sigma, double[] lambda, boolean moves) {
    this.moves = moves;
    this.alpha = alpha;
    this.sigma = sigma;
    this.lambda = lambda;
  }

  /** Fails if λ does not grow at each step. */
  static LogSnrSteps of(Timeline timeline) {
    int steps = timeline.size();
    double[] alpha = new double[steps + 1];
    double[] sigma = new double[steps + 1];
    double[] lambda = new double[steps + 1];
    for (int k = 0; k < steps; k++) {
      alpha[k] = Math.sqrt(timeline.alphaBar(k));
      sigma[k] = Math.sqrt(1 - timeline.alphaBar(k));
      lambda[k] = timeline.schedule().logSnr(timeline.timestep(k));
      if (k > 0 && !(lambda[k] > lambda[k - 1])) {
        throw new IllegalArgumentException(
            "the log-SNR grows from step to step, but is "
                + lambda[k - 1]
                + " at timestep "
                + timeline.timestep(k - 1)
                + " and "
                + lambda[k]
                + " at timestep "
                + timeline.timestep(k));
      }
    }
    alpha[steps] = 1;
    lambda[steps] = Double.POSITIVE_INFINITY;
    boolean clips = timeline.clip() != Double.POSITIVE_INFINITY;
    return new LogSnrSteps(alpha, sigma, lambda, clips && !timeline.consistent());
  }

  /** x, or α·x̂₀ + σ·ε̂ if a bound on x̂₀ moves the state. */
  Combination heldState(int k, int kept) {
    return moves
        ? Combination.ofClean(kept)
            .times(alpha[k])
            .plus(Combination.ofPrediction(kept).times(sigma[k]))
        : Combination.ofState(kept);
  }

  /** Whether step k ends at σ' = 0. */
  boolean isLast(int k) {
    return k + 2 == lambda.length;
  }

  /** h, the length of step k in λ. */
  double h(int k) {
    return lambda[k + 1] - lambda[k];
  }

  /** h₋₁/h, the length of the step before beside that of step k. */
  double r(int k) {
    return h(k - 1) / h(k);
  }

  /** σ'/σ, what remains of the state in step k. */
  double decay(int k) {
    return sigma[k + 1] / sigma[k];
  }

  /** −α'(e⁻ʰ − 1), how much of the clean sample step k adds. */
  double gain(int k) {
    return -alpha[k + 1] * StrictMath.expm1(-h(k));
  }
}
