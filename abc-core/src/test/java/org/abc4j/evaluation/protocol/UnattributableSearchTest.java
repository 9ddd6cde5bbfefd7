package org.abc4j.evaluation.protocol;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.PerceptualDistance;
import org.abc4j.attribution.Quantization;
import org.abc4j.evaluation.Proportion;
import org.abc4j.evaluation.protocol.UnattributableSearch.Finding;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.SmoothCodec;
import org.junit.jupiter.api.Test;

class UnattributableSearchTest {
  private static final int N = Scenario.SOURCES;

  private static Sample sample(long seed) {
    return Scenario.of(seed, Scenario.Kind.POSTERIOR_MEAN, Scenario.Walk.DDIM).sample();
  }

  @Test
  void truly_manySamplesAndSpaces_areWhatLandscapesSay() {
    List<Finding> findings = new ArrayList<>();
    int saved = 0;
    for (long seed = 0; seed < 12; seed++) {
      Sample sample = sample(seed);
      for (double threshold : new double[] {-1.5, -0.9, 0, 0.97, 2}) {
        Quantization space = Quantization.threshold(threshold);
        Landscape landscape = new AblationAttributor().withQuantization(space).attribute(sample);
        Finding finding = UnattributableSearch.truly(space).withChunk(2).find(sample);
        assertEquals(
            landscape.isTrulyUnattributable().orElseThrow(),
            finding.isUnattributable(),
            "seed " + seed + ", threshold " + threshold);
        int[] changing = landscape.sourcesThatChangeIt().orElseThrow();
        assertEquals(
            changing.length == 0 ? OptionalInt.empty() : OptionalInt.of(changing[0]),
            finding.witness());
        saved += N - finding.generated();
        findings.add(finding);
      }
    }
    Proportion share = UnattributableSearch.share(findings);
    assertTrue(share.successes() >= 24 && share.successes() < share.trials(), share.toString());
    assertTrue(saved > 60, "counterfactuals saved: " + saved);
  }

  @Test
  void nearly_thresholdsAroundTheRadius_areWhatLandscapesSay() {
    for (long seed = 0; seed < 4; seed++) {
      Sample sample = sample(seed);
      Landscape landscape = new AblationAttributor().attribute(sample);
      for (double factor : new double[] {0.5, 1, 1.0001}) {
        double tau = factor * landscape.radius();
        Finding finding = UnattributableSearch.nearly(Distance.euclidean(), tau).find(sample);
        assertEquals(landscape.isUnattributable(tau), finding.isUnattributable());
        assertEquals(factor > 1, finding.isUnattributable());
      }
    }
  }

  /** A network sees the sample once, and each counterfactual as it comes. */
  @Test
  void nearly_perceptualDistance_isWhatLandscapesSay() {
    AtomicInteger seen = new AtomicInteger();
    PerceptualDistance distance =
        (factual, shape) -> {
          seen.incrementAndGet();
          return (images, first, execution) ->
              IntStream.range(0, images.rows())
                  .mapToDouble(r -> Distance.euclidean().between(factual, images.row(r), shape))
                  .toArray();
        };
    Sample sample = sample(3);
    double radius = new AblationAttributor().attribute(sample).radius();
    assertFalse(UnattributableSearch.nearly(distance, radius).find(sample).isUnattributable());
    assertTrue(
        UnattributableSearch.nearly(distance, Math.nextUp(radius)).find(sample).isUnattributable());
    assertEquals(2, seen.get());
  }

  @Test
  void nearly_decodedSamples_areMeasuredAsImages() {
    Sample sample = sample(4);
    SmoothCodec codec = SmoothCodec.of(Scenario.SHAPE, 0.7);
    double radius = new AblationAttributor().decodedBy(codec).attribute(sample).radius();
    UnattributableSearch search =
        UnattributableSearch.nearly(Distance.euclidean(), radius).decodedBy(codec);
    assertFalse(search.find(sample).isUnattributable());
    assertTrue(
        UnattributableSearch.nearly(Distance.euclidean(), Math.nextUp(radius))
            .decodedBy(codec)
            .find(sample)
            .isUnattributable());
  }

  @Test
  void find_mostSuspectFirst_takesOneGroup() {
    Sample sample = sample(1);
    Landscape landscape = new AblationAttributor().attribute(sample);
    UnattributableSearch search =
        UnattributableSearch.nearly(Distance.euclidean(), landscape.radius()).withChunk(1);
    Finding best = search.find(sample, landscape.top(N));
    assertEquals(1, best.generated());
    assertEquals(OptionalInt.of(landscape.top(1)[0]), best.witness());
    int[] worst = landscape.top(N);
    for (int i = 0; i < N / 2; i++) {
      int other = worst[i];
      worst[i] = worst[N - 1 - i];
      worst[N - 1 - i] = other;
    }
    Finding last = search.find(sample, worst);
    assertEquals(N, last.generated());
    assertEquals(best.witness(), last.witness());
    for (int stream = 0; stream < 5; stream++) {
      assertFalse(search.find(sample, Draws.shuffled(9, stream, N)).isUnattributable());
    }
  }

  @Test
  void find_progress_endsWhereTheSearchDoes() {
    List<Long> told = new ArrayList<>();
    Execution execution =
        Execution.sequential()
            .reportingTo(
                (done, total) -> {
                  assertEquals(N, total);
                  told.add(done);
                });
    UnattributableSearch.nearly(Distance.euclidean(), 1e9)
        .with(execution)
        .withChunk(3)
        .find(sample(2));
    assertEquals(List.of(0L, 3L, 6L, 8L), told);
    UnattributableSearch stopped =
        UnattributableSearch.nearly(Distance.euclidean(), 1e9)
            .with(Execution.sequential().until(() -> true));
    assertThrows(CancellationException.class, () -> stopped.find(sample(2)));
  }

  @Test
  void find_badArguments_areNamed() {
    Sample sample = sample(0);
    UnattributableSearch search = UnattributableSearch.nearly(Distance.euclidean(), 1);
    assertIllegal(
        "an order has each of 8 sources, found 3", () -> search.find(sample, new int[] {0, 1, 2}));
    assertIllegal(
        "an order has each of 8 sources once, found 1 twice",
        () -> search.find(sample, new int[] {0, 1, 2, 3, 4, 5, 6, 1}));
    assertIllegal(
        "an order has each of 8 sources once, found 8",
        () -> search.find(sample, new int[] {0, 1, 2, 3, 4, 5, 6, 8}));
    assertIllegal(
        "a threshold τ is positive, found NaN",
        () -> UnattributableSearch.nearly(Distance.euclidean(), Double.NaN));
    assertIllegal("a chunk has at least 1 counterfactual, found 0", () -> search.withChunk(0));
    Distance none = (a, b, shape) -> Double.NaN;
    assertIllegal(
        "a counterfactual distance is a number, but that of source 0 is NaN",
        () -> UnattributableSearch.nearly(none, 1).find(sample));
    assertIllegal(
        "a proportion is of 0 to all of at least 1 trial, found 0 of 0",
        () -> UnattributableSearch.share(List.of()));
  }

  @Test
  void finding_withoutWitnessTooSoon_isRefused() {
    assertIllegal(
        "a search ends with a witness or after all 8 sources, found OptionalInt.empty after 3",
        () -> new Finding(8, 3, OptionalInt.empty()));
    assertIllegal(
        "a search ends with a witness or after all 8 sources, found OptionalInt[8] after 3",
        () -> new Finding(8, 3, OptionalInt.of(8)));
    assertTrue(new Finding(8, 8, OptionalInt.empty()).isUnattributable());
  }

  @Test
  void gallery_wantedRadii_areTheNearestEachOnce() {
    double[] radii = {5, 1, 3, 3, 10};
    int[] farthest = {7, 6, 5, 4, 3};
    List<RadiusGallery> choices = RadiusGallery.choose(radii, farthest, 3, 3, 2, 100);
    assertEquals(
        List.of(
            new RadiusGallery(3, 2, 3, 5),
            new RadiusGallery(3, 3, 3, 4),
            new RadiusGallery(2, 1, 1, 6),
            new RadiusGallery(100, 4, 10, 3)),
        choices);
    assertEquals(List.of(2, 3, 1, 4), choices.stream().map(RadiusGallery::sample).toList());
  }

  @Test
  void gallery_badArguments_areNamed() {
    assertIllegal(
        "each of 2 radii is shown by a sample of its own, found 1 radii and 1 farthest sources of"
            + " samples",
        () -> RadiusGallery.choose(new double[1], new int[1], 1, 2));
    assertIllegal(
        "a radius is finite and at least 0, found one of sample 1 of NaN",
        () -> RadiusGallery.choose(new double[] {1, Double.NaN}, new int[2], 1));
    assertIllegal(
        "a radius is finite and at least 0, found one wanted of -1.0",
        () -> RadiusGallery.choose(new double[] {1}, new int[1], -1));
    assertIllegal(
        "samples and sources are numbered from 0, found sample 0 and source -2",
        () -> RadiusGallery.choose(new double[] {1}, new int[] {-2}, 1));
  }
}
