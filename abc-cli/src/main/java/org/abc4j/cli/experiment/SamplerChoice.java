package org.abc4j.cli.experiment;

import java.util.Locale;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.Timesteps;
import org.abc4j.sampling.UniPcSampler;

/**
 * A sampler, but for the range of the images, which only they tell.
 *
 * @param kind which
 * @param steps its steps, on trailing timesteps
 * @param clipping whether the predicted clean image is held within the images' range
 */
public record SamplerChoice(Kind kind, int steps, Clipping clipping) {

  /** Samplers without noise of their own. */
  public enum Kind {
    /** First order; what the paper's 50 steps are taken to be. */
    DDIM,
    /** Second order, with a corrector. */
    UNIPC;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How the predicted clean image is held within its range. */
  public enum Clipping {
    /** It is not. */
    NONE,
    /** The state stays, so that samples converge as steps are added. */
    CONSISTENT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks the number of steps.
   *
   * @param kind which
   * @param steps its steps
   * @param clipping whether the predicted clean image is held within the images' range
   * @throws IllegalArgumentException if it takes no step, or more than there are
   */
  public SamplerChoice {
    Checks.between("steps of a sampler", 1, NoiseSchedule.linear().steps(), steps);
  }

  /**
   * The sampler.
   *
   * @param schedule the schedule that members were trained with
   * @param range the greatest magnitude of what they were trained on
   * @return the sampler
   */
  public Sampler of(NoiseSchedule schedule, double range) {
    double bound = clipping == Clipping.NONE ? Double.POSITIVE_INFINITY : range;
    return switch (kind) {
      case DDIM ->
          DdimSampler.steps(steps)
              .withSchedule(schedule)
              .withSpacing(Timesteps.Spacing.TRAILING)
              .withConsistentClipping(bound);
      case UNIPC ->
          UniPcSampler.steps(steps)
              .withSchedule(schedule)
              .withSpacing(Timesteps.Spacing.TRAILING)
              .withConsistentClipping(bound);
    };
  }

  @Override
  public String toString() {
    return kind
        + ", "
        + steps
        + " steps"
        + (clipping == Clipping.NONE ? ", unclipped" : ", clipped consistently");
  }
}
