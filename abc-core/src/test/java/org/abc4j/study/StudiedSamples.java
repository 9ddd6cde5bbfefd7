package org.abc4j.study;

import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.Purpose;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;

/** Samples of small ensembles, ten sources in all words of five members, for several tests. */
final class StudiedSamples {
  static final int SOURCES = 10;
  static final DdimSampler SAMPLER = DdimSampler.steps(4);

  private StudiedSamples() {}

  /** An image a source. */
  static Batch random(Shape shape) {
    double[] values = new double[SOURCES * shape.size()];
    float[] drawn = CounterRandom.of(5, Purpose.EXAMPLE).gaussians(0, 0, values.length);
    for (int p = 0; p < values.length; p++) {
      values[p] = Math.max(-1, Math.min(1, drawn[p] / 2));
    }
    return Batch.rounded(shape, values);
  }

  static CodeAssignment code() {
    return Codebook.allWords(5, 2).assignInOrder(DataSources.oneItemEach(SOURCES));
  }

  /** A code with words that no source holds. */
  static CodeAssignment code(int reserved) {
    return Codebook.design(SOURCES, reserved, 5).assign(DataSources.oneItemEach(SOURCES), 5);
  }

  static Sample gaussian(Batch items, long seed) {
    return gaussian(items, code(), seed);
  }

  static Sample gaussian(Batch items, CodeAssignment code, long seed) {
    return SAMPLER.sample(
        ClosedFormEnsembles.gaussian(items, code, 0.01, SAMPLER.schedule()),
        ExogenousNoise.philox(seed).of(0));
  }

  static Sample memorising(Batch items, long seed) {
    return SAMPLER.sample(
        ClosedFormEnsembles.posteriorMean(items, code(), SAMPLER.schedule()),
        ExogenousNoise.philox(seed).of(0));
  }

  /** Of an ensemble without the members that saw source 0: five members, words of two. */
  static Sample removed(Batch items) {
    return SAMPLER.sample(
        ClosedFormEnsembles.gaussian(items, code(), 0.01, SAMPLER.schedule()).without(0),
        ExogenousNoise.philox(3).of(0));
  }
}
