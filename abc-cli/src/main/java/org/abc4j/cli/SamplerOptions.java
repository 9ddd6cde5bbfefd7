package org.abc4j.cli;

import java.util.Locale;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.DdpmSampler;
import org.abc4j.sampling.DpmSolverSampler;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.Timesteps.Spacing;
import org.abc4j.sampling.UniPcSampler;
import picocli.CommandLine.Option;

/** How samples are drawn: options of a command, to be mixed in. */
public final class SamplerOptions {
  /** The samplers of the library. */
  enum Kind {
    /** First order. */
    DDIM,
    /** Ancestral: each step adds noise. */
    DDPM,
    /** Second order. */
    DPM_SOLVER,
    /** Second order, with a corrector. */
    UNIPC
  }

  /** How the predicted clean image is held within its bound. */
  enum Clipping {
    /** The predicted noise stays. */
    USUAL,
    /** The state stays, so that samples converge as steps are added. */
    CONSISTENT,
    /** It is not. */
    NONE
  }

  @Option(
      names = "--sampler",
      description = "The sampler: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Kind kind = Kind.UNIPC;

  @Option(
      names = "--sampling-steps",
      paramLabel = "N",
      description = "Steps of the sampler. Default: ${DEFAULT-VALUE}.")
  int steps = 10;

  @Option(
      names = "--spacing",
      description = "How they are spread: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Spacing spacing = Spacing.TRAILING;

  @Option(
      names = "--eta",
      description = "Noise that DDIM adds, from 0 to 1. Default: ${DEFAULT-VALUE}.")
  private double eta;

  @Option(
      names = "--clipping",
      description =
          "Whether the predicted clean image is held within the images' range:"
              + " ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Clipping clipping = Clipping.USUAL;

  /** As no option says otherwise. */
  public SamplerOptions() {}

  private String name() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The sampler.
   *
   * @param schedule the noise schedule of the ensemble
   * @param range the greatest magnitude of the values that images had in training
   * @return the sampler
   * @throws IllegalArgumentException if an option's value is out of range, naming it
   */
  public Sampler sampler(NoiseSchedule schedule, double range) {
    Limits.between("--sampling-steps", 1, schedule.steps(), steps);
    Limits.require(eta >= 0 && eta <= 1, "--eta", "from 0 to 1", eta);
    if (eta != 0 && kind != Kind.DDIM) {
      throw new IllegalArgumentException(
          "--eta is for --sampler ddim alone, found it with " + name());
    }
    double bound = clipping == Clipping.NONE ? Double.POSITIVE_INFINITY : range;
    boolean consistent = clipping == Clipping.CONSISTENT;
    return switch (kind) {
      case DDIM -> {
        DdimSampler ddim =
            DdimSampler.steps(steps).withSchedule(schedule).withSpacing(spacing).withEta(eta);
        yield consistent ? ddim.withConsistentClipping(bound) : ddim.withClipping(bound);
      }
      case DDPM -> {
        if (consistent) {
          throw new IllegalArgumentException(
              "--clipping must be usual or none with --sampler ddpm, found consistent");
        }
        yield DdpmSampler.steps(steps)
            .withSchedule(schedule)
            .withSpacing(spacing)
            .withClipping(bound);
      }
      case DPM_SOLVER -> {
        DpmSolverSampler solver =
            DpmSolverSampler.steps(steps).withSchedule(schedule).withSpacing(spacing);
        yield consistent ? solver.withConsistentClipping(bound) : solver.withClipping(bound);
      }
      case UNIPC -> {
        UniPcSampler unipc = UniPcSampler.steps(steps).withSchedule(schedule).withSpacing(spacing);
        yield consistent ? unipc.withConsistentClipping(bound) : unipc.withClipping(bound);
      }
    };
  }
}
