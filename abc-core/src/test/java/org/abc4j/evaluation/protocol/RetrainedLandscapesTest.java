package org.abc4j.evaluation.protocol;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.PerceptualDistance;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.closedform.GaussianDenoiser;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sampler;
import org.abc4j.testing.Draws;
import org.abc4j.testing.SmoothCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetrainedLandscapesTest {
  private static final int N = 6;
  private static final Shape SHAPE = new Shape(1, 4, 4);
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
  private static final Batch ITEMS = Draws.images(11, 0, SHAPE, N);
  private static final Sampler SAMPLER = DdimSampler.steps(5);
  private static final List<Distance> DISTANCES =
      List.of(Distance.euclidean(), Distance.flipAgnosticEuclidean());
  private static final List<SampleNoise> NOISES =
      IntStream.range(0, 5).mapToObj(ExogenousNoise.philox(3)::of).toList();

  private static NoiseModel trainedWithout(int source) {
    int[] rows = IntStream.range(0, N).filter(i -> i != source).toArray();
    return GaussianDenoiser.fit(ITEMS.select(rows), 0.05, SCHEDULE);
  }

  private static RetrainedLandscapes landscapes() {
    return RetrainedLandscapes.of(
        SAMPLER, N, trainedWithout(-1), RetrainedLandscapesTest::trainedWithout);
  }

  private static List<double[]> numbers(List<RetrainedSample> samples) {
    List<double[]> numbers = new ArrayList<>();
    for (RetrainedSample sample : samples) {
      sample.landscapes().forEach(landscape -> numbers.add(landscape.distances()));
    }
    return numbers;
  }

  @Test
  void samples_everyModel_isMeasuredFromTheFactualSample() {
    List<RetrainedSample> samples = landscapes().samples(NOISES, DISTANCES);
    assertEquals(NOISES.size(), samples.size());
    Batch factual = SAMPLER.generate(trainedWithout(-1), NOISES);
    for (int s = 0; s < N; s++) {
      Batch images = SAMPLER.generate(trainedWithout(s), NOISES);
      for (int i = 0; i < samples.size(); i++) {
        assertArrayEquals(factual.row(i), samples.get(i).image());
        for (int d = 0; d < DISTANCES.size(); d++) {
          assertEquals(
              DISTANCES.get(d).between(factual.row(i), images.row(i), SHAPE),
              samples.get(i).landscapes().get(d).distance(s),
              "sample " + i + ", source " + s + ", distance " + d);
        }
      }
    }
  }

  /**
   * With words of weight n − 1 ablating a source leaves the one member that was trained without it:
   * retraining and ablation are the same thing, to the bit.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void samples_codeThatLeavesOneMember_areTheAblatedOnes(boolean gaussian) {
    var code = Codebook.allWords(N, N - 1).assign(DataSources.oneItemEach(N), 5);
    Ensemble ensemble =
        gaussian
            ? ClosedFormEnsembles.gaussian(ITEMS, code, 0.05, SCHEDULE)
            : ClosedFormEnsembles.posteriorMean(ITEMS, code, SCHEDULE);
    List<RetrainedSample> retrained =
        RetrainedLandscapes.of(
                SAMPLER,
                N,
                ensemble.with(ensemble.factual().coefficients()),
                s -> ensemble.member(code.word(s).complement().members()[0]))
            .samples(NOISES, DISTANCES);
    for (int i = 0; i < NOISES.size(); i++) {
      List<Landscape> ablated =
          new AblationAttributor().landscapes(SAMPLER.sample(ensemble, NOISES.get(i)), DISTANCES);
      assertEquals(ablated, retrained.get(i).landscapes(), "sample " + i);
    }
  }

  @Test
  void samples_anyChunkAndThreads_areTheSameBits() {
    List<double[]> whole = numbers(landscapes().samples(NOISES, DISTANCES));
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Execution execution = Execution.sequential().on(threads, 4);
      for (int chunk : new int[] {1, 2, 5}) {
        List<double[]> other =
            numbers(landscapes().with(execution).withChunk(chunk).samples(NOISES, DISTANCES));
        for (int k = 0; k < whole.size(); k++) {
          assertArrayEquals(whole.get(k), other.get(k));
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void samples_chunks_askForEachModelOnceAndTellProgress() {
    List<Integer> asked = new ArrayList<>();
    List<Long> told = new ArrayList<>();
    RetrainedLandscapes.of(
            SAMPLER,
            N,
            trainedWithout(-1),
            s -> {
              asked.add(s);
              return trainedWithout(s);
            })
        .withChunk(3)
        .with(
            Execution.sequential()
                .reportingTo(
                    (done, total) -> {
                      assertEquals(5 * (N + 1), total);
                      told.add(done);
                    }))
        .samples(NOISES, DISTANCES);
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5), asked);
    assertEquals(told.stream().sorted().toList(), told);
    assertEquals(5L * (N + 1), told.get(told.size() - 1));
  }

  @Test
  void samples_perceptualDistance_isBegunOnceForEachSample() {
    AtomicInteger begun = new AtomicInteger();
    PerceptualDistance distance =
        (factual, shape) -> {
          begun.incrementAndGet();
          return (images, first, execution) ->
              IntStream.range(0, images.rows())
                  .mapToDouble(r -> Distance.euclidean().between(factual, images.row(r), shape))
                  .toArray();
        };
    List<double[]> both =
        numbers(landscapes().samples(NOISES, List.of(Distance.euclidean(), distance)));
    for (int i = 0; i < NOISES.size(); i++) {
      assertArrayEquals(both.get(2 * i), both.get(2 * i + 1));
    }
    assertEquals(NOISES.size(), begun.get());
  }

  @Test
  void samples_decoded_areMeasuredAsImages() {
    SmoothCodec codec = SmoothCodec.of(SHAPE, 0.7);
    List<RetrainedSample> samples =
        landscapes().decodedBy(codec).samples(NOISES, List.of(Distance.euclidean()));
    Batch factual = codec.decode(SAMPLER.generate(trainedWithout(-1), NOISES));
    Batch images = codec.decode(SAMPLER.generate(trainedWithout(2), NOISES));
    for (int i = 0; i < NOISES.size(); i++) {
      assertEquals(codec.imageShape(), samples.get(i).shape());
      assertArrayEquals(factual.row(i), samples.get(i).image());
      assertEquals(
          Distance.euclidean().between(factual.row(i), images.row(i), codec.imageShape()),
          samples.get(i).landscapes().get(0).distance(2));
    }
    Shape other = new Shape(1, 2, 2);
    assertIllegal(
        "the codec's latents have shape " + other + ", samples have " + SHAPE,
        () -> landscapes().decodedBy(SmoothCodec.of(other, 0)));
  }

  @Test
  void samples_noNoise_areNone() {
    assertEquals(List.of(), landscapes().samples(List.of(), DISTANCES));
  }

  @Test
  void samples_modelThatIsNoneOrOther_isNamed() {
    assertFails(
        IllegalStateException.class,
        "there is no model without source 2",
        () -> with(s -> s == 2 ? null : trainedWithout(s)).samples(NOISES, DISTANCES));
    NoiseModel other =
        GaussianDenoiser.fit(Draws.images(1, 0, new Shape(1, 2, 2), 3), 0.05, SCHEDULE);
    assertIllegal(
        "all models denoise samples of one shape, the factual one "
            + SHAPE
            + ", that without source 3 "
            + other.shape(),
        () -> with(s -> s == 3 ? other : trainedWithout(s)).samples(NOISES, DISTANCES));
  }

  @Test
  void samples_modelThatPredictsNaN_namesTheSource() {
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class,
            () -> with(s -> s == 4 ? broken() : trainedWithout(s)).samples(NOISES, DISTANCES));
    assertTrue(error.getMessage().endsWith("(of the model without source 4)"), error.getMessage());
    ArithmeticException later =
        assertThrows(
            ArithmeticException.class,
            () ->
                RetrainedLandscapes.of(SAMPLER, N, broken(), s -> null).samples(NOISES, DISTANCES));
    assertTrue(later.getMessage().endsWith("(of the factual model)"), later.getMessage());
  }

  private static RetrainedLandscapes with(IntFunction<NoiseModel> without) {
    return RetrainedLandscapes.of(SAMPLER, N, trainedWithout(-1), without);
  }

  private static NoiseModel broken() {
    return new NoiseModel() {
      @Override
      public Shape shape() {
        return SHAPE;
      }

      @Override
      public Batch predict(Batch x, int timestep) {
        float[] values = x.toArray();
        values[0] = Float.NaN;
        return Batch.of(SHAPE, values);
      }
    };
  }

  @Test
  void samples_cancelled_stop() {
    Execution stopped = Execution.sequential().until(() -> true);
    assertThrows(
        CancellationException.class, () -> landscapes().with(stopped).samples(NOISES, DISTANCES));
  }

  @Test
  void of_badNumbers_nameThem() {
    assertIllegal(
        "a landscape has at least 1 source, found 0",
        () -> RetrainedLandscapes.of(SAMPLER, 0, trainedWithout(-1), s -> null));
    assertIllegal("a chunk has at least 1 sample, found 0", () -> landscapes().withChunk(0));
    Distance none = (a, b, shape) -> Double.NaN;
    assertIllegal(
        "a counterfactual distance is at least 0, but that of source 0 is NaN",
        () -> landscapes().samples(NOISES, List.of(none)));
  }
}
