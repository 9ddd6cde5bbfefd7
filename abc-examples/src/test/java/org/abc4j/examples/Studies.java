package org.abc4j.examples;

import java.util.Random;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImageSet;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;

/** Studies of small ensembles, ten sources in all words of five members, for several tests. */
public final class Studies {
  public static final int SOURCES = 10;
  public static final DdimSampler SAMPLER = DdimSampler.steps(4);

  private Studies() {}

  public static TrainingData random(String name, Shape shape) {
    Random random = new Random(5);
    float[] pixels = new float[SOURCES * shape.size()];
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = random.nextInt(256);
    }
    return of(name, shape, pixels);
  }

  public static TrainingData constant(String name, Shape shape) {
    return of(name, shape, new float[SOURCES * shape.size()]);
  }

  private static TrainingData of(String name, Shape shape, float[] pixels) {
    return new TrainingData(name, ImageSet.of(Batch.of(shape, pixels), 0, 255).scaledTo(-1, 1));
  }

  public static CodeAssignment code() {
    return Codebook.allWords(5, 2).assignInOrder(DataSources.oneItemEach(SOURCES));
  }

  public static Sample gaussianSample(TrainingData data, long seed) {
    return SAMPLER.sample(
        ClosedFormEnsembles.gaussian(data.images().batch(), code(), 0.01, SAMPLER.schedule()),
        ExogenousNoise.philox(seed).of(0));
  }

  public static Sample memorisingSample(TrainingData data, long seed) {
    return SAMPLER.sample(
        ClosedFormEnsembles.posteriorMean(data.images().batch(), code(), SAMPLER.schedule()),
        ExogenousNoise.philox(seed).of(0));
  }

  public static SampleStudy gaussian(TrainingData data, long seed) {
    return SampleStudy.of(
        gaussianSample(data, seed), data.images().batch(), Execution.sequential());
  }
}
