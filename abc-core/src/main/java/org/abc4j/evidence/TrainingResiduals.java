package org.abc4j.evidence;

import java.nio.ShortBuffer;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.model.Ensemble;
import org.abc4j.safetensors.Half;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.SamplingStep;

/**
 * How far an ensemble denoises each of its training points from where it is, at some timesteps: the
 * force with which the points still pull at it ({@link ResidualDraws#residuals}).
 *
 * <p>They depend on the ensemble and its data only, so they are computed once for all samples: n ·
 * draws predictions of each point and timestep ({@link ResidualCost}). {@link ResidualFolder} keeps
 * them in files that know which ensemble, data and draws they are of; nothing in these here says
 * so. Immutable and thread-safe, as far as the rows are.
 */
public final class TrainingResiduals {
  private final TreeMap<Integer, Rows> byTimestep;

  private TrainingResiduals(TreeMap<Integer, Rows> byTimestep) {
    this.byTimestep = byTimestep;
  }

  /**
   * Residuals that were computed before.
   *
   * @param byTimestep for each timestep a row a point, at least one timestep
   * @return the residuals
   * @throws IllegalArgumentException if there is no timestep, or shapes or numbers of rows differ
   */
  public static TrainingResiduals of(Map<Integer, ? extends Rows> byTimestep) {
    TreeMap<Integer, Rows> copy = new TreeMap<>(byTimestep);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("residuals are of at least 1 timestep, found none");
    }
    Rows first = copy.firstEntry().getValue();
    copy.forEach(
        (timestep, rows) -> {
          if (rows.rows() != first.rows() || !rows.shape().equals(first.shape())) {
            throw new IllegalArgumentException(
                "residuals of timestep "
                    + copy.firstKey()
                    + " are "
                    + first.rows()
                    + " of "
                    + first.shape()
                    + ", those of timestep "
                    + timestep
                    + " are "
                    + rows.rows()
                    + " of "
                    + rows.shape());
          }
        });
    return new TrainingResiduals(copy);
  }

  /**
   * Computes residuals and keeps them in memory: 2 bytes a value, rounded to {@link Half}, as
   * {@link ResidualFolder} keeps them in files.
   *
   * @param ensemble the ensemble
   * @param points what it was trained on
   * @param steps whose timesteps they are taken at, at least one
   * @param draws the noise
   * @param execution where members run, who hears of progress, when it stops
   * @return the residuals, the same bits for any execution
   * @throws IllegalArgumentException if there is no step, shapes differ, or there are 2³¹ values a
   *     timestep or more, for which there is {@link ResidualFolder}
   * @throws ArithmeticException if a member predicts a value that is not finite, naming it, or a
   *     residual is greater than 65504
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public static TrainingResiduals compute(
      Ensemble ensemble,
      TrainingPoints points,
      List<SamplingStep> steps,
      ResidualDraws draws,
      Execution execution) {
    requireArray(points);
    return new ResidualComputation(ensemble, points, draws, ResidualComputation.VALUES_OF_PART)
        .at(steps, execution, (part, computed) -> ShortBuffer.wrap(computed.get()));
  }

  private static void requireArray(TrainingPoints points) {
    long values = (long) points.count() * points.shape().size();
    if (values > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "residuals of a timestep are kept in memory if they are fewer than 2^31 values, but "
              + points
              + " of "
              + points.shape()
              + " have "
              + values
              + "; compute them into files by ResidualFolder, or by ResidualDraws and hand them in"
              + " by TrainingResiduals.of");
    }
  }

  /**
   * The last steps of a sampler, which decide between training items: a quarter of them, at least
   * one.
   *
   * @param sampler the sampler
   * @return ⌈S/4⌉ steps
   */
  public static List<SamplingStep> lateSteps(Sampler sampler) {
    List<SamplingStep> steps = sampler.steps();
    return steps.subList(steps.size() - (steps.size() + 3) / 4, steps.size());
  }

  /**
   * The timesteps that there are residuals of.
   *
   * @return at least one, in increasing order
   */
  public SortedSet<Integer> timesteps() {
    return new TreeSet<>(byTimestep.keySet());
  }

  /**
   * The residuals at a timestep.
   *
   * @param timestep one of {@link #timesteps()}
   * @return a row a point, in units of the points
   * @throws NoSuchElementException if there are none of it
   */
  public Rows at(int timestep) {
    Rows rows = byTimestep.get(timestep);
    if (rows == null) {
      throw new NoSuchElementException(
          "there are residuals of timesteps "
              + byTimestep.keySet()
              + ", asked for those of "
              + timestep);
    }
    return rows;
  }

  @Override
  public String toString() {
    Rows first = byTimestep.firstEntry().getValue();
    return "TrainingResiduals["
        + first.rows()
        + " of "
        + first.shape()
        + " at timesteps "
        + byTimestep.keySet()
        + "]";
  }
}
