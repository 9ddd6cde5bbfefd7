package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.Distance;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Timesteps;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibratedAttributorTest {
  private static final Execution HERE = Execution.sequential();

  private static TrainingPoints points(Scenario scenario) {
    return TrainingPoints.of(scenario.items(), scenario.code().sources());
  }

  private static TrainingResiduals residuals(Scenario scenario, Ensemble ensemble, int from) {
    return TrainingResiduals.compute(
        ensemble,
        points(scenario),
        scenario.sampler().steps().subList(from, scenario.steps()),
        new ResidualDraws(4, 2),
        HERE);
  }

  private static List<Sample> samples(Scenario scenario, Ensemble ensemble, int count) {
    return scenario.sampler().samples(ensemble, ExogenousNoise.philox(9), count);
  }

  /** Sources of one to three items, two samples, three of six steps. */
  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, DDIM",
    "POSTERIOR_MEAN, DDIM",
    "GAUSSIAN, DDIM_CLIPPED",
    "POSTERIOR_MEAN, DDIM_CLIPPED"
  })
  void attributeAll_isWhatItsFormulasSay(Kind kind, Walk walk) {
    Scenario scenario = Scenario.of(5, kind, walk);
    Ensemble ensemble = scenario.ensemble();
    TrainingResiduals residuals = residuals(scenario, ensemble, 3);
    List<Sample> samples = samples(scenario, ensemble, 2);
    CalibrationTwin twin = new CalibrationTwin(samples, Draws.rows(scenario.items()), residuals, 3);
    CalibratedAttributor attributor =
        new CalibratedAttributor(points(scenario), residuals).withFolds(3);
    assertEquals(walk == Walk.DDIM_CLIPPED, twin.clips());
    PredictedEffects fit =
        attributor
            .fit(attributor.design(samples, HERE), WordTable.of(scenario.code()), HERE)
            .effects();
    for (int k = 0; k < 3; k++) {
      for (int fold = 0; fold < 3; fold++) {
        double[] expected = twin.theta(k, fold);
        double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        assertArrayEquals(expected, fit.theta(k, fold), 1e-7 * scale, "theta of step " + k);
      }
    }
    List<CalibratedAttribution> found = attributor.attributeAll(samples);
    for (int q = 0; q < 2; q++) {
      for (int s = 0; s < Scenario.SOURCES; s++) {
        String of = "source " + s + " of sample " + q;
        assertEquals(twin.zScore(q, s), found.get(q).evidence().zScore(s), 1e-6, of);
        double size = twin.size(q, s);
        assertEquals(size, found.get(q).size(s), 1e-6 * Math.abs(size), of);
        assertEquals(Math.abs(size), found.get(q).distance(s), 1e-6 * Math.abs(size), of);
        for (int k = 0; k < 3; k++) {
          double[] effect = twin.effect(q, k, s, s % 3);
          double scale = Arrays.stream(effect).map(Math::abs).max().orElse(0);
          assertArrayEquals(effect, fit.effect(q, k, s), 1e-6 * scale, of);
        }
      }
    }
  }

  /** As where only one value of a latent is seen once it is decoded. */
  private static final class FirstValue implements Distance {
    @Override
    public double between(float[] a, float[] b, Shape shape) {
      return Math.abs((double) a[0] - b[0]);
    }

    @Override
    public double between(double[] a, double[] b, Shape shape) {
      return Math.abs(a[0] - b[0]);
    }
  }

  @Test
  void withDistance_measuresSizesAndNoEvidence() {
    Scenario scenario = Scenario.of(5, Kind.GAUSSIAN, Walk.DDIM);
    Ensemble ensemble = scenario.ensemble();
    CalibratedAttributor attributor =
        new CalibratedAttributor(points(scenario), residuals(scenario, ensemble, 3));
    List<Sample> samples = samples(scenario, ensemble, 2);
    CalibratedAttribution plain = attributor.attributeAll(samples).get(1);
    CalibratedAttribution other =
        attributor.withDistance(new FirstValue()).attributeAll(samples).get(1);
    boolean anyShorter = false;
    for (int s = 0; s < Scenario.SOURCES; s++) {
      assertEquals(plain.evidence().zScore(s), other.evidence().zScore(s));
      assertTrue(other.distance(s) <= plain.distance(s) + 1e-12);
      assertEquals(Math.signum(plain.size(s)), Math.signum(other.size(s)));
      anyShorter |= other.distance(s) < 0.5 * plain.distance(s);
    }
    assertTrue(anyShorter, "some change is in other values");
    double[] change = plain.influence(new int[] {2}, HERE)[0];
    assertEquals(Math.abs(change[0]), other.length(change), 1e-12);
    double squares = Arrays.stream(change).map(v -> v * v).sum();
    assertEquals(Math.sqrt(squares), plain.length(change), 1e-12 * Math.sqrt(squares));
  }

  /** What the test of a source rests on: nothing but its own word is in doubt under its null. */
  @Test
  void evidence_sourceGetsAnotherWord_itsNumbersStay() {
    Scenario scenario = Scenario.of(6, Kind.GAUSSIAN, Walk.DDIM);
    Ensemble ensemble = scenario.ensemble();
    TrainingResiduals residuals = residuals(scenario, ensemble, 2);
    CalibratedAttributor attributor = new CalibratedAttributor(points(scenario), residuals);
    CalibrationDesign design = attributor.design(samples(scenario, ensemble, 2), HERE);
    CodeAssignment code = scenario.code();
    SourceEvidence own = evidence(attributor, design, code);
    boolean othersMoved = false;
    for (int s = 0; s < Scenario.SOURCES; s++) {
      SourceEvidence swapped = evidence(attributor, design, withWord(code, s));
      // The source's reserved word is now its own, and the other way round.
      assertEquals(own.placeboZScore(s, 0), swapped.zScore(s), 1e-9, "source " + s);
      assertEquals(own.zScore(s), swapped.placeboZScore(s, 0), 1e-9, "source " + s);
      int other = (s + 1) % Scenario.SOURCES;
      othersMoved |= Math.abs(own.zScore(other) - swapped.zScore(other)) > 1e-3;
    }
    assertTrue(othersMoved, "the words of others do enter");
  }

  private static SourceEvidence evidence(
      CalibratedAttributor attributor, CalibrationDesign design, CodeAssignment code) {
    CalibrationFit fit = attributor.fit(design, WordTable.of(code), HERE);
    return fit.evidence(0, HERE).and(fit.attribution(1, ChangeLength.EUCLIDEAN, HERE).evidence());
  }

  /** The code with a source's word and the first reserved one exchanged. */
  private static CodeAssignment withWord(CodeAssignment code, int source) {
    List<Codeword> words = new ArrayList<>();
    for (int s = 0; s < code.sources().count(); s++) {
      words.add(s == source ? code.reservedWord(0) : code.word(s));
    }
    for (int r = 0; r < code.reserved(); r++) {
      words.add(r == 0 ? code.word(source) : code.reservedWord(r));
    }
    return Codebook.of(words).assignInOrder(code.sources());
  }

  @Test
  void attributeAll_otherThreads_isTheSameBits() {
    Scenario scenario = Scenario.of(7, Kind.POSTERIOR_MEAN, Walk.UNIPC);
    Ensemble ensemble = scenario.ensemble();
    List<Sample> samples = samples(scenario, ensemble, 3);
    TrainingResiduals residuals = residuals(scenario, ensemble, 1);
    CalibratedAttributor attributor = new CalibratedAttributor(points(scenario), residuals);
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      Execution there = HERE.on(pool, 4);
      List<CalibratedAttribution> alone = attributor.attributeAll(samples);
      List<CalibratedAttribution> together = attributor.with(there).attributeAll(samples);
      for (int q = 0; q < 3; q++) {
        for (int s = 0; s < Scenario.SOURCES; s++) {
          assertEquals(alone.get(q).size(s), together.get(q).size(s));
          assertEquals(alone.get(q).evidence().zScore(s), together.get(q).evidence().zScore(s));
        }
        assertArrayEquals(
            alone.get(q).influence(new int[] {4, 1}, HERE)[1],
            together.get(q).influence(new int[] {1}, there)[0]);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** A mirror image is a point of its source like any other. */
  @Test
  void withFlips_isAsIfMirrorImagesWereItems() {
    Scenario scenario = Scenario.of(8, Kind.GAUSSIAN, Walk.DDIM);
    Ensemble ensemble = scenario.ensemble();
    DataSources sources = scenario.code().sources();
    List<float[]> rows = new ArrayList<>();
    List<Integer> whose = new ArrayList<>();
    for (int copy = 0; copy < 2; copy++) {
      for (int item = 0; item < sources.items(); item++) {
        float[] row = scenario.items().row(item);
        rows.add(copy == 0 ? row : mirrored(row));
        whose.add((int) sources.sourceOf(item));
      }
    }
    TrainingPoints doubled =
        TrainingPoints.of(
            Batch.ofRows(Scenario.SHAPE, rows),
            DataSources.ofItems(whose.stream().mapToInt(s -> s).toArray()));
    TrainingPoints flipped = points(scenario).withFlips();
    List<Sample> samples = samples(scenario, ensemble, 1);
    CalibratedAttribution expected = attribution(ensemble, doubled, samples);
    CalibratedAttribution found = attribution(ensemble, flipped, samples);
    for (int s = 0; s < Scenario.SOURCES; s++) {
      assertEquals(expected.size(s), found.size(s));
      assertEquals(expected.evidence().zScore(s), found.evidence().zScore(s));
    }
    assertThrows(IllegalStateException.class, flipped::withFlips);
  }

  private static CalibratedAttribution attribution(
      Ensemble ensemble, TrainingPoints points, List<Sample> samples) {
    TrainingResiduals residuals =
        TrainingResiduals.compute(
            ensemble,
            points,
            TrainingResiduals.lateSteps(samples.get(0).sampler()),
            new ResidualDraws(1, 1),
            HERE);
    return new CalibratedAttributor(points, residuals).attributeAll(samples).get(0);
  }

  private static float[] mirrored(float[] row) {
    float[] mirrored = new float[row.length];
    int width = Scenario.SHAPE.width();
    for (int p = 0; p < row.length; p++) {
      mirrored[p] = row[p / width * width + width - 1 - p % width];
    }
    return mirrored;
  }

  @Test
  void attribute_modelsWithoutDerivatives_haveSizesButNoInfluence() {
    Scenario scenario = Scenario.of(9, Kind.GAUSSIAN, Walk.DDIM);
    Ensemble ensemble = scenario.ensemble();
    List<NoiseModel> plain = new ArrayList<>();
    for (int i = 0; i < ensemble.size(); i++) {
      plain.add(new Plain(ensemble.member(i)));
    }
    Ensemble without = Ensemble.of(scenario.code(), plain);
    TrainingResiduals residuals = residuals(scenario, ensemble, 3);
    CalibratedAttributor attributor = new CalibratedAttributor(points(scenario), residuals);
    CalibratedAttribution expected = attributor.attribute(samples(scenario, ensemble, 1).get(0));
    CalibratedAttribution found = attributor.attribute(samples(scenario, without, 1).get(0));
    assertEquals(expected.size(2), found.size(2));
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> found.influence(new int[] {0}, HERE));
    assertTrue(error.getMessage().contains("member 0"), error.getMessage());
  }

  private record Plain(NoiseModel of) implements NoiseModel {
    @Override
    public Shape shape() {
      return of.shape();
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      return of.predict(x, timestep);
    }
  }

  /** Words that removed sources gave up stand last, and can be left out. */
  @Test
  void withPlacebos_takesTheFirstReservedWords() {
    Scenario scenario = Scenario.of(12, Kind.GAUSSIAN, Walk.DDIM);
    Ensemble ensemble = scenario.ensemble();
    CodeAssignment less = scenario.code().without(1, 4);
    List<NoiseModel> members = new ArrayList<>();
    for (int i = 0; i < ensemble.size(); i++) {
      members.add(ensemble.member(i));
    }
    int[] items = scenario.code().sources().itemsWithout(1, 4).mapToInt(Math::toIntExact).toArray();
    TrainingPoints points = TrainingPoints.of(scenario.items().select(items), less.sources());
    Ensemble repaired = Ensemble.of(less, members);
    TrainingResiduals residuals =
        TrainingResiduals.compute(
            repaired,
            points,
            scenario.sampler().steps().subList(3, 6),
            new ResidualDraws(4, 2),
            HERE);
    CalibratedAttributor attributor = new CalibratedAttributor(points, residuals);
    Sample sample = samples(scenario, repaired, 1).get(0);
    SourceEvidence all = attributor.attribute(sample).evidence();
    long before = scenario.code().reserved();
    SourceEvidence first = attributor.withPlacebos(before).attribute(sample).evidence();
    assertEquals(before + 2, all.placebos());
    assertEquals(before, first.placebos());
    for (int s = 0; s < 6; s++) {
      assertEquals(all.zScore(s), first.zScore(s));
      for (int r = 0; r < before; r++) {
        assertEquals(all.placeboZScore(s, r), first.placeboZScore(s, r));
      }
    }
    assertFalse(attributor.withPlacebos(0).attribute(sample).evidence().isCalibrated());
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> attributor.withPlacebos(-1));
    assertTrue(error.getMessage().contains("found -1"), error.getMessage());
  }

  @Test
  void top_isByDistance() {
    Scenario scenario = Scenario.of(10, Kind.GAUSSIAN, Walk.DDIM);
    Ensemble ensemble = scenario.ensemble();
    CalibratedAttribution found =
        new CalibratedAttributor(points(scenario), residuals(scenario, ensemble, 3))
            .attribute(samples(scenario, ensemble, 1).get(0));
    int[] top = found.top(Scenario.SOURCES);
    for (int i = 1; i < top.length; i++) {
      assertTrue(found.distance(top[i - 1]) >= found.distance(top[i]));
    }
    assertEquals(1, found.rank(top[0]));
  }

  @Test
  void attributeAll_whatDoesNotFit_isNamed() {
    Scenario scenario = Scenario.of(11, Kind.GAUSSIAN, Walk.DDIM);
    Ensemble ensemble = scenario.ensemble();
    TrainingResiduals residuals = residuals(scenario, ensemble, 3);
    CalibratedAttributor attributor = new CalibratedAttributor(points(scenario), residuals);
    assertMessage("at least 1 sample", () -> attributor.attributeAll(List.of()));
    Sample sample = samples(scenario, ensemble, 1).get(0);
    Sample other = samples(scenario, scenario.ensemble(), 1).get(0);
    assertMessage("sample 1 is", () -> attributor.attributeAll(List.of(sample, other)));
    Ensemble ablated = ensemble.without(0);
    Sample ofAblated = scenario.sampler().sample(ablated, scenario.noise());
    assertMessage("were removed", () -> attributor.attribute(ofAblated));
    Sample ofOtherSteps =
        DdimSampler.steps(7)
            .withSpacing(Timesteps.Spacing.LEADING)
            .sample(ensemble, scenario.noise());
    assertMessage("no step of the sampler", () -> attributor.attribute(ofOtherSteps));
    assertMessage("at least 1 template", () -> attributor.withTemplates(List.of()));
    assertMessage("at least 2 folds, found 1", () -> attributor.withFolds(1));
    assertMessage("found NaN", () -> attributor.withRidge(Double.NaN));
    assertMessage("at least 1.0E-9 and finite, found 9.0E-10", () -> attributor.withRidge(9e-10));
    TrainingPoints flipped = points(scenario).withFlips();
    assertMessage("has a residual", () -> new CalibratedAttributor(flipped, residuals));
  }

  /** What templates are told of a state is of one state and the points. */
  @Test
  void seenPoints_areSquaresAndProductsOfWhatTheySay() {
    Scenario scenario = Scenario.of(14, Kind.GAUSSIAN, Walk.DDIM_CLIPPED);
    Ensemble ensemble = scenario.ensemble();
    List<SeenPoints> all = Collections.synchronizedList(new ArrayList<>());
    Template listening =
        new Template() {
          @Override
          public Direction direction() {
            return Direction.RESIDUAL;
          }

          @Override
          public double[] weights(SeenPoints seen) {
            all.add(seen);
            return seen.products();
          }
        };
    new CalibratedAttributor(points(scenario), residuals(scenario, ensemble, 3))
        .withTemplates(List.of(listening))
        .attribute(samples(scenario, ensemble, 1).get(0));
    assertEquals(3, all.size());
    float[] point = new float[Scenario.SHAPE.size()];
    for (SeenPoints seen : all) {
      for (int j = 0; j < seen.count(); j++) {
        scenario.items().copyRow(j, point);
        double fromState = 0;
        double fromClean = 0;
        for (int p = 0; p < point.length; p++) {
          double toState = seen.state()[p] - Math.sqrt(seen.alphaBar()) * point[p];
          fromState += toState * toState;
          fromClean += (seen.clean()[p] - point[p]) * (seen.clean()[p] - point[p]);
        }
        assertEquals(fromState, seen.squaredFromState()[j], 1e-9 * fromState);
        assertEquals(fromClean, seen.squaredFromClean()[j], 1e-9 * fromClean);
      }
    }
  }

  @Test
  void attribute_templateThatGivesNaN_isNamed() {
    Scenario scenario = Scenario.of(12, Kind.GAUSSIAN, Walk.DDIM);
    Ensemble ensemble = scenario.ensemble();
    Template broken =
        new Template() {
          @Override
          public Direction direction() {
            return Direction.DIFFERENCE;
          }

          @Override
          public double[] weights(SeenPoints seen) {
            double[] weights = new double[seen.count()];
            weights[3] = Double.NaN;
            return weights;
          }

          @Override
          public String toString() {
            return "broken";
          }
        };
    CalibratedAttributor attributor =
        new CalibratedAttributor(points(scenario), residuals(scenario, ensemble, 3))
            .withTemplates(List.of(broken));
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class,
            () -> attributor.attribute(samples(scenario, ensemble, 1).get(0)));
    assertTrue(error.getMessage().contains("broken gave point 3"), error.getMessage());
  }

  /** Templates that are the same twice, with the least ridge. */
  @Test
  void attribute_leastRidgeAndDependentTemplates_isFinite() {
    Scenario scenario = Scenario.of(14, Kind.GAUSSIAN, Walk.DDIM);
    Ensemble ensemble = scenario.ensemble();
    Template twice = Templates.linear(Template.Direction.RESIDUAL);
    CalibratedAttribution found =
        new CalibratedAttributor(points(scenario), residuals(scenario, ensemble, 3))
            .withTemplates(List.of(twice, twice))
            .withRidge(1e-9)
            .attribute(samples(scenario, ensemble, 1).get(0));
    for (int s = 0; s < Scenario.SOURCES; s++) {
      assertTrue(Math.abs(found.size(s)) < 100, "source " + s + ": " + found.size(s));
    }
  }

  /** The walk of six steps is a part of the work, as are the passes over all points. */
  @Test
  void attributeAll_progress_endsWithTheWork() {
    Scenario scenario = Scenario.of(15, Kind.GAUSSIAN, Walk.DDIM);
    Ensemble ensemble = scenario.ensemble();
    List<Long> done = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    Execution reporting =
        HERE.reportingTo(
            (some, total) -> {
              done.add(some);
              totals.add(total);
            });
    CalibratedAttributor attributor =
        new CalibratedAttributor(points(scenario), residuals(scenario, ensemble, 3))
            .with(reporting);
    List<Sample> samples = samples(scenario, ensemble, 2);
    attributor.attributeAll(samples);
    assertProgress(done, totals);
    // Two samples of 6 steps, three of which are calibrated: 12 of 30 when they were walked.
    assertEquals(0.4 * totals.get(0), done.get(5), 2);
    done.clear();
    totals.clear();
    AnyEffectTest.of(attributor, samples, 2, 1);
    assertProgress(done, totals);
  }

  private static void assertProgress(List<Long> done, List<Long> totals) {
    assertEquals(1, totals.stream().distinct().count(), totals.toString());
    assertEquals(done.stream().sorted().toList(), done);
    assertEquals(totals.get(0), done.get(done.size() - 1));
    assertTrue(done.get(done.size() - 2) < totals.get(0), done.toString());
  }

  /** Where values are small themselves, their covariance is no more singular than before. */
  @Test
  void whitened_scaledPoints_isScaled() {
    Batch points = Draws.batch(3, 1, Scenario.SHAPE, 20);
    float[] small = points.toArray();
    double c = 0x1p-20;
    for (int p = 0; p < small.length; p++) {
      small[p] *= (float) c;
    }
    double[] v = Draws.doubles(3, 2, Scenario.SHAPE.size());
    double[] expected = PointMoments.of(points, HERE).whitened(v);
    double[] found = PointMoments.of(Batch.of(Scenario.SHAPE, small), HERE).whitened(v);
    for (int p = 0; p < v.length; p++) {
      assertEquals(expected[p], found[p] * c * c, 1e-9 * Math.abs(expected[p]) + 1e-12);
    }
  }

  @Test
  void attribute_cancelled_ends() {
    Scenario scenario = Scenario.of(13, Kind.GAUSSIAN, Walk.DDIM);
    Ensemble ensemble = scenario.ensemble();
    CalibratedAttributor attributor =
        new CalibratedAttributor(points(scenario), residuals(scenario, ensemble, 3))
            .with(HERE.until(() -> true));
    Sample sample = samples(scenario, ensemble, 1).get(0);
    assertThrows(CancellationException.class, () -> attributor.attribute(sample));
  }

  private static void assertMessage(String part, Runnable run) {
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, run::run);
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }
}
