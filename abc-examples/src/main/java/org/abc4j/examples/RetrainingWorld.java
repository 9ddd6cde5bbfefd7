package org.abc4j.examples;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.Purpose;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sampler;
import org.abc4j.training.TrainingConfig;
import org.abc4j.unet.UNetConfig;

/**
 * An ensemble of a {@link Recipe} that is trained elsewhere, and again without each of its sources,
 * from several seeds; the code is the recipe's for all of them.
 *
 * @param recipe how it is made
 * @param data its training images, and whose they are
 * @param seeds of initial weights and draws, of which the trainings may use the first ones
 * @param samples how many samples are looked at, from the noise that the quick start begins with
 */
record RetrainingWorld(Recipe recipe, TrainingData data, List<Long> seeds, int samples) {
  private static final int MOST_SEEDS = 4;

  RetrainingWorld {
    seeds = List.copyOf(seeds);
  }

  /** The ensemble that comes with the examples, whose seed is the first, and others of its kind. */
  static RetrainingWorld shipped(int samples) {
    Recipe recipe = Recipe.shipped();
    TrainingData data =
        TrainingData.bundled(recipe.images()).withLikeSources(recipe.imagesPerSource());
    List<Long> seeds = LongStream.range(recipe.seed(), recipe.seed() + MOST_SEEDS).boxed().toList();
    return new RetrainingWorld(recipe, data, seeds, samples);
  }

  /** The same, of which the first samples are looked at. */
  List<SampleNoise> noises(int first) {
    return noises().subList(0, first);
  }

  CodeAssignment code() {
    return recipe.code(data.sources());
  }

  UNetConfig network() {
    return recipe.network(data.images().shape());
  }

  TrainingConfig training(long seed) {
    return recipe.withSeed(seed).training();
  }

  /** That of the quick start. */
  Sampler sampler() {
    return QuickStart.SAMPLER.sampler(training(recipe.seed()).schedule(), Clipping.USUAL);
  }

  List<SampleNoise> noises() {
    return IntStream.range(0, samples)
        .mapToObj(ExogenousNoise.philox(StudyOptions.SEED)::of)
        .toList();
  }

  /** All sources in an order that has nothing to do with what they show. */
  int[] order() {
    CounterRandom random = CounterRandom.of(StudyOptions.SEED, Purpose.EXAMPLE);
    return IntStream.range(0, recipe.sources())
        .boxed()
        .sorted(Comparator.comparingLong(source -> random.bits(source, 0, 0)))
        .mapToInt(source -> source)
        .toArray();
  }
}
