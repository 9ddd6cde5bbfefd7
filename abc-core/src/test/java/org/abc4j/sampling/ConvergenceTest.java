package org.abc4j.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntFunction;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.Timesteps.Spacing;
import org.junit.jupiter.api.Test;

/**
 * The error of each solver against the size of its steps, on a Gaussian for which the diffusion ODE
 * has a closed solution: (x_t − α_t·μ)/√(α_t²·v + σ_t²) stays the same along it.
 */
class ConvergenceTest {
  private static final double MEAN = 0.3;
  private static final double VARIANCE = 0.04;

  /** So fine, and so little noise at its end, that neither hides the order. */
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear(200_000, 1e-9, 1e-4);

  private static double walk(Sampler sampler, double start, int steps) {
    LinearizedState state = LinearizedState.start(new double[] {start}, 0);
    for (SamplingStep step : sampler.steps().subList(0, steps)) {
      double bar = step.alphaBar();
      double alpha = Math.sqrt(bar);
      double x = state.x()[0];
      double noise = Math.sqrt(1 - bar) * (x - alpha * MEAN) / (bar * VARIANCE + 1 - bar);
      state = step.next(state, new double[] {noise}, new double[0], new float[0]);
    }
    return state.x()[0];
  }

  private static double error(Sampler sampler) {
    double start = 1.25;
    double first = sampler.steps().get(0).alphaBar();
    double scale = Math.sqrt(VARIANCE / (first * VARIANCE + 1 - first));
    double exact = MEAN + scale * (start - Math.sqrt(first) * MEAN);
    return Math.abs(walk(sampler, start, sampler.steps().size()) - exact);
  }

  /** log₂ of how many times smaller the error becomes as the steps are halved. */
  private static double order(IntFunction<Sampler> sampler, int steps) {
    double coarse = error(sampler.apply(steps));
    double fine = error(sampler.apply(2 * steps));
    assertTrue(fine > 1e-9, () -> "an error above rounding, found " + fine);
    return Math.log(coarse / fine) / Math.log(2);
  }

  @Test
  void generate_ddim_convergesWithTheFirstPowerOfTheStep() {
    IntFunction<Sampler> ddim =
        s -> DdimSampler.steps(s).withSchedule(SCHEDULE).withSpacing(Spacing.LOG_SNR);
    assertEquals(1, order(ddim, 80), 0.1);
    assertEquals(1, order(ddim, 160), 0.1);
  }

  @Test
  void generate_dpmSolver_convergesWithTheSquareOfTheStep() {
    IntFunction<Sampler> solver =
        s -> DpmSolverSampler.steps(s).withSchedule(SCHEDULE).withSpacing(Spacing.LOG_SNR);
    assertEquals(2, order(solver, 80), 0.2);
    assertEquals(2, order(solver, 160), 0.2);
  }

  /** The corrector raises UniPC's order by one. */
  @Test
  void generate_uniPc_convergesWithTheThirdPowerOfTheStep() {
    IntFunction<Sampler> solver =
        s -> UniPcSampler.steps(s).withSchedule(SCHEDULE).withSpacing(Spacing.LOG_SNR);
    assertEquals(3, order(solver, 80), 0.2);
    assertEquals(3, order(solver, 160), 0.2);
  }

  /**
   * Where the bound holds x̂₀ for half of the way, the state half-way: the solvers and DDIM with
   * the noise of the clipped sample meet there, DDIM with the noise as predicted ends elsewhere.
   */
  @Test
  void generate_clipped_convergesToOneOdeButForNoiseAsPredicted() {
    DdimSampler ddim = DdimSampler.steps(800).withSchedule(SCHEDULE).withSpacing(Spacing.LOG_SNR);
    double bound = 0.5;
    double uniPc =
        walk(
            UniPcSampler.steps(800)
                .withSchedule(SCHEDULE)
                .withSpacing(Spacing.LOG_SNR)
                .withConsistentClipping(bound),
            4,
            400);
    double consistent = walk(ddim.withConsistentClipping(bound), 4, 400);
    double asPredicted = walk(ddim.withClipping(bound), 4, 400);
    assertEquals(uniPc, consistent, 0.01);
    assertTrue(Math.abs(uniPc - asPredicted) > 0.1, uniPc + " and " + asPredicted);
  }
}
