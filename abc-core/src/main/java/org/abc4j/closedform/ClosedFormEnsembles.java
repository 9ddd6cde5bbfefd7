package org.abc4j.closedform;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.abc4j.Batch;
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
    return build(items, code, split -> GaussianDenoiser.fit(split, ridge, schedule));
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
    return build(items, code, split -> PosteriorMeanDenoiser.of(split, schedule));
  }

  private static Ensemble build(
      Batch items, CodeAssignment code, Function<Batch, NoiseModel> member) {
    Objects.requireNonNull(items, "items");
    if (items.rows() != code.sources().items()) {
      throw new IllegalArgumentException(
          "the sources have " + code.sources().items() + " items, found " + items.rows());
    }
    return Ensemble.of(
        code,
        IntStream.range(0, code.codebook().length())
            .mapToObj(
                i -> {
                  int[] split = code.splits().indices(i);
                  if (split.length == 0) {
                    throw new IllegalArgumentException(
                        "each member sees at least 1 item, but no source has member "
                            + i
                            + " in its word");
                  }
                  return member.apply(items.select(split));
                })
            .toList());
  }
}
