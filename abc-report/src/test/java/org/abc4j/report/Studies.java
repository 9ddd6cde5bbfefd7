package org.abc4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImageSet;
import org.abc4j.data.Normalisation;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.evidence.ResidualDraws;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.evidence.TrainingResiduals;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudySettings;

/** Studies of small ensembles, ten sources in all words of five members, for several tests. */
final class Studies {
  static final int SOURCES = 10;
  static final DdimSampler SAMPLER = DdimSampler.steps(4);
  static final Tones TONES = Tones.of(Normalisation.plusMinusOne(), 1);

  private Studies() {}

  static ImageSet random(Shape shape) {
    Random random = new Random(5);
    float[] pixels = new float[SOURCES * shape.size()];
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = random.nextInt(256);
    }
    return of(shape, pixels);
  }

  static ImageSet constant(Shape shape) {
    return of(shape, new float[SOURCES * shape.size()]);
  }

  private static ImageSet of(Shape shape, float[] pixels) {
    return ImageSet.of(Batch.of(shape, pixels), 0, 255).scaledTo(-1, 1);
  }

  /** Each image a source of its own. */
  static SourceImages shown(ImageSet data) {
    return shown(data, DataSources.oneItemEach(data.count())).titled(source -> "image " + source);
  }

  static SourceImages shown(ImageSet data, DataSources sources) {
    return SourceImages.of(data.batch(), sources, Normalisation.plusMinusOne());
  }

  static CodeAssignment code() {
    return Codebook.allWords(5, 2).assignInOrder(DataSources.oneItemEach(SOURCES));
  }

  static SampleStudy gaussian(ImageSet data, long seed) {
    return gaussian(data, code(), seed);
  }

  static SampleStudy gaussian(ImageSet data, CodeAssignment code, long seed) {
    Batch items = data.batch();
    Sample sample =
        SAMPLER.sample(
            ClosedFormEnsembles.gaussian(items, code, 0.01, SAMPLER.schedule()),
            ExogenousNoise.philox(seed).of(0));
    return SampleStudy.of(
        sample,
        StudySettings.exactAndFirstOrder()
            .picturing(SOURCES)
            .comparingBy(VisualAttributor.of(items, code.sources())),
        Execution.sequential());
  }

  /** Two samples of a code with so many reserved words, calibrated together. */
  static List<SampleStudy> calibrated(ImageSet data, int reserved, StudySettings settings) {
    CodeAssignment code =
        Codebook.design(SOURCES, reserved, 5).assign(DataSources.oneItemEach(SOURCES), 5);
    Ensemble ensemble = ClosedFormEnsembles.gaussian(data.batch(), code, 0.01, SAMPLER.schedule());
    TrainingPoints points = TrainingPoints.of(data.batch(), code.sources());
    TrainingResiduals residuals =
        TrainingResiduals.compute(
            ensemble, points, SAMPLER.steps(), new ResidualDraws(1, 2), Execution.sequential());
    List<Sample> samples = SAMPLER.samples(ensemble, ExogenousNoise.philox(3), 2);
    List<SampleStudy> studies = new ArrayList<>();
    for (CalibratedAttribution found :
        new CalibratedAttributor(points, residuals).attributeAll(samples)) {
      studies.add(
          SampleStudy.of(found.sample(), settings.calibrated(found), Execution.sequential()));
    }
    return studies;
  }
}
