package org.abc4j.attribution;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import org.abc4j.codebook.CostModel;
import org.abc4j.model.Ensemble;

/**
 * The ways to a counterfactual landscape, what each costs in evaluations of members, and what error
 * was measured for it.
 *
 * <p>A way is its <em>handover</em>: the number of steps that all counterfactuals take together, to
 * first order, before they go on exactly. At 0 the landscape is exact, at the last step it is to
 * first order, between them a hybrid. An exact step takes at most N·(n − w) predictions, a step to
 * first order n predictions and n² tangents, whatever N. The first step of all takes less: at most
 * n predictions for each 256 exact counterfactuals, as all start from one noise, and no tangents.
 * The factual sample is there already and not counted.
 *
 * <p>Counts are what it takes at most in chunks of 256, whatever the chunk is: ablations that are
 * the same share predictions, and smaller chunks share less at the first step.
 *
 * <p>Without a measurement a plan has costs alone. {@link HybridAttributor} measures, and says in
 * the plan of its landscape what it tried, what it chose and what choosing cost. Immutable and
 * thread-safe.
 */
public final class LandscapePlan {
  /** Handovers between exact and first order that are looked at: every eighth of the steps. */
  private static final int RUNGS = 8;

  private final CostModel model;

  /** Members that are there. */
  private final int left;

  private final List<Choice> choices;
  private final MemberEvaluations measuring;

  /** Chosen handover, −1 if none is. */
  private final int chosen;

  private LandscapePlan(
      LandscapeCost cost, List<Choice> choices, MemberEvaluations measuring, int chosen) {
    this.model = cost.model();
    this.left = cost.members();
    this.choices = List.copyOf(choices);
    this.measuring = measuring;
    this.chosen = chosen;
  }

  /**
   * One way to the landscape.
   *
   * @param handover steps to first order, from 0 to all
   * @param cost evaluations of members that it takes by itself at most, without any trials
   * @param relativeCost its {@linkplain MemberEvaluations#passes passes} ÷ those of the exact way
   * @param error the measured error, see {@link HybridLandscape#error}; 0 for the exact way, empty
   *     if none was measured
   */
  public record Choice(
      int handover, MemberEvaluations cost, double relativeCost, OptionalDouble error) {

    /**
     * Checks the ranges.
     *
     * @param handover steps to first order, at least 0
     * @param cost evaluations of members that it takes by itself at most, without any trials
     * @param relativeCost its passes ÷ those of the exact way, at least 0
     * @param error the measured error, at least 0, if there is one
     * @throws IllegalArgumentException if a number is out of range
     */
    public Choice {
      Objects.requireNonNull(cost, "cost");
      if (!(handover >= 0 && relativeCost >= 0 && error.orElse(0) >= 0)) {
        throw new IllegalArgumentException(
            "handover, relative cost and error are at least 0, found "
                + handover
                + ", "
                + relativeCost
                + " and "
                + error);
      }
    }
  }

  /**
   * The costs of exact landscapes in chunks of 256, of first-order ones, and of hybrids at every
   * eighth of the steps.
   *
   * @param model numbers of sources, members, samples and steps
   * @return a plan without errors, with nothing chosen
   */
  public static LandscapePlan of(CostModel model) {
    return of(LandscapeCost.of(model));
  }

  /**
   * The same for the members that an ensemble has. Where some were removed, a counterfactual counts
   * as many as any of them keeps.
   *
   * @param ensemble the ensemble; no member is asked, every source looked at if some were removed
   * @param samples number of samples whose landscapes are computed, at least 1
   * @param steps sampling steps of each, at least 1
   * @return a plan without errors, with nothing chosen
   * @throws IllegalArgumentException if a number is out of range
   * @throws IllegalStateException if all members that are left saw a source, as it then has no
   *     counterfactual
   */
  public static LandscapePlan of(Ensemble ensemble, long samples, int steps) {
    CostModel model = CostModel.of(ensemble.code(), samples, steps);
    return of(LandscapeCost.of(model, ensemble.separation().requireCounterfactuals()));
  }

  private static LandscapePlan of(LandscapeCost cost) {
    int steps = cost.model().steps();
    return of(cost, ladder(steps), Map.of(0, 0.0), MemberEvaluations.NONE, -1);
  }

  static LandscapePlan of(
      LandscapeCost cost,
      SortedSet<Integer> handovers,
      Map<Integer, Double> errors,
      MemberEvaluations measuring,
      int chosen) {
    double exact = cost.landscape(0).passes().doubleValue();
    List<Choice> choices = new ArrayList<>();
    for (int handover : handovers) {
      MemberEvaluations own = cost.landscape(handover);
      Double error = errors.get(handover);
      choices.add(
          new Choice(
              handover,
              own,
              own.passes().doubleValue() / exact,
              error == null ? OptionalDouble.empty() : OptionalDouble.of(error)));
    }
    return new LandscapePlan(cost, choices, measuring, chosen);
  }

  /** 0, the eighths of the steps, and all steps; at least 2 to first order, as 1 saves nothing. */
  static SortedSet<Integer> ladder(int steps) {
    TreeSet<Integer> handovers = new TreeSet<>(List.of(0, steps));
    for (long j = 1; j < RUNGS; j++) {
      int handover = (int) ((j * steps + RUNGS - 1) / RUNGS);
      if (handover > 1) {
        handovers.add(handover);
      }
    }
    return handovers;
  }

  /**
   * The numbers that costs were counted for.
   *
   * @return numbers of sources, members, samples and steps
   */
  public CostModel model() {
    return model;
  }

  /**
   * The ways.
   *
   * @return by handover: the exact way first, that to first order last
   */
  public List<Choice> choices() {
    return choices;
  }

  /**
   * The way that was taken.
   *
   * @return one of {@link #choices}, or empty if the plan is of no landscape
   */
  public Optional<Choice> chosen() {
    return choices.stream().filter(choice -> choice.handover() == chosen).findFirst();
  }

  /**
   * What measuring errors took, at most, beside the chosen way: the trials' counterfactuals, exact
   * and hybrid, and steps to first order beyond the handover.
   *
   * @return evaluations of members, 0 if nothing was measured
   */
  public MemberEvaluations measuring() {
    return measuring;
  }

  /**
   * The way of least cost among those whose error was measured and is within a tolerance; the exact
   * one always is.
   *
   * @param tolerance largest error, at least 0
   * @return the way; among equals that of least handover
   * @throws IllegalArgumentException if {@code tolerance} is negative or NaN
   */
  public Choice cheapest(double tolerance) {
    requireTolerance(tolerance);
    return choices.stream()
        .filter(choice -> choice.error().orElse(Double.NaN) <= tolerance)
        .min(Comparator.comparing(choice -> choice.cost().passes()))
        .orElseThrow();
  }

  static double requireTolerance(double tolerance) {
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException("a tolerance is at least 0, found " + tolerance);
    }
    return tolerance;
  }

  /** A table, a line for each way; a star is beside the chosen one. */
  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%d sources, %d members of which %d see each%s, %d steps, samples: %d",
            model.sources(),
            model.members(),
            model.weight(),
            left < model.members() ? " (" + left + " members are left)" : "",
            model.steps(),
            model.samples()));
    String row = "\n%1s %8s  %-11s %14s %14s %8s  %s";
    table.append(
        String.format(
            Locale.ROOT,
            row,
            "",
            "handover",
            "way",
            "predictions",
            "tangents",
            "÷ exact",
            "error"));
    for (Choice choice : choices) {
      table.append(
          String.format(
              Locale.ROOT,
              row,
              choice.handover() == chosen ? "*" : "",
              choice.handover(),
              way(choice),
              choice.cost().predictions(),
              choice.cost().tangents(),
              String.format(Locale.ROOT, "%.3f", choice.relativeCost()),
              choice.error().isPresent()
                  ? String.format(Locale.ROOT, "%.4f", choice.error().getAsDouble())
                  : "not measured"));
    }
    if (!measuring.equals(MemberEvaluations.NONE)) {
      table.append("\nmeasuring errors took ").append(measuring);
    }
    return table.toString();
  }

  private String way(Choice choice) {
    if (choice.handover() == 0) {
      return "exact";
    }
    return choice.handover() == model.steps() ? "first order" : "hybrid";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LandscapePlan that
        && model.equals(that.model)
        && left == that.left
        && choices.equals(that.choices)
        && measuring.equals(that.measuring)
        && chosen == that.chosen;
  }

  @Override
  public int hashCode() {
    return Objects.hash(model, left, choices, measuring, chosen);
  }
}
