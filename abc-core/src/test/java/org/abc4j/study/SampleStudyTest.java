package org.abc4j.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.EuclideanDistance;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ablation;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.junit.jupiter.api.Test;

class SampleStudyTest {
  private static final Shape SHAPE = new Shape(1, 4, 6);
  private static final int SOURCES = StudiedSamples.SOURCES;

  private final Batch items = StudiedSamples.random(SHAPE);
  private final Sample sample = StudiedSamples.gaussian(items, 3);
  private final StudySettings settings =
      StudySettings.exactAndFirstOrder()
          .picturing(SOURCES)
          .comparingBy(VisualAttributor.of(items, sample.ensemble().code().sources()));
  private final SampleStudy study = SampleStudy.of(sample, settings, Execution.sequential());
  private final Landscape exact = study.exact().orElseThrow();
  private final Landscape differential = study.differential().orElseThrow();

  /** The same noise through the ensemble without the members that saw the source. */
  private static float[] generatedWithout(Sample sample, int source) {
    Ensemble ensemble = sample.ensemble();
    Ablation ablation = Ablation.ofSources(ensemble.code(), source);
    return sample
        .sampler()
        .generate(ensemble.with(ablation.coefficients()), List.of(sample.noise()))
        .row(0);
  }

  private static SampleStudy studyOfEqualImages() {
    Batch black = Batch.of(SHAPE, new float[SOURCES * SHAPE.size()]);
    return SampleStudy.of(
        StudiedSamples.gaussian(black, 1),
        StudySettings.exactAndFirstOrder(),
        Execution.sequential());
  }

  static double euclidean(float[] a, float[] b) {
    double sum = 0;
    for (int p = 0; p < a.length; p++) {
      sum += Math.pow((double) a[p] - b[p], 2);
    }
    return Math.sqrt(sum);
  }

  private static double pearson(double[] x, double[] y) {
    double mx = Arrays.stream(x).average().orElseThrow();
    double my = Arrays.stream(y).average().orElseThrow();
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - mx) * (y[i] - my);
      xx += (x[i] - mx) * (x[i] - mx);
      yy += (y[i] - my) * (y[i] - my);
    }
    return xy / Math.sqrt(xx * yy);
  }

  private static double[] ranks(double[] values) {
    return Arrays.stream(values)
        .map(v -> Arrays.stream(values).filter(other -> other < v).count())
        .toArray();
  }

  private double[] change(float[] image) {
    double[] change = new double[image.length];
    Arrays.setAll(change, p -> (double) image[p] - sample.image()[p]);
    return change;
  }

  @Test
  void counterfactual_eachSource_isTheSameNoiseThroughTheOtherMembers() {
    for (int s = 0; s < SOURCES; s++) {
      float[] expected = generatedWithout(sample, s);
      assertArrayEquals(expected, study.counterfactual(s));
      assertEquals(euclidean(sample.image(), expected), exact.distance(s), 1e-12);
    }
  }

  @Test
  void placebos_areTheSameNoiseWithoutTheMembersOfReservedWords() {
    CodeAssignment code =
        Codebook.design(SOURCES, 3, 5).assign(DataSources.oneItemEach(SOURCES), 5);
    Ensemble ensemble = ClosedFormEnsembles.gaussian(items, code, 0.1, NoiseSchedule.linear());
    Sample other = DdimSampler.steps(3).sample(ensemble, ExogenousNoise.philox(2).of(0));
    double[] placebos =
        SampleStudy.of(other, StudySettings.exactOnly(), Execution.sequential()).placebos();
    assertEquals(3, placebos.length);
    for (int k = 0; k < 3; k++) {
      Ablation ablation = Ablation.ofMembers(code.reservedWord(k));
      float[] expected =
          other
              .sampler()
              .generate(ensemble.with(ablation.coefficients()), List.of(other.noise()))
              .row(0);
      assertEquals(euclidean(other.image(), expected), placebos[k], 1e-12);
    }
  }

  @Test
  void counterfactual_memorisingMembers_isTheSameNoiseThroughTheOtherMembers() {
    Sample memorised = StudiedSamples.memorising(items, 4);
    SampleStudy its = SampleStudy.of(memorised, settings, Execution.sequential());
    for (int s = 0; s < SOURCES; s++) {
      assertArrayEquals(generatedWithout(memorised, s), its.counterfactual(s));
    }
  }

  @Test
  void landscapes_areThoseOfTheAttributors() {
    Distance atPaperSize = Distance.euclidean().scaledTo(EuclideanDistance.PAPER_SHAPE);
    assertArrayEquals(new AblationAttributor().attribute(sample).distances(), exact.distances());
    assertArrayEquals(
        new AblationAttributor().withDistance(atPaperSize).attribute(sample).distances(),
        study.scaled().orElseThrow().distances());
    assertArrayEquals(
        new DifferentialAttributor().attribute(sample).distances(), differential.distances());
    assertTrue(
        study.scaled().orElseThrow().radius() > 10 * exact.radius(), "scaled to more pixels");
  }

  @Test
  void firstOrder_eachSource_liesAtTheDifferentialDistance() {
    for (int s = 0; s < SOURCES; s++) {
      float[] expected =
          new DifferentialAttributor()
              .jacobian(sample)
              .counterfactual(Ablation.ofSources(sample.ensemble().code(), s));
      assertArrayEquals(expected, study.firstOrder(s));
      assertEquals(
          euclidean(sample.image(), expected), differential.distance(s), 1e-5, "source " + s);
    }
  }

  @Test
  void visual_isTheDistanceToEachItem() {
    VisualAttribution visual = study.visual().orElseThrow();
    for (int s = 0; s < SOURCES; s++) {
      assertEquals(euclidean(sample.image(), items.row(s)), visual.distance(s), 1e-12);
    }
    VisualAttribution direct =
        VisualAttributor.of(items, sample.ensemble().code().sources()).attribute(sample);
    assertArrayEquals(direct.top(SOURCES), visual.top(SOURCES));
  }

  @Test
  void spearman_isTheCorrelationOfTheRanks() {
    double expected = pearson(ranks(exact.distances()), ranks(differential.distances()));
    assertEquals(expected, study.spearman(), 1e-12);
    assertTrue(expected > 0.5 && expected < 1, "a case that can tell: " + expected);
  }

  @Test
  void medianPixelCorrelation_isTheMiddleOfTheSources() {
    double[] sorted = new double[SOURCES];
    for (int s = 0; s < sorted.length; s++) {
      sorted[s] = pearson(change(study.counterfactual(s)), change(study.firstOrder(s)));
    }
    Arrays.sort(sorted);
    double expected = (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    assertEquals(expected, study.medianPixelCorrelation(), 1e-12);
    assertTrue(expected > 0 && expected < 0.9999, "a case that can tell: " + expected);
  }

  @Test
  void of_severalThreads_givesTheSameBits() {
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      SampleStudy threaded = SampleStudy.of(sample, settings, Execution.sequential().on(pool, 3));
      assertArrayEquals(exact.distances(), threaded.exact().orElseThrow().distances());
      assertArrayEquals(
          study.scaled().orElseThrow().distances(), threaded.scaled().orElseThrow().distances());
      assertArrayEquals(
          differential.distances(), threaded.differential().orElseThrow().distances());
      assertArrayEquals(study.firstOrder(7), threaded.firstOrder(7));
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void of_listener_hearsOneComputationFromItsStartToItsEnd() {
    List<Double> shares = new ArrayList<>();
    SampleStudy.of(
        sample,
        settings,
        Execution.sequential().reportingTo((done, total) -> shares.add(done / (double) total)));
    assertEquals(0, shares.get(0));
    assertEquals(1, shares.get(shares.size() - 1));
    assertEquals(shares.stream().sorted().toList(), shares);
    assertEquals(1, shares.stream().filter(share -> share == 1).count());
  }

  @Test
  void images_areCopies() {
    study.counterfactual(0)[0] = 99;
    assertArrayEquals(generatedWithout(sample, 0), study.counterfactual(0));
    assertNotSame(study.firstOrder(0), study.firstOrder(0));
  }

  @Test
  void seconds_areTimes() {
    for (double seconds : new double[] {study.exactSeconds(), study.differentialSeconds()}) {
      assertTrue(seconds > 0 && seconds < 60, "seconds: " + seconds);
    }
  }

  @Test
  void correlations_imagesAllTheSame_areUndefined() {
    SampleStudy constant = studyOfEqualImages();
    assertEquals(0, constant.leading().radius());
    assertTrue(Double.isNaN(constant.spearman()));
    assertTrue(Double.isNaN(constant.medianPixelCorrelation()));
    assertTrue(Double.isNaN(SampleStudy.median(List.of(constant), SampleStudy::spearman)));
  }

  @Test
  void median_someUndefined_isThatOfTheOthers() {
    SampleStudy constant = studyOfEqualImages();
    assertEquals(
        study.spearman(),
        SampleStudy.median(List.of(constant, study, constant), SampleStudy::spearman));
    assertEquals(
        exact.radius() / 2,
        SampleStudy.median(List.of(constant, study), s -> s.leading().radius()),
        1e-15);
  }

  /** What a file of a study refuses, a study refuses. */
  @Test
  void study_distanceThatIsNotFinite_isRefused() {
    for (int place = 0; place < 4; place++) {
      StudyParts parts =
          new StudyParts(SampleOrigin.unknown(), new Shape(1, 1, 1), new float[] {0});
      double[][] distances = {{1, 2}, {1, 2}, {1, 2}, {1, 2}};
      distances[place][1] = Double.POSITIVE_INFINITY;
      parts.exact = Landscape.of(distances[0]);
      parts.differential = Landscape.of(distances[1]);
      parts.placebos = distances[2];
      parts.differentialPlacebos = distances[3];
      String kind = List.of("exact", "first-order", "placebo", "first-order placebo").get(place);
      assertEquals(
          "a study is of finite distances, found Infinity as " + kind + " of 1",
          assertThrows(IllegalArgumentException.class, () -> new SampleStudy(parts)).getMessage());
    }
  }

  @Test
  void lookingAlike_hasNoLandscapeAndWhatTheOthersSay() {
    VisualAttributor visual = VisualAttributor.of(items, sample.ensemble().code().sources());
    SampleStudy alike =
        SampleStudy.of(
            sample,
            StudySettings.withoutCounterfactuals().comparingBy(visual),
            Execution.sequential());
    assertFalse(alike.hasLandscape());
    assertEquals(SOURCES, alike.sources());
    assertEquals(0, alike.leadingPlacebos().length);
    assertEquals(0, alike.pictured().length);
    for (int s = 0; s < SOURCES; s++) {
      assertEquals(visual.attribute(sample).distance(s), alike.visual().orElseThrow().distance(s));
    }
    assertEquals(
        "this study has no landscape, exact or of first order",
        assertThrows(IllegalStateException.class, alike::leading).getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            SampleStudy.of(sample, StudySettings.withoutCounterfactuals(), Execution.sequential()));
  }
}
