package org.abc4j.study;

import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.evidence.ResidualDraws;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.evidence.TrainingResiduals;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.Sample;

/** Two samples of a small ensemble that are calibrated together, for several tests. */
final class CalibratedStudies {
  static final Shape SHAPE = new Shape(1, 4, 6);
  static final int SOURCES = StudiedSamples.SOURCES;

  final List<Sample> samples;
  final CalibratedAttributor attributor;
  final List<CalibratedAttribution> found;

  private CalibratedStudies(CodeAssignment code) {
    Batch items = StudiedSamples.random(SHAPE);
    Ensemble ensemble =
        ClosedFormEnsembles.gaussian(items, code, 0.01, StudiedSamples.SAMPLER.schedule());
    samples = StudiedSamples.SAMPLER.samples(ensemble, ExogenousNoise.philox(3), 2);
    TrainingPoints points = TrainingPoints.of(items, code.sources());
    attributor =
        new CalibratedAttributor(
            points,
            TrainingResiduals.compute(
                ensemble,
                points,
                StudiedSamples.SAMPLER.steps().subList(2, 4),
                new ResidualDraws(1, 2),
                Execution.sequential()));
    found = attributor.attributeAll(samples);
  }

  /** Of a code of seven members, so many of whose 35 words are reserved. */
  static CalibratedStudies reserving(int words) {
    return new CalibratedStudies(
        Codebook.design(SOURCES, words, 5).assign(DataSources.oneItemEach(SOURCES), 5));
  }

  SampleStudy study(StudySettings settings) {
    return SampleStudy.of(
        samples.get(0), settings.calibrated(found.get(0)), Execution.sequential());
  }
}
