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
    Sampler sampler(int steps, Spacing spacing, NoiseSchedule schedule, double clip) {
      DdimSampler sampler = DdimSampler.steps(steps).withSchedule(schedule).withSpacing(spacing);
      return clip < Double.POSITIVE_INFINITY ? sampler.withClipping(clip) : sampler;
    }
  },
  /** Second order. */
  DPM_SOLVER("DPM-Solver++(2M)") {
    @Override
    Sampler sampler(int steps, Spacing spacing, NoiseSchedule schedule, double clip) {
      DpmSolverSampler sampler =
          DpmSolverSampler.steps(steps).withSchedule(schedule).withSpacing(spacing);
      return clip < Double.POSITIVE_INFINITY ? sampler.withClipping(clip) : sampler;
    }
  },
  /** Second order, with a corrector. */
  UNIPC("UniPC-2") {
    @Override
    Sampler sampler(int steps, Spacing spacing, NoiseSchedule schedule, double clip) {
      UniPcSampler sampler = UniPcSampler.steps(steps).withSchedule(schedule).withSpacing(spacing);
      return clip < Double.POSITIVE_INFINITY ? sampler.withClipping(clip) : sampler;
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
   * @param clip the bound of the predicted clean image, infinite for none
   */
  abstract Sampler sampler(int steps, Spacing spacing, NoiseSchedule schedule, double clip);

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
