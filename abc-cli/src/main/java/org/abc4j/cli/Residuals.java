package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.evidence.ResidualDraws;
import org.abc4j.evidence.ResidualFolder;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.evidence.TrainingResiduals;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.store.EnsembleFolder;

/**
 * What members say of their training data, which calibrated influence needs: computed once and kept
 * beside the ensemble, or in memory where nobody may write there.
 */
final class Residuals {
  /** At noise of a fixed address. */
  static final ResidualDraws DRAWS = new ResidualDraws(0, 4);

  private Residuals() {}

  static TrainingResiduals of(
      EnsembleFolder folder, TrainingPoints points, List<SamplingStep> steps, Work work)
      throws IOException {
    ResidualFolder kept = ResidualFolder.beside(folder, points, DRAWS);
    try (Progress bar = work.progress("Residuals", 1)) {
      Execution execution = work.silent().reportingTo(bar.next(1));
      return Files.isWritable(folder.path())
          ? kept.residuals(steps, execution)
          : TrainingResiduals.compute(folder.ensemble(), points, steps, DRAWS, execution);
    }
  }
}
