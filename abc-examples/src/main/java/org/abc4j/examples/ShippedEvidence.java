package org.abc4j.examples;

import java.io.IOException;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.evidence.ResidualDraws;
import org.abc4j.evidence.ResidualFolder;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.evidence.TrainingResiduals;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.store.EnsembleFolder;

/**
 * The evidence that the ensemble which comes with the examples bears, as the quick start has it.
 */
final class ShippedEvidence {
  private ShippedEvidence() {}

  /** Lines of the quick start's first samples, with its words and with words dealt anew. */
  static List<String> lines(EnsembleFolder folder, int deals, int samples, Execution reporting)
      throws IOException {
    Execution execution = reporting.reportingTo((done, total) -> {});
    Sampler sampler = QuickStart.SAMPLER.sampler(folder.manifest().schedule(), Clipping.USUAL);
    List<SamplingStep> late = TrainingResiduals.lateSteps(sampler);
    TrainingPoints points =
        TrainingData.bundled(TrainingData.BUNDLED).withSources(folder.code().sources()).points();
    TrainingResiduals residuals =
        ResidualFolder.beside(folder, points, ResidualDraws.usual()).residuals(late, execution);
    List<Sample> made =
        sampler.samples(folder.ensemble(), ExogenousNoise.philox(StudyOptions.SEED), samples);
    CalibratedAttributor attributor = new CalibratedAttributor(points, residuals).with(execution);
    return NetworkEvidence.lines("shipped,0", made, attributor, deals, reporting);
  }
}
