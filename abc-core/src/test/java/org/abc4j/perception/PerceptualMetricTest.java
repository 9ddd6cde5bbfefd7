package org.abc4j.perception;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.AnchoredAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.HybridAttributor;
import org.abc4j.attribution.HybridLandscape;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.ScreenedLandscape;
import org.abc4j.attribution.ScreeningAttributor;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.data.Normalisation;
import org.abc4j.model.Ablation;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Messages;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.junit.jupiter.api.Test;

class PerceptualMetricTest {
  private static final Scenario SCENARIO = Scenario.of(8, Kind.POSTERIOR_MEAN, Walk.DDIM);
  private static final Sample SAMPLE = SCENARIO.sample();
  private static final Execution HERE = Execution.sequential();

  private static float[] counterfactual(int source) {
    return SCENARIO
        .sampler()
        .generate(
            SAMPLE.ensemble().with(Ablation.ofSources(SCENARIO.code(), source).coefficients()),
            List.of(SCENARIO.noise()))
        .row(0);
  }

  /** Values of a sample as the tiny network sees them. */
  private static float[] seen(float[] sample) {
    float[] picture = Normalisation.plusMinusOne().undo(Batch.of(Scenario.SHAPE, sample)).toArray();
    float[] seen = new float[picture.length];
    for (int p = 0; p < seen.length; p++) {
      double cut = Math.max(0, Math.min(1, (double) picture[p]));
      seen[p] = (float) ((cut - 0.5) / 0.25);
    }
    return seen;
  }

  private static double slowCosine(TinyExtractor extractor, float[] a, float[] b) {
    float[] ofA = extractor.features("vector", seen(a));
    float[] ofB = extractor.features("vector", seen(b));
    double inner = 0;
    double squareA = 0;
    double squareB = 0;
    for (int i = 0; i < ofA.length; i++) {
      inner += (double) ofA[i] * ofB[i];
      squareA += (double) ofA[i] * ofA[i];
      squareB += (double) ofB[i] * ofB[i];
    }
    return 1 - inner / Math.sqrt(squareA * squareB);
  }

  @Test
  void landscape_eachSource_isTheDistanceBetweenFeatures() {
    TinyExtractor extractor = TinyExtractor.vector(1);
    Landscape landscape =
        new AblationAttributor().withDistance(extractor.cosine()).attribute(SAMPLE);
    for (int s = 0; s < Scenario.SOURCES; s++) {
      assertEquals(
          slowCosine(extractor, SAMPLE.image(), counterfactual(s)), landscape.distance(s), 1e-12);
    }
    assertTrue(landscape.radius() > 1e-4, "radius " + landscape.radius());
    // The sample once, and each counterfactual once.
    assertEquals(1 + Scenario.SOURCES, extractor.shown.get());
  }

  @Test
  void landscape_anyChunk_isTheSameBits() {
    PerceptualMetric metric = TinyExtractor.vector(1).cosine();
    AblationAttributor attributor = new AblationAttributor().withDistance(metric);
    double[] expected = attributor.attribute(SAMPLE).distances();
    for (int chunk : new int[] {1, 2, 3, 5, 8, 9}) {
      assertArrayEquals(expected, attributor.withChunk(chunk).attribute(SAMPLE).distances());
    }
    for (int s = 0; s < Scenario.SOURCES; s++) {
      assertEquals(expected[s], metric.between(SAMPLE.image(), counterfactual(s), Scenario.SHAPE));
    }
  }

  @Test
  void landscapes_besideOthers_areThoseOfEach() {
    TinyExtractor extractor =
        new TinyExtractor(5, Map.of("first", new int[] {2, 2, 2}, "tokens", new int[] {3, 2}));
    LpipsDistance lpips =
        LpipsDistance.of(List.of("first"), Map.of("first", new float[] {0.5f, 2}));
    List<Distance> distances =
        List.of(
            PerceptualMetric.of(extractor.features(FeatureKind.LPIPS, "first"), lpips),
            Distance.euclidean(),
            PerceptualMetric.of(
                extractor.features(FeatureKind.LARGEST_PATCH, "tokens"),
                LargestPatchDistance.of("tokens", 1)));
    List<Integer> visited = new ArrayList<>();
    List<Landscape> together =
        new AblationAttributor()
            .withChunk(3)
            .landscapes(SAMPLE, distances, (source, ablation, image) -> visited.add((int) source));
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7), visited);
    for (int d = 0; d < 3; d++) {
      assertArrayEquals(
          new AblationAttributor().withDistance(distances.get(d)).attribute(SAMPLE).distances(),
          together.get(d).distances());
    }
  }

  @Test
  void features_inBatches_areThoseOfEachImage() {
    SampleFeatures features = TinyExtractor.vector(3).features(FeatureKind.COSINE, "vector");
    List<float[]> alone = new ArrayList<>();
    int count = SCENARIO.items().rows();
    features.forEach(SCENARIO.items(), 0, count, 0, HERE, (row, layout, found) -> alone.add(found));
    for (int batch : new int[] {2, 5, 100}) {
      List<float[]> together = new ArrayList<>();
      List<Long> progress = new ArrayList<>();
      features
          .withBatch(batch)
          .forEach(
              SCENARIO.items(),
              1,
              count,
              1,
              HERE.reportingTo((done, total) -> progress.add(done)),
              (row, layout, found) -> together.add(found));
      for (int k = 0; k < together.size(); k++) {
        assertArrayEquals(alone.get(k + 1), together.get(k));
      }
      assertEquals(count - 1L, progress.get(progress.size() - 1));
      assertNotEquals(features.sha256(), features.withBatch(batch).sha256());
    }
  }

  /** Whoever measures counterfactuals one by one shows the sample itself to the network once. */
  @Test
  void otherLandscapes_byAMetric_areOfTheirCounterfactuals() {
    TinyExtractor extractor = TinyExtractor.vector(1);
    PerceptualMetric metric = extractor.cosine();
    double[] exact = new AblationAttributor().withDistance(metric).attribute(SAMPLE).distances();
    ScreenedLandscape screened =
        new ScreeningAttributor(new AblationAttributor())
            .withDistance(metric)
            .withFirst(3)
            .withDrawn(2, 1)
            .attribute(SAMPLE);
    for (int source : screened.verified()) {
      assertEquals(exact[source], screened.distance(source).orElseThrow());
    }
    HybridLandscape hybrid =
        new HybridAttributor().withDistance(metric).withHandover(0).attribute(SAMPLE);
    assertArrayEquals(exact, hybrid.landscape().distances());
    extractor.shown.set(0);
    new AnchoredAttributor().withDistance(metric).attribute(SAMPLE);
    assertEquals(1 + Scenario.SOURCES, extractor.shown.get());
  }

  @Test
  void differential_perceptualMetric_isRefused() {
    PerceptualMetric metric = TinyExtractor.vector(1).cosine();
    String message =
        "differential ablation takes distances between values, but tiny is one between features,"
            + " which has no gradient: measure exact counterfactuals by it";
    Messages.assertIllegal(message, () -> new DifferentialAttributor().withDistance(metric));
    Messages.assertIllegal(
        message, () -> new DifferentialAttributor().jacobian(SAMPLE).landscape(metric));
  }

  @Test
  void landscape_featuresThatAreNaN_areRefusedNamingTheImage() {
    for (int chunk : new int[] {1, 3, 256}) {
      TinyExtractor extractor = TinyExtractor.vector(1);
      // The sample is shown first.
      extractor.spoilt = 1 + 4;
      AblationAttributor attributor =
          new AblationAttributor().withDistance(extractor.cosine()).withChunk(chunk);
      Messages.assertFails(
          ArithmeticException.class,
          "tiny finds finite features, but of image 4 'vector' has a value of NaN",
          () -> attributor.attribute(SAMPLE));
    }
  }

  @Test
  void metric_imageThatIsNaN_isRefusedNamingIt() {
    float[] values = SCENARIO.items().toArray();
    values[2 * Scenario.SHAPE.size() + 3] = Float.NaN;
    PerceptualMetric metric = TinyExtractor.vector(1).cosine();
    Messages.assertFails(
        ArithmeticException.class,
        "tiny sees images of finite values, image 102: an image has finite values, but value 3 is"
            + " NaN",
        () ->
            metric
                .from(SAMPLE.image(), Scenario.SHAPE)
                .to(Batch.of(Scenario.SHAPE, values), 100, HERE));
    Messages.assertIllegal(
        "samples of shape 1×4×4 have 16 values, found 3",
        () -> metric.from(new float[3], Scenario.SHAPE));
  }

  @Test
  void metric_cancelled_stopsBetweenPasses() {
    TinyExtractor extractor = TinyExtractor.vector(1);
    PerceptualMetric metric = extractor.cosine();
    assertThrows(
        CancellationException.class,
        () ->
            metric
                .from(SAMPLE.image(), Scenario.SHAPE)
                .to(SCENARIO.items(), 0, HERE.until(() -> extractor.shown.get() == 4)));
    assertEquals(4, extractor.shown.get());
  }

  @Test
  void metric_layoutThatItCannotMeasure_isRefusedBeforeAnythingIsGenerated() {
    TinyExtractor extractor = TinyExtractor.vector(1);
    PerceptualMetric metric =
        PerceptualMetric.of(
            extractor.features(FeatureKind.LARGEST_PATCH, "vector"),
            LargestPatchDistance.of("vector", 1));
    Messages.assertIllegal(
        "output 'vector' is to be tokens × width, more than the 1 tokens that are dropped, found"
            + " [5]",
        () -> new AblationAttributor().withDistance(metric).attribute(SAMPLE));
    assertEquals(1, extractor.shown.get());
    Messages.assertFails(
        ExtractorException.class,
        "tiny answers a row of 'other' for each of 1 images, found none",
        () ->
            PerceptualMetric.of(
                    extractor.features(FeatureKind.COSINE, "other"), CosineDistance.of("other"))
                .between(SAMPLE.image(), SAMPLE.image(), Scenario.SHAPE));
  }

  @Test
  void sha256_isOfAllThatDecides() {
    PerceptualMetric metric = TinyExtractor.vector(1).cosine();
    assertEquals(metric.sha256(), TinyExtractor.vector(1).cosine().sha256());
    assertNotEquals(metric.sha256(), TinyExtractor.vector(2).cosine().sha256());
    TinyExtractor same = TinyExtractor.vector(1);
    ExtractorDescription description = TinyExtractor.description(FeatureKind.COSINE, "vector");
    assertNotEquals(
        metric.sha256(),
        PerceptualMetric.of(
                SampleFeatures.of(description, same, Normalisation.cifarAsPrinted()),
                CosineDistance.of("vector"))
            .sha256());
    assertNotEquals(
        metric.sha256(),
        PerceptualMetric.of(metric.features(), LargestPatchDistance.of("vector", 0)).sha256());
    assertEquals("tiny", metric.toString());
  }

  /** By pairs, as any distance. */
  @Test
  void visual_withoutKeptFeatures_isTheSame() {
    PerceptualMetric metric = TinyExtractor.vector(1).cosine();
    VisualAttribution found =
        VisualAttributor.of(SCENARIO.items(), SCENARIO.code().sources())
            .withDistance(metric)
            .attribute(SAMPLE);
    for (int s = 0; s < Scenario.SOURCES; s++) {
      int nearest = (int) found.nearestItem(s);
      assertEquals(
          metric.between(SAMPLE.image(), SCENARIO.items().row(nearest), Scenario.SHAPE),
          found.distance(s));
    }
  }
}
