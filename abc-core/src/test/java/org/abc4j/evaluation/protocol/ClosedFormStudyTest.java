package org.abc4j.evaluation.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.Attribution;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.attribution.EuclideanDistance;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.Quantization;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.closedform.GaussianDenoiser;
import org.abc4j.closedform.PosteriorMeanDenoiser;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.evaluation.Correlation;
import org.abc4j.evaluation.Distribution;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

/** Several protocols over the same samples of ensembles that need no training. */
class ClosedFormStudyTest {
  private static final int N = 24;
  private static final int SAMPLES = 6;
  private static final double RIDGE = 0.05;
  private static final Shape SHAPE = new Shape(1, 5, 5);
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
  private static final Sampler SAMPLER = DdimSampler.steps(12);
  private static final Batch ITEMS = Draws.images(77, 0, SHAPE, N);
  private static final CodeAssignment CODE =
      Codebook.allWords(8, 4).assign(DataSources.oneItemEach(N), 3);
  private static final List<SampleNoise> NOISES =
      IntStream.range(0, SAMPLES).mapToObj(ExogenousNoise.philox(9)::of).toList();
  private static final EuclideanDistance SCALED =
      Distance.euclidean().scaledTo(EuclideanDistance.PAPER_SHAPE);

  /** All that is measured of the samples of one ensemble. */
  private static final class Study {
    final List<Landscape> exact = new ArrayList<>();
    final List<Landscape> scaled = new ArrayList<>();
    final List<Landscape> differential = new ArrayList<>();
    final List<VisualAttribution> visual = new ArrayList<>();
    final List<TopSources> tops = new ArrayList<>();
    final List<DifferentialAgreement> agreements = new ArrayList<>();
    final List<Sample> samples;

    Study(Ensemble ensemble) {
      samples = SAMPLER.samples(ensemble, NOISES, Execution.sequential());
      VisualAttributor likeness = VisualAttributor.of(ITEMS, CODE.sources());
      for (Sample sample : samples) {
        EnsembleJacobian jacobian = EnsembleJacobian.of(sample);
        PixelAgreement pixels = PixelAgreement.with(jacobian);
        List<Landscape> both =
            new AblationAttributor()
                .landscapes(sample, List.of(Distance.euclidean(), SCALED), pixels);
        exact.add(both.get(0));
        scaled.add(both.get(1));
        differential.add(jacobian.landscape(Distance.euclidean()));
        visual.add(likeness.attribute(sample));
        int i = exact.size() - 1;
        Map<String, Attribution> named = new LinkedHashMap<>();
        named.put("visual", visual.get(i));
        named.put("ablation", exact.get(i));
        named.put("differential", differential.get(i));
        tops.add(TopSources.of(named, 8));
        agreements.add(
            DifferentialAgreement.of(exact.get(i), differential.get(i), pixels.correlations()));
      }
    }

    double meanRankCorrelation() {
      return agreements.stream()
          .mapToDouble(a -> a.rankCorrelation().coefficient())
          .average()
          .orElseThrow();
    }

    double medianPixelCorrelation() {
      return Distribution.of(
              agreements.stream()
                  .flatMapToDouble(a -> Arrays.stream(a.pixelCorrelations()))
                  .toArray())
          .median();
    }
  }

  private static final Study GAUSSIAN =
      new Study(ClosedFormEnsembles.gaussian(ITEMS, CODE, RIDGE, SCHEDULE));
  private static final Study POSTERIOR =
      new Study(ClosedFormEnsembles.posteriorMean(ITEMS, CODE, SCHEDULE));

  /** Figure 8: Gaussian members are nearly first order, those that memorise are not. */
  @Test
  void agreement_gaussianMembers_isHighAndAboveThatOfPosteriorMeans() {
    assertTrue(GAUSSIAN.meanRankCorrelation() > 0.8, "rank " + GAUSSIAN.meanRankCorrelation());
    assertTrue(
        GAUSSIAN.medianPixelCorrelation() > 0.95, "pixels " + GAUSSIAN.medianPixelCorrelation());
    assertTrue(
        POSTERIOR.medianPixelCorrelation() < GAUSSIAN.medianPixelCorrelation(),
        POSTERIOR.medianPixelCorrelation() + " and " + GAUSSIAN.medianPixelCorrelation());
    assertTrue(
        POSTERIOR.meanRankCorrelation() < GAUSSIAN.meanRankCorrelation(),
        POSTERIOR.meanRankCorrelation() + " and " + GAUSSIAN.meanRankCorrelation());
  }

  /** Table 4 and Figure 10: symmetric, full on the diagonal, growing with k. */
  @Test
  void overlaps_allPairs_areATable() {
    for (Study study : List.of(GAUSSIAN, POSTERIOR)) {
      OverlapTable top1 = OverlapTable.of(1, study.tops);
      OverlapTable top3 = OverlapTable.of(3, study.tops);
      for (String a : top3.names()) {
        assertEquals(SAMPLES, top3.nonEmpty(a, a).successes());
        assertEquals(3, top3.meanShared(a, a));
        for (String b : top3.names()) {
          assertEquals(top3.nonEmpty(a, b), top3.nonEmpty(b, a));
          assertEquals(top3.pValue(a, b), top3.pValue(b, a));
          assertTrue(top1.nonEmpty(a, b).successes() <= top3.nonEmpty(a, b).successes());
        }
      }
    }
    OverlapTable gaussian = OverlapTable.of(3, GAUSSIAN.tops);
    assertEquals(SAMPLES, gaussian.nonEmpty("ablation", "differential").successes());
    assertTrue(
        gaussian.meanShared("ablation", "differential") > 3 * gaussian.chance().mean(),
        "shared " + gaussian.meanShared("ablation", "differential"));
    assertTrue(gaussian.pValue("ablation", "differential") < 0.01);
  }

  /** Figures 4 and 5: the first by an attribution stands at its own end of it. */
  @Test
  void ranks_allSamples_standAtTheirEnds() {
    for (Study study : List.of(GAUSSIAN, POSTERIOR)) {
      for (int i = 0; i < SAMPLES; i++) {
        Landscape exact = study.exact.get(i);
        VisualAttribution visual = study.visual.get(i);
        double similarity = RankOfTop.visualSimilarity(exact, visual);
        assertEquals(visual.rank(exact.top(1)[0]), similarity);
        double distance = RankOfTop.counterfactualDistance(visual, exact);
        assertEquals(exact.rank(visual.top(1)[0]), distance);
        // The two tops are one source exactly if both ranks are at their ends.
        assertEquals(similarity == 0, distance == 1);
        assertEquals(
            similarity == 0,
            OverlapTable.of(1, List.of(study.tops.get(i)))
                    .nonEmpty("visual", "ablation")
                    .successes()
                == 1);
      }
    }
  }

  /** Figure 7: radii are the landscapes', and thresholds count what landscapes say. */
  @Test
  void radii_scaled_areTheLandscapes() {
    double[] radii = GAUSSIAN.scaled.stream().mapToDouble(Landscape::radius).toArray();
    CounterfactualRadii points = CounterfactualRadii.of(N, radii);
    double tau = points.radii().median();
    assertEquals(
        GAUSSIAN.scaled.stream().filter(landscape -> landscape.isUnattributable(tau)).count(),
        points.nearlyUnattributable(tau).successes());
    // 5×5 pixels become 256×256 in three channels, so distances grow about as √(3·256²/25).
    double growth = Math.sqrt(3 * 256.0 * 256 / 25);
    for (int i = 0; i < SAMPLES; i++) {
      double ratio = GAUSSIAN.scaled.get(i).distance(0) / GAUSSIAN.exact.get(i).distance(0);
      assertTrue(ratio > 0.4 * growth && ratio < 1.1 * growth, "ratio " + ratio);
    }
    int[] farthest = GAUSSIAN.scaled.stream().mapToInt(l -> l.top(1)[0]).toArray();
    RadiusGallery least = RadiusGallery.choose(radii, farthest, 0).get(0);
    assertEquals(points.radii().quantile(0), least.radius());
    assertEquals(
        radii[least.sample()], GAUSSIAN.scaled.get(least.sample()).distance(least.farthest()));
  }

  /** Figure 6: the search finds what whole landscapes do. */
  @Test
  void search_allSamples_findsWhatLandscapesDo() {
    for (Study study : List.of(GAUSSIAN, POSTERIOR)) {
      Quantization space = Quantization.threshold(0);
      double tau =
          Distribution.of(study.exact.stream().mapToDouble(Landscape::radius).toArray()).median();
      for (int i = 0; i < SAMPLES; i++) {
        Sample sample = study.samples.get(i);
        int[] order = study.differential.get(i).top(N);
        assertEquals(
            new AblationAttributor()
                .withQuantization(space)
                .attribute(sample)
                .isTrulyUnattributable()
                .orElseThrow(),
            UnattributableSearch.truly(space).find(sample, order).isUnattributable());
        assertEquals(
            study.exact.get(i).isUnattributable(tau),
            UnattributableSearch.nearly(Distance.euclidean(), tau)
                .find(sample, order)
                .isUnattributable());
      }
    }
  }

  /** A truth by retraining agrees with itself wholly, as no attribution does that knows nothing. */
  @Test
  void retraining_closedForm_isItsOwnCeilingAndBeyondTheFloor() {
    for (boolean gaussian : new boolean[] {true, false}) {
      List<Landscape> truths =
          RetrainedLandscapes.of(SAMPLER, N, model(-1, gaussian), s -> model(s, gaussian))
              .samples(NOISES, List.of(Distance.euclidean()))
              .stream()
              .map(sample -> sample.landscapes().get(0))
              .toList();
      List<Correlation> again =
          truths.stream().map(truth -> NoiseCeiling.reliability(truth, truth)).toList();
      assertEquals(1, NoiseCeiling.of(again).attainable(1), 1e-12);
      List<Correlation> own =
          truths.stream().map(truth -> LeaveOneOutAgreement.correlation(truth, truth)).toList();
      double mean = LeaveOneOutAgreement.of(own).mean();
      List<AttributionFloor> floors =
          IntStream.range(0, SAMPLES)
              .mapToObj(
                  i ->
                      AttributionFloor.random(
                          N,
                          scores ->
                              LeaveOneOutAgreement.correlation(scores, truths.get(i)).coefficient(),
                          99,
                          1,
                          i))
              .toList();
      assertEquals(0.01, AttributionFloor.ofMean(floors).pValue(mean), 1e-15);
    }
  }

  /**
   * Where a model memorises, its sample is an item, and only without that one another: likeness
   * then is influence.
   */
  @Test
  void retraining_modelsThatMemorise_isWhatLikenessSays() {
    VisualAttributor likeness = VisualAttributor.of(ITEMS, CODE.sources());
    List<RetrainedSample> samples =
        RetrainedLandscapes.of(SAMPLER, N, model(-1, false), s -> model(s, false))
            .samples(NOISES, List.of(Distance.euclidean()));
    for (RetrainedSample sample : samples) {
      Landscape truth = sample.landscapes().get(0);
      VisualAttribution visual = likeness.attribute(sample.image());
      assertEquals(0, RankOfTop.visualSimilarity(truth, visual));
      assertEquals(1, RankOfTop.counterfactualDistance(visual, truth));
      assertTrue(
          truth.radius() > 100 * truth.distance(truth.top(2)[1]), truth + " " + truth.top(2)[1]);
    }
  }

  private static NoiseModel model(int without, boolean gaussian) {
    Batch items = ITEMS.select(IntStream.range(0, N).filter(i -> i != without).toArray());
    return gaussian
        ? GaussianDenoiser.fit(items, RIDGE, SCHEDULE)
        : PosteriorMeanDenoiser.of(items, SCHEDULE);
  }
}
