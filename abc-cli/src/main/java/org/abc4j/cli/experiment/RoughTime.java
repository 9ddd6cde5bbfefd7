package org.abc4j.cli.experiment;

import java.time.Duration;
import org.abc4j.unet.UNetCost;

/**
 * How long a plan takes, from its counts alone: multiply-adds by what a thread does in a second on
 * machines that were measured. Nothing is timed, so another machine may take a third of it or three
 * times as long; {@link ExperimentCost#time} measures.
 *
 * @param seconds for all of it, nothing being there yet
 */
public record RoughTime(long seconds) {
  /**
   * Multiply-adds of networks that a thread does in a second, counted as direct convolutions have
   * them, on processors with AVX-512.
   */
  private static final double RATE = 3e10;

  /** The same of members in closed form, which are asked an image at a time. */
  private static final double RATE_OF_FITS = 5e8;

  /** Of a training step beside the network's answer: there and back, for weights and inputs. */
  private static final double STEP = 3;

  /** Of a derivative beside an answer. */
  private static final double TANGENT = 2;

  /**
   * Counts; networks of metrics are not among them.
   *
   * @param plan the plan
   * @param threads threads that share the work
   * @return the time
   */
  public static RoughTime of(ExperimentPlan plan, int threads) {
    ExperimentCost cost = ExperimentCost.of(plan, 0);
    double one = plan.isClosedForm() ? fit(plan) : UNetCost.of(plan.network()).multiplyAdds();
    double all =
        one * (STEP * cost.presentations() + cost.predictions() + TANGENT * cost.tangents());
    double rate = plan.isClosedForm() ? RATE_OF_FITS : RATE;
    return new RoughTime((long) Math.ceil(all / rate / threads));
  }

  /** Of an answer: a matrix of all pixels, or a mean of what a member was fitted to. */
  private static double fit(ExperimentPlan plan) {
    double pixels = plan.diffusedShape().size();
    double seen = (double) plan.items() * plan.experiment().weight() / plan.experiment().members();
    return pixels * (plan.kind() == MemberKind.GAUSSIAN ? pixels : 2 * seen);
  }

  /**
   * The same as a duration.
   *
   * @return seconds
   */
  public Duration duration() {
    return Duration.ofSeconds(seconds);
  }
}
