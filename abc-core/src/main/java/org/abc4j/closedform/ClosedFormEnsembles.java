package org.abc4j.closedform;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.NoiseSchedule;

/** Ensembles of closed-form members, each made from the training split that a code gives it. */
public final class ClosedFormEnsembles {
  private ClosedFormEnsembles() {}

  /**
   * Gaussian denoisers.
   *
   * @param items training data, item i of the code's sources in row i
   * @param code which source is seen by which members
   * @param ridge ρ, finite and at least 0
   * @param schedule the noise schedule
   * @return the ensemble
   * @throws IllegalArgumentException if the items are not those of the code, a member sees none, or
   *     the ridge is negative or not finite
   * @throws CancellationException if the calling thread is interrupted
   */
  public static Ensemble gaussian(
      Batch items, CodeAssignment code, double ridge, NoiseSchedule schedule) {
    return gaussian(items, code, ridge, schedule, Execution.sequential());
  }

  /**
   * Gaussian denoisers, fitted side by side: a fit takes time that grows with the cube of the
   * lesser of a split's items and values.
   *
   * @param items training data, item i of the code's sources in row i
   * @param code which source is seen by which members
   * @param ridge ρ, finite and at least 0
   * @param schedule the noise schedule
   * @param execution where members are fitted, and whether to go on: asked before each and many
   *     times within. It hears of no progress
   * @return the ensemble, the same bits for any execution
   * @throws IllegalArgumentException if the items are not those of the code, a member sees none, or
   *     the ridge is negative or not finite
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public static Ensemble gaussian(
      Batch items, CodeAssignment code, double ridge, NoiseSchedule schedule, Execution execution) {
    return build(
        items, code, execution, split -> GaussianDenoiser.fit(split, ridge, schedule, execution));
  }

  /**
   * Posterior-mean denoisers: the memorising limit.
   *
   * @param items training data, item i of the code's sources in row i
   * @param code which source is seen by which members
   * @param schedule the noise schedule
   * @return the ensemble
   * @throws IllegalArgumentException if the items are not those of the code or a member sees none
   */
  public static Ensemble posteriorMean(Batch items, CodeAssignment code, NoiseSchedule schedule) {
    return build(
        items, code, Execution.sequential(), split -> PosteriorMeanDenoiser.of(split, schedule));
  }

  private static Ensemble build(
      Batch items, CodeAssignment code, Execution execution, Function<Batch, NoiseModel> member) {
    Objects.requireNonNull(items, "items");
    if (items.rows() != code.sources().items()) {
      throw new IllegalArgumentException(
          "the sources have " + code.sources().items() + " items, found " + items.rows());
    }
    int n = code.codebook().length();
    int[][] splits = new int[n][];
    for (int i = 0; i < n; i++) {
      splits[i] = code.splits().indices(i);
      if (splits[i].length == 0) {
        throw new IllegalArgumentException(
            "each member sees at least 1 item, but no source has member " + i + " in its word");
      }
    }
    NoiseModel[] members = new NoiseModel[n];
    execution.forEach(
        n,
        i -> {
          execution.checkCancelled();
          members[i] = member.apply(items.select(splits[i]));
        });
    execution.checkCancelled();
    return Ensemble.of(code, List.of(members));
  }
}
