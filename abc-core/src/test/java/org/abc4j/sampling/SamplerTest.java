package org.abc4j.sampling;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Timesteps.Spacing;
import org.abc4j.testing.ElementwiseModel;
import org.abc4j.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplerTest {
  private static final Shape SHAPE = new Shape(1, 2, 2);
  private static final Shape ONE = new Shape(1, 1, 1);
  private static final ExogenousNoise NOISE = ExogenousNoise.philox(17);
  private static final Execution ALONE = Execution.sequential();

  static Stream<Sampler> samplers() {
    return Stream.of(
        DdimSampler.steps(8),
        DdimSampler.steps(8).withEta(1).withClipping(1),
        DdimSampler.steps(8).withEta(0.5).withSpacing(Spacing.LEADING),
        DdimSampler.steps(8).withConsistentClipping(1),
        DdpmSampler.steps(8),
        DdpmSampler.steps(8).withClipping(1),
        DpmSolverSampler.steps(8),
        DpmSolverSampler.steps(8).withClipping(1).withSpacing(Spacing.LOG_SNR),
        UniPcSampler.steps(8),
        UniPcSampler.steps(8).withClipping(1).withSpacing(Spacing.LOG_SNR),
        UniPcSampler.steps(8).withConsistentClipping(1));
  }

  /** Those that keep nothing beside the state. */
  static Stream<Sampler> oneStepSamplers() {
    return samplers().filter(sampler -> sampler.steps().get(0).keep().isEmpty());
  }

  private static NoiseModel wavy() {
    return new ElementwiseModel(SHAPE, (x, t) -> 0.8 * x + StrictMath.sin(3 * x + t));
  }

  private static Ensemble ensemble() {
    CodeAssignment code = Codebook.allWords(3, 1).assignInOrder(DataSources.oneItemEach(3));
    return Ensemble.of(
        code,
        List.of(
            new ElementwiseModel(SHAPE, (x, t) -> 0.5 * x + StrictMath.sin(x)),
            new ElementwiseModel(SHAPE, (x, t) -> 0.7 * x - 0.1),
            new ElementwiseModel(SHAPE, (x, t) -> 0.6 * x + 0.001 * t)));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void generate_together_isTheSameBitsAsAlone(Sampler sampler) {
    List<SampleNoise> noises = IntStream.range(0, 5).mapToObj(NOISE::of).toList();
    Batch together = sampler.generate(wavy(), noises);
    assertEquals(5, together.rows());
    for (int i = 0; i < 5; i++) {
      Batch alone = sampler.generate(wavy(), List.of(noises.get(i)));
      assertArrayEquals(alone.row(0), together.row(i), "sample " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void generate_otherOrder_isTheSameInThatOrder(Sampler sampler) {
    List<SampleNoise> noises = new ArrayList<>(IntStream.range(0, 4).mapToObj(NOISE::of).toList());
    Batch forward = sampler.generate(wavy(), noises);
    Collections.reverse(noises);
    assertEquals(forward.select(3, 2, 1, 0), sampler.generate(wavy(), noises));
    assertNotEquals(forward, forward.select(3, 2, 1, 0));
  }

  /** The loop of the paper's 𝒢, written out for one value. */
  @ParameterizedTest
  @MethodSource("oneStepSamplers")
  void generate_equalsTheStepsTakenByHand(Sampler sampler) {
    SampleNoise noise = NOISE.of(3);
    float[] x = noise.start(SHAPE);
    for (int k = 0; k < sampler.steps().size(); k++) {
      SamplingStep step = sampler.steps().get(k);
      for (int j = 0; j < x.length; j++) {
        float predicted = (float) (0.8 * x[j] + StrictMath.sin(3.0 * x[j] + step.timestep()));
        x[j] = (float) step.next(x[j], predicted, noise.step(SHAPE, k)[j]);
      }
    }
    assertArrayEquals(x, sampler.generate(wavy(), List.of(noise)).row(0));
  }

  @Test
  void generate_recordedNoise_isUsed() {
    DdimSampler sampler = DdimSampler.steps(2).withEta(1);
    SamplingStep first = sampler.steps().get(0);
    SamplingStep last = sampler.steps().get(1);
    SampleNoise noise =
        SampleNoise.recorded(new float[] {2}, List.of(new float[] {3}, new float[] {5}));
    Batch end = sampler.generate(new ElementwiseModel(ONE, (x, t) -> 0), List.of(noise));
    float between = (float) (2 * first.a() + 3 * first.noiseWeight());
    assertEquals((float) (between * last.a()), end.get(0, 0));
    assertNotEquals((float) ((float) (2 * first.a()) * last.a()), end.get(0, 0));
  }

  @Test
  void generate_withoutNoise_asksForNone() {
    SampleNoise startOnly = SampleNoise.recorded(new float[] {1}, List.of());
    NoiseModel model = new ElementwiseModel(ONE, (x, t) -> 0.5 * x);
    assertEquals(1, DdimSampler.steps(5).generate(model, List.of(startOnly)).rows());
    assertIllegal(
        "recorded noise has 0 steps, step 0 was asked for",
        () -> DdimSampler.steps(5).withEta(1).generate(model, List.of(startOnly)));
    // η = 1 adds none at the last step, nor DDPM at timestep 0.
    SampleNoise fourSteps =
        SampleNoise.recorded(new float[] {1}, Collections.nCopies(4, new float[] {1}));
    DdimSampler.steps(5).withEta(1).generate(model, List.of(fourSteps));
    DdpmSampler.steps(5).withSpacing(Spacing.LEADING).generate(model, List.of(fourSteps));
    assertIllegal(
        "recorded noise has 4 steps, step 4 was asked for",
        () -> DdpmSampler.steps(5).generate(model, List.of(fourSteps)));
  }

  @Test
  void generate_model_seesEachTimestepOnceWithAllRows() {
    List<Integer> timesteps = new ArrayList<>();
    ElementwiseModel model =
        new ElementwiseModel(
            ONE,
            (x, t) -> {
              timesteps.add(t);
              return x;
            });
    DdimSampler sampler = DdimSampler.steps(4);
    sampler.generate(model, List.of(NOISE.of(0), NOISE.of(1)));
    assertEquals(List.of(999, 999, 749, 749, 499, 499, 249, 249), timesteps);
    assertEquals(List.of(2, 2, 2, 2), model.calls());
  }

  /** A model that is no ensemble: there is no member to be named. */
  private static NoiseModel answering(UnaryOperator<Batch> answer) {
    return new NoiseModel() {
      @Override
      public Shape shape() {
        return SHAPE;
      }

      @Override
      public Batch predict(Batch x, int timestep) {
        return timestep == 749 ? answer.apply(x) : x;
      }
    };
  }

  private static void assertGenerateFails(
      Class<? extends Throwable> type, String message, UnaryOperator<Batch> answer) {
    assertFails(
        type,
        message,
        () ->
            DdimSampler.steps(4)
                .generate(answering(answer), List.of(NOISE.of(0), NOISE.of(1), NOISE.of(2))));
  }

  @Test
  void generate_modelThatAnswersWrongly_isAnErrorNamingTheTimestepAtOnce() {
    assertGenerateFails(
        IllegalStateException.class,
        "the model was given Batch[3 of 1×2×2] at timestep 749 and returned null",
        x -> null);
    assertGenerateFails(
        IllegalStateException.class,
        "the model was given Batch[3 of 1×2×2] at timestep 749 and returned Batch[2 of 1×2×2]",
        x -> x.select(0, 1));
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      assertGenerateFails(
          ArithmeticException.class,
          "the model predicted " + bad + " at timestep 749 for row 2, value 3 of 4",
          x -> {
            float[] values = x.toArray();
            values[11] = bad;
            return Batch.of(SHAPE, values);
          });
    }
  }

  @Test
  void generate_noiseThatIsNotFinite_isBlamedItself() {
    SampleNoise noise = SampleNoise.recorded(new float[] {0, 1, Float.NaN, 0}, List.of());
    assertFails(
        ArithmeticException.class,
        "row 1, value 2 of 4 was already NaN when it was given to member 0 at timestep 999",
        () -> DdimSampler.steps(4).samples(ensemble(), List.of(NOISE.of(0), noise), ALONE));
  }

  @Test
  void generate_stateThatOverflows_isAnErrorNamingTheStep() {
    ElementwiseModel model = new ElementwiseModel(ONE, (x, t) -> t == 499 ? -3e38 : 0);
    assertFails(
        ArithmeticException.class,
        "the step at timestep 499 takes row 0, value 0, to Infinity from state 0.0, predicted noise"
            + " -3.0E38 and fresh noise 0.0",
        () ->
            DdimSampler.steps(2)
                .generate(model, List.of(SampleNoise.recorded(new float[1], List.of()))));
  }

  /** Sample 290 of 300 is wrong: row 34 of the second batch. */
  private static List<SampleNoise> manyNoises(float... wrong) {
    List<SampleNoise> noises =
        new ArrayList<>(IntStream.range(0, 300).mapToObj(NOISE::of).toList());
    noises.set(290, SampleNoise.recorded(wrong, List.of()));
    return noises;
  }

  @Test
  void generate_manyNoises_errorsNameTheSampleOfRowZero() {
    NoiseModel model = new ElementwiseModel(ONE, (x, t) -> x == 9 ? Double.NaN : 0);
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class, () -> DdimSampler.steps(4).generate(model, manyNoises(9)));
    String inBatch = "the model predicted NaN at timestep 999 for row 34, value 0 of 1";
    assertEquals(inBatch + " (row 0 is sample 256)", error.getMessage());
    assertEquals(inBatch, error.getCause().getMessage());
    NoiseModel none = new ElementwiseModel(ONE, (x, t) -> 0);
    assertFails(
        ArithmeticException.class,
        "the step at timestep 999 takes row 34, value 0, to Infinity from state 3.0E38, predicted"
            + " noise 0.0 and fresh noise 0.0 (row 0 is sample 256)",
        () -> DdimSampler.steps(4).generate(none, manyNoises(3e38f)));
    List<SampleNoise> early = manyNoises(9).subList(256, 300);
    assertFails(
        ArithmeticException.class, inBatch, () -> DdimSampler.steps(4).generate(model, early));
  }

  @Test
  void samples_manyNoises_errorsNameTheSampleOfRowZero() {
    assertFails(
        ArithmeticException.class,
        "row 34, value 2 of 4 was already NaN when it was given to member 0 at timestep 999"
            + " (row 0 is sample 256)",
        () -> DdimSampler.steps(4).samples(ensemble(), manyNoises(0, 1, Float.NaN, 0), ALONE));
  }

  @Test
  void generate_noNoises_isNoRows() {
    assertEquals(Batch.of(SHAPE), DdpmSampler.steps(3).generate(wavy(), List.of()));
  }

  @Test
  void generate_modelOfAnotherSchedule_isAnErrorNamingBoth() {
    NoiseSchedule cosine = NoiseSchedule.cosine(100);
    ElementwiseModel model = new ElementwiseModel(SHAPE, (x, t) -> x);
    Ensemble ensemble =
        Ensemble.of(
            Codebook.allWords(2, 1).assignInOrder(DataSources.oneItemEach(2)),
            List.of(model.withSchedule(cosine), model));
    List<SampleNoise> noises = List.of(NOISE.of(0));
    for (Sampler sampler : List.of(DdimSampler.steps(8), DdpmSampler.steps(8))) {
      String message =
          "the model was made for the noise schedule cosine(100), this sampler is of"
              + " linear(1000, 1.0E-4, 0.02)";
      assertIllegal(message, () -> sampler.generate(model.withSchedule(cosine), noises));
      assertIllegal(message, () -> sampler.sample(ensemble, NOISE.of(0)));
      assertIllegal(message, () -> sampler.samples(ensemble, NOISE, 2));
    }
    Sampler same = DdimSampler.steps(8).withSchedule(NoiseSchedule.cosine(100));
    assertEquals(same.generate(model, noises), same.generate(model.withSchedule(cosine), noises));
    assertArrayEquals(
        same.generate(model, noises).row(0), same.sample(ensemble, NOISE.of(0)).image());
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void samples_onThreads_areTheSameBitsOfTheSameNoises(Sampler sampler) {
    List<SampleNoise> noises = List.of(NOISE.of(2), NOISE.of(0));
    for (int threads = 1; threads <= 3; threads++) {
      Threads.with(
          threads,
          execution -> {
            List<Sample> samples = sampler.samples(ensemble(), noises, execution);
            assertEquals(2, samples.size());
            for (int i = 0; i < 2; i++) {
              float[] alone = sampler.sample(ensemble(), noises.get(i)).image();
              assertArrayEquals(alone, samples.get(i).image());
              assertSame(noises.get(i), samples.get(i).noise());
              assertArrayEquals(
                  alone, sampler.sample(ensemble(), noises.get(i), execution).image());
            }
          });
    }
  }

  @Test
  void sample_execution_hearsOfStepsAndStops() {
    List<Long> reported = new ArrayList<>();
    Execution execution =
        Execution.sequential().reportingTo((done, total) -> reported.add(10 * done + total));
    Sampler sampler = DdimSampler.steps(4);
    sampler.sample(ensemble(), NOISE.of(0), execution);
    assertEquals(List.of(4L, 14L, 24L, 34L, 44L), reported);
    reported.clear();
    assertThrows(
        CancellationException.class,
        () ->
            sampler.samples(
                ensemble(), List.of(NOISE.of(0)), execution.until(() -> reported.size() == 3)));
    assertEquals(List.of(4L, 14L, 24L), reported);
  }

  @Test
  void sample_execution_runsMembersOnItsThreads() {
    AtomicInteger begun = new AtomicInteger();
    Execution execution =
        Execution.sequential()
            .on(
                task -> {
                  begun.incrementAndGet();
                  new Thread(task).start();
                },
                2);
    DdimSampler.steps(4).sample(ensemble(), NOISE.of(0), execution);
    assertEquals(4, begun.get());
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void samples_together_equalThoseAlone(Sampler sampler) {
    List<Sample> samples = sampler.samples(ensemble(), NOISE, 3);
    assertEquals(3, samples.size());
    for (int i = 0; i < 3; i++) {
      Sample alone = sampler.sample(ensemble(), NOISE.of(i));
      assertArrayEquals(alone.image(), samples.get(i).image(), "sample " + i);
      assertEquals(NOISE.of(i).toString(), samples.get(i).noise().toString());
    }
  }

  /** The factual sample is that of the plain mean of all members. */
  @Test
  void sample_isOfTheFullEnsemble() {
    Sampler sampler = DdimSampler.steps(8);
    NoiseModel mean =
        new ElementwiseModel(
            SHAPE,
            (x, t) -> (0.5 * x + StrictMath.sin(x) + 0.7 * x - 0.1 + 0.6 * x + 0.001 * t) / 3);
    float[] expected = sampler.generate(mean, List.of(NOISE.of(2))).row(0);
    float[] found = sampler.sample(ensemble(), NOISE.of(2)).image();
    assertArrayEquals(expected, found, 1e-4f);
  }

  @Test
  void sample_remembersWhatItWasMadeFrom() {
    Ensemble ensemble = ensemble();
    DdimSampler sampler = DdimSampler.steps(3);
    SampleNoise noise = NOISE.of(6);
    Sample sample = sampler.sample(ensemble, noise);
    assertSame(ensemble, sample.ensemble());
    assertSame(sampler, sample.sampler());
    assertSame(noise, sample.noise());
    assertEquals(SHAPE, sample.shape());
    float[] image = sample.image();
    sample.image()[0] = Float.NaN;
    assertArrayEquals(image, sample.image());
    assertEquals(
        "Sample[1×2×2, DDIM(η = 0.0, 3 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02)),"
            + " philox4x64-10, seed 17, sample 6]",
        sample.toString());
  }

  /** A model that maps values as others do, and takes some rows at a time. */
  private record Rows(ElementwiseModel model, int preferredRows) implements NoiseModel {
    @Override
    public Shape shape() {
      return model.shape();
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      return model.predict(x, timestep);
    }
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void generate_manyNoises_areTheSameBitsInBatchesOfBoundedSize(Sampler sampler) {
    List<SampleNoise> noises = IntStream.range(0, 600).mapToObj(NOISE::of).toList();
    Rows any = new Rows((ElementwiseModel) wavy(), Integer.MAX_VALUE);
    Rows few = new Rows((ElementwiseModel) wavy(), 100);
    List<String> told = new ArrayList<>();
    Execution execution =
        Execution.sequential().reportingTo((done, total) -> told.add(done + "/" + total));
    Batch found = sampler.generate(any, noises, execution);
    assertEquals(found, sampler.generate(few, noises));
    int[] some = {0, 99, 255, 256, 511, 512, 599};
    assertEquals(
        found.select(some),
        sampler.generate(wavy(), IntStream.of(some).mapToObj(noises::get).toList()));
    assertEquals(600 * 8, any.model().calls().stream().mapToInt(rows -> rows).sum());
    assertEquals(256, Collections.max(any.model().calls()));
    assertEquals(3 * 8, any.model().calls().size());
    assertEquals(100, Collections.max(few.model().calls()));
    assertEquals(IntStream.rangeClosed(0, 24).mapToObj(k -> k + "/24").toList(), told);
  }

  @Test
  void samples_manyNoises_giveMembersBoundedBatches() {
    Ensemble ensemble = ensemble();
    List<Sample> samples = DdimSampler.steps(2).samples(ensemble, NOISE, 3000);
    assertEquals(3000, samples.size());
    for (int i : new int[] {0, 255, 256, 2999}) {
      assertArrayEquals(
          DdimSampler.steps(2).sample(ensemble, NOISE.of(i)).image(), samples.get(i).image());
      assertEquals(NOISE.of(i).toString(), samples.get(i).noise().toString());
    }
    for (int member = 0; member < 3; member++) {
      List<Integer> calls = ((ElementwiseModel) ensemble.member(member)).calls();
      assertTrue(Collections.max(calls) <= 32, "rows in one call: " + Collections.max(calls));
    }
  }

  @Test
  void generate_cancelledDuringACall_beginsNoOther() {
    for (int call : new int[] {1, 3, 4, 11, 24}) {
      AtomicInteger begun = new AtomicInteger();
      ElementwiseModel model =
          new ElementwiseModel(
              ONE,
              (x, t) -> {
                begun.incrementAndGet();
                return x;
              });
      List<SampleNoise> noises = IntStream.range(0, 4).mapToObj(NOISE::of).toList();
      Execution execution = Execution.sequential().until(() -> begun.get() >= call);
      assertThrows(
          CancellationException.class,
          () -> DdimSampler.steps(6).generate(new Rows(model, 1), noises, execution));
      assertEquals(call, begun.get());
    }
  }

  @Test
  void generate_blockAnsweredWithOtherRows_isAnErrorNamingBoth() {
    NoiseModel model =
        new NoiseModel() {
          @Override
          public Shape shape() {
            return ONE;
          }

          @Override
          public int preferredRows() {
            return 2;
          }

          @Override
          public Batch predict(Batch x, int timestep) {
            return x.select(0);
          }
        };
    List<SampleNoise> noises = IntStream.range(0, 3).mapToObj(NOISE::of).toList();
    assertFails(
        IllegalStateException.class,
        "the model was given Batch[2 of 1×1×1] at timestep 999 and returned Batch[1 of 1×1×1]",
        () -> DdimSampler.steps(1).generate(model, noises));
  }
}
