package org.abc4j.attribution;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A landscape whose counterfactuals were followed to first order for some steps and exactly from
 * there on. It is approximate, with an error that was measured on a few sources.
 *
 * <p>It attributes by the hybrid counterfactuals' distances alone, those of the trial sources too,
 * so that all sources are measured alike. Immutable and thread-safe.
 */
public final class HybridLandscape implements Attribution {
  private final Landscape landscape;
  private final int handover;
  private final OptionalInt timestep;
  private final List<HybridTrial> trials;
  private final LandscapePlan plan;

  HybridLandscape(
      Landscape landscape,
      int handover,
      OptionalInt timestep,
      List<HybridTrial> trials,
      LandscapePlan plan) {
    this.landscape = landscape;
    this.handover = handover;
    this.timestep = timestep;
    this.trials = List.copyOf(trials);
    this.plan = plan;
  }

  /**
   * The distances of the hybrid counterfactuals.
   *
   * @return their landscape; that of the exact ones only if the {@link #handover} is 0
   */
  public Landscape landscape() {
    return landscape;
  }

  /**
   * How many steps were taken to first order.
   *
   * @return from 0, where the distances are the exact ones, to all, where they are to first order
   */
  public int handover() {
    return handover;
  }

  /**
   * The timestep t* of the first exact step.
   *
   * @return t*, or empty if no step was exact
   */
  public OptionalInt timestep() {
    return timestep;
  }

  /**
   * The measured error: for each trial source the distance between its hybrid and its exact
   * counterfactual, divided by the distance of the exact one from the factual sample; the largest
   * of them.
   *
   * <p>By a distance that obeys the triangle inequality, no trial's distance from the sample is off
   * by more than that share. Trial sources are drawn at random: another source has a chance of at
   * most 1 in (trials + 1) to err more than the largest of them, at a handover that was not chosen
   * by the same trials. Where a few sources make the sample another one and most change nothing, as
   * with members that memorise, a few trials may meet none of those few.
   *
   * @return at least 0; 0 at a handover of 0, which was not measured; empty if there were no trials
   */
  public OptionalDouble error() {
    return handover == 0
        ? OptionalDouble.of(0)
        : trials.stream().mapToDouble(HybridTrial::error).max();
  }

  /**
   * The trials behind the measured error.
   *
   * @return one for each trial source, by source; none if nothing was measured
   */
  public List<HybridTrial> trials() {
    return trials;
  }

  /**
   * The ways that there were, with their costs and the errors that were measured.
   *
   * @return the plan, in which the way that was taken is chosen
   */
  public LandscapePlan plan() {
    return plan;
  }

  /**
   * The greatest distance to a hybrid counterfactual. It stands for the counterfactual radius
   * (Definition 1), which is that of the exact ones, and is that radius at a handover of 0 alone;
   * elsewhere the exact one may be less or greater. Where {@link #error} holds for all sources and
   * the distance obeys the triangle inequality, the exact radius is at least this one ÷ (1 + error)
   * and, for an error below 1, at most this one ÷ (1 − error).
   *
   * @return at least 0
   */
  public double radius() {
    return landscape.radius();
  }

  @Override
  public int sources() {
    return landscape.sources();
  }

  @Override
  public double distance(int source) {
    return landscape.distance(source);
  }

  /** The sources whose hybrid counterfactuals lie farthest. */
  @Override
  public int[] top(int k) {
    return landscape.top(k);
  }

  /** 1 for the source whose hybrid counterfactual lies farthest (a single source has rank 1). */
  @Override
  public double rank(int source) {
    return landscape.rank(source);
  }

  /** Equal when distances, handover, trials and plan are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof HybridLandscape that
        && landscape.equals(that.landscape)
        && handover == that.handover
        && timestep.equals(that.timestep)
        && trials.equals(that.trials)
        && plan.equals(that.plan);
  }

  @Override
  public int hashCode() {
    return Objects.hash(landscape, handover, trials, plan);
  }

  @Override
  public String toString() {
    return "HybridLandscape["
        + sources()
        + " sources, radius "
        + radius()
        + ", "
        + handover
        + " of "
        + plan.model().steps()
        + " steps to first order, measured error "
        + (error().isPresent() ? error().getAsDouble() : "unknown")
        + " on "
        + trials.size()
        + "]";
  }
}
