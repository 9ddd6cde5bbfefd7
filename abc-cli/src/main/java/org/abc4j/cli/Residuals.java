package org.abc4j.cli;

import java.util.List;
import org.abc4j.evidence.ResidualDraws;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.evidence.TrainingResiduals;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.store.EnsembleFolder;

/** What calibrated influence needs of an ensemble's training data, computed under a bar. */
final class Residuals {
  /** At noise of a fixed address. */
  static final ResidualDraws DRAWS = new ResidualDraws(0, 4);

  private Residuals() {}

  static TrainingResiduals of(
      EnsembleFolder folder,
      Ensemble ensemble,
      TrainingPoints points,
      List<SamplingStep> steps,
      Work work) {
    try (Progress bar = work.progress("Residuals", 1)) {
      return TrainingResiduals.compute(
          ensemble, points, steps, DRAWS, work.silent().reportingTo(bar.next(1)));
    }
  }
}
