package org.abc4j.attribution;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.CostModel;
import org.abc4j.codebook.Separation;
import org.abc4j.noise.Purpose;
import org.abc4j.sampling.Sample;

/**
 * Counterfactual attribution that is to first order at first and exact in the end: approximate,
 * with a measured error, at a cost between {@link DifferentialAttributor}'s and {@link
 * AblationAttributor}'s.
 *
 * <p>All counterfactuals are followed together, to first order by one Jacobian, through the steps
 * to a handover. There the state of each is formed, and what a multistep sampler keeps, and it goes
 * on exactly through its own ablated ensemble. At high noise little of what members know has shown,
 * and counterfactuals differ from the sample by what a Jacobian tells; the last steps, in which
 * they part for good, are the exact ones.
 *
 * <p>The handover is chosen by measurement. The exact counterfactuals of a few trial sources, drawn
 * by a seed, are generated once; handovers at eighths of the steps are tried on them by bisection;
 * of those within the tolerance the cheapest is taken. The exact landscape is among them, with an
 * error of 0, and is made at once where no hybrid would save anything even if it were the only one
 * tried. See {@link HybridLandscape#error}.
 *
 * <p>Members must be differentiable, and the first steps evaluate all of them: unlike an exact
 * counterfactual, a hybrid one may depend on a member that it leaves out. Up to eight Jacobians are
 * in memory, several times that with a multistep sampler, and m values for each trial; else as
 * {@link AblationAttributor}. Landscapes are the same bits for any execution and chunk: costs are
 * compared as they are in chunks of 256. Immutable and thread-safe.
 */
public final class HybridAttributor implements Attributor<HybridLandscape> {
  private static final double DEFAULT_TOLERANCE = 0.1;
  private static final int DEFAULT_TRIALS = 4;

  /** For a handover that is to be measured. */
  private static final int CHOSEN = -1;

  private final Distance distance;
  private final Execution execution;
  private final int chunk;
  private final double tolerance;
  private final int trials;
  private final long seed;
  private final int handover;

  private HybridAttributor(
      Distance distance,
      Execution execution,
      int chunk,
      double tolerance,
      int trials,
      long seed,
      int handover) {
    this.distance = Objects.requireNonNull(distance, "distance");
    this.execution = Objects.requireNonNull(execution, "execution");
    this.chunk = ExactCounterfactuals.requireChunk(chunk);
    this.tolerance = LandscapePlan.requireTolerance(tolerance);
    this.trials = trials;
    this.seed = seed;
    this.handover = handover;
  }

  /**
   * By Euclidean distance, on the calling thread, in chunks of 256, at a handover whose error is at
   * most 0.1 on 4 trial sources drawn by seed 0.
   */
  public HybridAttributor() {
    this(
        Distance.euclidean(),
        Execution.sequential(),
        ExactCounterfactuals.DEFAULT_CHUNK,
        DEFAULT_TOLERANCE,
        DEFAULT_TRIALS,
        0,
        CHOSEN);
  }

  /**
   * By another distance, of the landscape and of its error.
   *
   * @param distance the distance
   * @return a copy that uses it
   */
  public HybridAttributor withDistance(Distance distance) {
    return new HybridAttributor(distance, execution, chunk, tolerance, trials, seed, handover);
  }

  /**
   * With another execution.
   *
   * @param execution where members run, who hears of progress, when it stops
   * @return a copy that uses it
   */
  public HybridAttributor with(Execution execution) {
    return new HybridAttributor(distance, execution, chunk, tolerance, trials, seed, handover);
  }

  /**
   * With chunks of another size, which trade memory for larger batches.
   *
   * @param chunk counterfactuals generated together, at least 1
   * @return a copy that uses it; landscapes are the same bits
   * @throws IllegalArgumentException if {@code chunk} is less than 1
   */
  public HybridAttributor withChunk(int chunk) {
    return new HybridAttributor(distance, execution, chunk, tolerance, trials, seed, handover);
  }

  /**
   * At a handover chosen by measurement, within another tolerance.
   *
   * @param tolerance the largest {@linkplain HybridLandscape#error error} of a trial, at least 0
   * @return a copy that chooses, also if it had a handover
   * @throws IllegalArgumentException if {@code tolerance} is negative or NaN
   */
  public HybridAttributor withTolerance(double tolerance) {
    return new HybridAttributor(distance, execution, chunk, tolerance, trials, seed, CHOSEN);
  }

  /**
   * Measured on other sources.
   *
   * @param count how many, at least 0; never more than there are. A handover is chosen by at least
   *     1
   * @param seed what they are drawn by; more of the same seed include the fewer
   * @return a copy that measures on them
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public HybridAttributor withTrials(int count, long seed) {
    if (count < 0) {
      throw new IllegalArgumentException("there are at least 0 trial sources, found " + count);
    }
    return new HybridAttributor(distance, execution, chunk, tolerance, count, seed, handover);
  }

  /**
   * At a given handover, whose error is measured still, if there are trials, but decides nothing.
   *
   * @param steps steps to first order: 0 for the exact landscape, all of the sampler's for the
   *     first-order one
   * @return a copy that does not choose
   * @throws IllegalArgumentException if {@code steps} is negative
   */
  public HybridAttributor withHandover(int steps) {
    if (steps < 0) {
      throw new IllegalArgumentException("a handover is after at least 0 steps, found " + steps);
    }
    return new HybridAttributor(distance, execution, chunk, tolerance, trials, seed, steps);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the sampler has fewer steps than a given handover, there is
   *     no trial source to choose one by, a distance is not a number or a trial's not finite, or a
   *     member is not differentiable: that is found out before anything is computed, unless the
   *     landscape is exact because 0 steps were asked for or no hybrid would save anything
   * @throws IllegalStateException if members were removed and a source has no counterfactual,
   *     naming it, before anything is computed; or a member gives no answer, or one of another
   *     shape or number of rows, naming it
   * @throws ArithmeticException if a member answers a value that is not finite, naming it, or a
   *     step or the handover leads to one. Rows count within a chunk, of which it names the first
   *     counterfactual; rows that are trials it names by their sources
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  @Override
  public HybridLandscape attribute(Sample sample) {
    CodeAssignment code = sample.ensemble().code();
    Separation separation = sample.ensemble().separation().requireCounterfactuals();
    CostModel model = CostModel.of(code, 1, sample.sampler().steps().size());
    SortedSet<Integer> handovers =
        handover == CHOSEN
            ? worthTrying(LandscapeCost.of(model, separation))
            : fixed(model.steps());
    int[] sources =
        TrialSources.draw(Math.toIntExact(model.sources()), trials, seed, Purpose.TRIAL_SOURCES);
    HybridRun run = new HybridRun(sample, distance, execution, chunk, handovers, sources);
    int chosen = handover == CHOSEN ? choose(run, handovers) : handover;
    if (chosen > 0 && sources.length > 0) {
      run.trials(chosen);
    }
    HybridLandscape landscape = run.landscape(chosen);
    execution.checkCancelled();
    return landscape;
  }

  private SortedSet<Integer> fixed(int steps) {
    if (handover > steps) {
      throw new IllegalArgumentException(
          "a handover is after at most all " + steps + " steps of the sampler, found " + handover);
    }
    return new TreeSet<>(handover == 0 ? List.of() : List.of(handover));
  }

  /** The handovers that cost less than the exact landscape, if they are the only ones tried. */
  private SortedSet<Integer> worthTrying(LandscapeCost cost) {
    if (trials == 0) {
      throw new IllegalArgumentException(
          "a handover is chosen by at least 1 trial source, found 0; give one, or trials");
    }
    CostModel model = cost.model();
    int tried = (int) Math.min(trials, model.sources());
    SortedSet<Integer> handovers = new TreeSet<>(LandscapePlan.ladder(model.steps()));
    handovers.removeIf(
        k ->
            k == 0
                || cost.landscape(k)
                        .plus(cost.exact(tried, 0))
                        .plus(cost.exact(tried, k))
                        .passes()
                        .compareTo(cost.landscape(0).passes())
                    >= 0);
    return handovers;
  }

  /** The latest handover within the tolerance by bisection, as if errors grew with it. */
  private int choose(HybridRun run, SortedSet<Integer> handovers) {
    int[] tried = handovers.stream().mapToInt(Integer::intValue).toArray();
    int within = -1;
    int beyond = tried.length;
    while (beyond - within > 1) {
      int middle = (within + beyond) >>> 1;
      if (HybridTrial.largestError(run.trials(tried[middle])) <= tolerance) {
        within = middle;
      } else {
        beyond = middle;
      }
    }
    return run.plan(OptionalInt.empty()).cheapest(tolerance).handover();
  }
}
