package org.abc4j.model;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.ContractReport.Rule;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.Purpose;

/**
 * Tries on a model whether it keeps the contract of {@link NoiseModel}, and of {@link
 * DifferentiableNoiseModel} and {@link PreciseNoiseModel} where it is one.
 *
 * <p>A model that does not, one whose answer for a row depends on the batch, say, gives landscapes
 * that look as good as any and are wrong. So run this on a model of your own, in its test or before
 * a long computation:
 *
 * <pre>{@code
 * ContractReport report = ModelContract.of(model).on(noisyImages).at(10, 500).check();
 * report.requireKept();
 * }</pre>
 *
 * <p>It finds what shows on the states and timesteps that it tries, and proves nothing of others.
 * It takes some 50 predictions of a row at each timestep; of a {@link DifferentiableNoiseModel}
 * some 300, where each tangent counts as one, and of a {@link PreciseNoiseModel} some 400.
 *
 * <p>Immutable and thread-safe; the model is called on the calling thread and on threads that end
 * with the call.
 */
public final class ModelContract {
  private static final int ROWS = 5;

  /** More than implementations are likely to take at a time. */
  private static final int MANY = 19;

  private static final int[] USUAL = {0, 500, 999};
  private static final double DERIVATIVE_TOLERANCE = 1e-2;

  private final NoiseModel model;
  private final Batch states;
  private final int[] timesteps;
  private final double tolerance;
  private final int threads;

  private ModelContract(
      NoiseModel model, Batch states, int[] timesteps, double tolerance, int threads) {
    this.model = Objects.requireNonNull(model, "model");
    this.states = states;
    this.timesteps = timesteps;
    this.tolerance = tolerance;
    this.threads = threads;
  }

  /**
   * A trial of a model on standard Gaussian states, at the first, middle and last timestep of its
   * schedule, or 0, 500 and 999 if it knows none. That calls may overlap is not tried.
   *
   * @param model the model
   * @return the trial
   */
  public static ModelContract of(NoiseModel model) {
    return new ModelContract(model, null, null, DERIVATIVE_TOLERANCE, 1);
  }

  /**
   * On states of one's own, such as images with noise.
   *
   * @param states at least 2 rows, of which the first 5 are used; those are finite
   * @return a copy
   * @throws IllegalArgumentException if there are fewer rows, the shape is another, or a value of a
   *     row that is used is not finite, naming the first
   */
  public ModelContract on(Batch states) {
    if (states.rows() < 2) {
      throw new IllegalArgumentException("a trial takes at least 2 states, found " + states);
    }
    NoiseModel.requireShape(model, states);
    Batch used = states.select(IntStream.range(0, Math.min(ROWS, states.rows())).toArray());
    requireFinite(used);
    return new ModelContract(model, used, timesteps, tolerance, threads);
  }

  private static void requireFinite(Batch states) {
    int m = states.shape().size();
    float[] values = states.toArray();
    for (int at = 0; at < values.length; at++) {
      if (!Float.isFinite(values[at])) {
        throw new IllegalArgumentException(
            "states of a trial are finite, found "
                + values[at]
                + " in row "
                + at / m
                + ", value "
                + at % m
                + " of "
                + m);
      }
    }
  }

  /**
   * At timesteps of one's own.
   *
   * @param timesteps at least one, each from 0 to T − 1
   * @return a copy
   * @throws IllegalArgumentException if there is none, or one is negative or, of a model that knows
   *     its schedule, beyond that one's last
   */
  public ModelContract at(int... timesteps) {
    if (timesteps.length == 0) {
      throw new IllegalArgumentException("a trial takes at least 1 timestep, found none");
    }
    for (int timestep : timesteps) {
      requireTimestep(timestep);
    }
    return new ModelContract(model, states, timesteps.clone(), tolerance, threads);
  }

  private void requireTimestep(int timestep) {
    if (timestep < 0) {
      throw new IllegalArgumentException("a timestep is at least 0, found " + timestep);
    }
    Optional<NoiseSchedule> schedule = model.schedule();
    // That there is none is for the trial to say.
    if (schedule != null && schedule.isPresent() && timestep >= schedule.get().steps()) {
      throw new IllegalArgumentException(
          "timesteps of this model are from 0 to "
              + (schedule.get().steps() - 1)
              + ", found "
              + timestep);
    }
  }

  /**
   * With another tolerance of derivatives.
   *
   * @param tolerance how far tangents may be from central differences, as a share of the largest
   *     value of either; positive, 0.01 if not said
   * @return a copy
   * @throws IllegalArgumentException if it is not positive
   */
  public ModelContract withTolerance(double tolerance) {
    if (!(tolerance > 0)) {
      throw new IllegalArgumentException("a tolerance is positive, found " + tolerance);
    }
    return new ModelContract(model, states, timesteps, tolerance, threads);
  }

  /**
   * For models whose calls may overlap: the contract leaves that to them.
   *
   * @param threads how many at once, at least 2
   * @return a copy
   * @throws IllegalArgumentException if there are fewer
   */
  public ModelContract overlapping(int threads) {
    if (threads < 2) {
      throw new IllegalArgumentException("calls overlap on 2 threads or more, found " + threads);
    }
    return new ModelContract(model, states, timesteps, tolerance, threads);
  }

  /** One rule's trial; fails if the rule is broken. */
  @FunctionalInterface
  private interface Trial {
    void run();
  }

  /**
   * Tries all rules.
   *
   * @return which were kept and which broken
   * @throws CancellationException if the calling thread is interrupted
   */
  public ContractReport check() {
    Map<Rule, String> broken = new EnumMap<>(Rule.class);
    Map<Rule, String> untried = new EnumMap<>(Rule.class);
    attempt(broken, Rule.SHAPE, this::shape);
    if (broken.isEmpty()) {
      ContractTrials trials = new ContractTrials(model, states(), timesteps());
      attempt(broken, Rule.ANSWER, trials::answer);
      if (broken.isEmpty()) {
        attempt(broken, Rule.NO_ROWS, trials::noRows);
        attempt(broken, Rule.FINITE, trials::finite);
        attempt(broken, Rule.REPEATABLE, trials::repeatable);
        attempt(broken, Rule.BATCH, () -> trials.anyBatch(MANY));
        attempt(broken, Rule.REFUSAL, trials::refusal);
        attempt(broken, Rule.THREADS, () -> trials.onThreads(1));
        if (threads > 1) {
          attempt(broken, Rule.OVERLAP, () -> trials.onThreads(threads));
        } else {
          untried.put(Rule.OVERLAP, "not asked for");
        }
        derivatives(broken, untried, trials);
        return new ContractReport(broken, untried);
      }
    }
    for (Rule rule : Rule.values()) {
      if (!broken.containsKey(rule) && (rule != Rule.SHAPE)) {
        untried.put(rule, "there is no answer to try it on");
      }
    }
    return new ContractReport(broken, untried);
  }

  private void derivatives(
      Map<Rule, String> broken, Map<Rule, String> untried, ContractTrials trials) {
    if (model instanceof DifferentiableNoiseModel differentiable) {
      attempt(broken, Rule.TANGENTS, () -> trials.tangents(differentiable));
      if (broken.containsKey(Rule.TANGENTS)) {
        untried.put(Rule.DERIVATIVE, "there are no tangents to try it on");
      } else {
        attempt(broken, Rule.DERIVATIVE, () -> trials.derivative(differentiable, tolerance));
      }
    } else {
      untried.put(Rule.TANGENTS, "no DifferentiableNoiseModel");
      untried.put(Rule.DERIVATIVE, "no DifferentiableNoiseModel");
    }
    if (model instanceof PreciseNoiseModel precise) {
      attempt(broken, Rule.PRECISION, () -> trials.precision(precise));
    } else {
      untried.put(Rule.PRECISION, "no PreciseNoiseModel");
    }
  }

  private static void attempt(Map<Rule, String> broken, Rule rule, Trial trial) {
    Execution execution = Execution.sequential();
    execution.checkCancelled();
    try {
      trial.run();
    } catch (ContractTrials.Broken violation) {
      broken.put(rule, violation.getMessage());
    } catch (CancellationException cancelled) {
      throw cancelled;
    } catch (RuntimeException thrown) {
      // A model that an interrupt disturbed has broken no rule.
      execution.checkCancelled();
      broken.put(rule, "it threw " + thrown);
    }
  }

  private void shape() {
    Shape shape = model.shape();
    Optional<NoiseSchedule> schedule = model.schedule();
    if (shape == null || schedule == null) {
      throw new ContractTrials.Broken("shape " + shape + ", schedule " + schedule);
    }
    if (!shape.equals(model.shape()) || !schedule.equals(model.schedule())) {
      throw new ContractTrials.Broken(
          "first "
              + shape
              + " and "
              + schedule
              + ", then "
              + model.shape()
              + " and "
              + model.schedule());
    }
  }

  private Batch states() {
    Shape shape = model.shape();
    return states != null
        ? states
        : Batch.of(
            shape,
            CounterRandom.of(0, Purpose.EXAMPLE)
                .gaussians(0, 0, Math.multiplyExact(ROWS, shape.size())));
  }

  private int[] timesteps() {
    return timesteps != null
        ? timesteps
        : model
            .schedule()
            .map(NoiseSchedule::steps)
            .map(steps -> IntStream.of(0, steps / 2, steps - 1).distinct().toArray())
            .orElseGet(() -> Arrays.copyOf(USUAL, USUAL.length));
  }
}
