package org.abc4j.cli.experiment.world;

import java.util.BitSet;
import java.util.Map;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.MemberKind;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.closedform.GaussianDenoiser;
import org.abc4j.closedform.PosteriorMeanDenoiser;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.NoiseSchedule;

/** A world of members in closed form: nothing is trained, nothing is kept. */
final class ClosedFormWorld extends DataWorld {
  private static final double RIDGE = 0.01;
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();

  private final Batch items;
  private Ensemble ensemble;

  ClosedFormWorld(ExperimentPlan plan, WorldData data) {
    super(plan, data);
    this.items = Memory.of(data.items());
  }

  private boolean isGaussian() {
    return plan().kind() == MemberKind.GAUSSIAN;
  }

  @Override
  public void prepare(Work work) {
    fitted(work.silent());
  }

  @Override
  public Ensemble ensemble() {
    return fitted(Execution.sequential());
  }

  private synchronized Ensemble fitted(Execution execution) {
    if (ensemble == null) {
      ensemble =
          isGaussian()
              ? ClosedFormEnsembles.gaussian(items, code(), RIDGE, SCHEDULE, execution)
              : ClosedFormEnsembles.posteriorMean(items, code(), SCHEDULE);
    }
    return ensemble;
  }

  @Override
  public NoiseModel member(int member) {
    return ensemble().member(member);
  }

  @Override
  public NoiseModel single() {
    return fit(items);
  }

  @Override
  public NoiseModel without(long source) {
    return fit(Memory.of(replacement().without(items, code().sources(), source)));
  }

  @Override
  public NoiseModel singleAgain() {
    throw new IllegalStateException("a fit is the same again");
  }

  @Override
  public NoiseModel withoutAgain(long source) {
    throw new IllegalStateException("a fit is the same again");
  }

  @Override
  public NoiseModel fittedTo(BitSet sources) {
    int[] kept =
        IntStream.range(0, items.rows())
            .filter(item -> sources.get((int) code().sources().sourceOf(item)))
            .toArray();
    return fit(items.select(kept));
  }

  private NoiseModel fit(Batch seen) {
    return isGaussian()
        ? GaussianDenoiser.fit(seen, RIDGE, SCHEDULE)
        : PosteriorMeanDenoiser.of(seen, SCHEDULE);
  }

  /** They follow from items and code. */
  @Override
  Map<String, String> modelDigests() {
    return Map.of();
  }
}
