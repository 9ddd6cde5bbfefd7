package org.abc4j.examples;

import java.util.Locale;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.DpmSolverSampler;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.Timesteps.Spacing;
import org.abc4j.sampling.UniPcSampler;

/** The deterministic samplers of the library, as command lines name them. */
enum SamplerChoice {
  /** First order. */
  DDIM("DDIM") {
    @Override
    Sampler sampler(int steps, Spacing spacing, NoiseSchedule schedule, Clipping clipping) {
      DdimSampler sampler = DdimSampler.steps(steps).withSchedule(schedule).withSpacing(spacing);
      return clipping.consistent()
          ? sampler.withConsistentClipping(clipping.bound())
          : sampler.withClipping(clipping.bound());
    }
  },
  /** Second order. */
  DPM_SOLVER("DPM-Solver++(2M)") {
    @Override
    Sampler sampler(int steps, Spacing spacing, NoiseSchedule schedule, Clipping clipping) {
      DpmSolverSampler sampler =
          DpmSolverSampler.steps(steps).withSchedule(schedule).withSpacing(spacing);
      return clipping.consistent()
          ? sampler.withConsistentClipping(clipping.bound())
          : sampler.withClipping(clipping.bound());
    }
  },
  /** Second order, with a corrector. */
  UNIPC("UniPC-2") {
    @Override
    Sampler sampler(int steps, Spacing spacing, NoiseSchedule schedule, Clipping clipping) {
      UniPcSampler sampler = UniPcSampler.steps(steps).withSchedule(schedule).withSpacing(spacing);
      return clipping.consistent()
          ? sampler.withConsistentClipping(clipping.bound())
          : sampler.withClipping(clipping.bound());
    }
  };

  private final String title;

  SamplerChoice(String title) {
    this.title = title;
  }

  /** As papers name it. */
  String title() {
    return title;
  }

  /**
   * The sampler.
   *
   * @param steps sampling steps
   * @param spacing how they are spread
   * @param schedule the schedule of the members
   * @param clipping of the predicted clean image
   */
  abstract Sampler sampler(int steps, Spacing spacing, NoiseSchedule schedule, Clipping clipping);

  /** As a command line has it. */
  @Override
  public String toString() {
    return inWords(this);
  }

  /** A constant's name as a command line has it. */
  static String inWords(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
