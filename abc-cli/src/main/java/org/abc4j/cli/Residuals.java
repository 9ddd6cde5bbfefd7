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
  static final ResidualDraws DRAWS = ResidualDraws.usual();

  private final EnsembleFolder folder;
  private final TrainingPoints points;
  private final List<SamplingStep> steps;
  private final ResidualFolder kept;

  private Residuals(
      EnsembleFolder folder, TrainingPoints points, List<SamplingStep> steps, ResidualFolder kept) {
    this.folder = folder;
    this.points = points;
    this.steps = steps;
    this.kept = kept;
  }

  static Residuals of(EnsembleFolder folder, TrainingPoints points, List<SamplingStep> steps)
      throws IOException {
    return new Residuals(folder, points, steps, ResidualFolder.beside(folder, points, DRAWS));
  }

  /** Whether files hold them: those that are there, or those that can be written. */
  boolean areInFiles() {
    return kept.has(steps) || Files.isWritable(folder.path());
  }

  TrainingResiduals residuals(Work work) throws IOException {
    try (Progress bar = work.progress("Residuals", 1)) {
      Execution execution = work.silent().reportingTo(bar.next(1));
      return areInFiles()
          ? kept.residuals(steps, execution)
          : TrainingResiduals.compute(folder.ensemble(), points, steps, DRAWS, execution);
    }
  }
}
