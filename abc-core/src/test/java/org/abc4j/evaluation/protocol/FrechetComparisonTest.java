package org.abc4j.evaluation.protocol;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.abc4j.Execution;
import org.abc4j.evaluation.FrechetDistance;
import org.abc4j.evaluation.GaussianMoments;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

class FrechetComparisonTest {
  private static final Execution HERE = Execution.sequential();

  /** The distribution itself: mean 0, covariance 1. */
  private static GaussianMoments standard(int features) {
    double[][] covariance = new double[features][features];
    for (int i = 0; i < features; i++) {
      covariance[i][i] = 1;
    }
    return GaussianMoments.of(new double[features], covariance);
  }

  private static double[][] features(int stream, int rows, int count, double shift) {
    double[][] features = new double[rows][];
    for (int r = 0; r < rows; r++) {
      features[r] = Draws.doubles(21, stream * 10_000 + r, count);
      features[r][0] += shift;
    }
    return features;
  }

  @Test
  void and_threeModels_hasTheirDistances() {
    double[][] good = features(0, 40, 4, 0);
    double[][] bad = features(1, 40, 4, 3);
    FrechetComparison comparison =
        FrechetComparison.to(standard(4), 100).and("ensemble", good, HERE).and("member", bad, HERE);
    assertEquals(
        FrechetDistance.between(GaussianMoments.of(good), standard(4)),
        comparison.distances().get("ensemble"));
    assertEquals(
        FrechetDistance.between(GaussianMoments.of(bad), standard(4)),
        comparison.distances().get("member"));
    assertEquals(List.of("ensemble", "member"), List.copyOf(comparison.distances().keySet()));
    assertEquals(40, comparison.samples());
    assertTrue(comparison.distances().get("member") > 8);
  }

  @Test
  void isRankDeficient_noMoreSamplesOrReferencesThanFeatures_isTrue() {
    FrechetComparison none = FrechetComparison.to(standard(6), 100);
    assertTrue(none.and("model", features(2, 6, 6, 0), HERE).isRankDeficient());
    assertFalse(none.and("model", features(2, 7, 6, 0), HERE).isRankDeficient());
    FrechetComparison few = FrechetComparison.to(standard(6), 6);
    assertTrue(few.and("model", features(2, 7, 6, 0), HERE).isRankDeficient());
    String text = none.and("model", features(2, 6, 6, 0), HERE).toString();
    assertTrue(
        text.endsWith("6 samples, 100 references, 6 features, too few images for full rank]"),
        text);
  }

  /** Samples of the reference distribution itself, whose distance to it is 0. */
  @Test
  void extrapolated_fewSamples_hasLessBiasThanTheDistance() {
    double plain = 0;
    double extrapolated = 0;
    int trials = 20;
    for (int trial = 0; trial < trials; trial++) {
      double[][] some = features(3 + trial, 60, 6, 0);
      plain += FrechetDistance.between(GaussianMoments.of(some), standard(6)) / trials;
      extrapolated += FrechetComparison.extrapolated(some, standard(6), HERE) / trials;
    }
    assertTrue(plain > 0.2, "plain " + plain);
    assertTrue(Math.abs(extrapolated) < 0.25 * plain, plain + " became " + extrapolated);
  }

  @Test
  void and_otherNumberOfSamples_isRefused() {
    FrechetComparison one =
        FrechetComparison.to(standard(2), 100).and("ensemble", features(4, 9, 2, 0), HERE);
    assertIllegal(
        "models are compared by as many samples, since the bias depends on it: found 8 of member"
            + " after 9 of [ensemble]",
        () -> one.and("member", features(5, 8, 2, 0), HERE));
    assertIllegal(
        "moments of features need at least 2 reference images, found 1",
        () -> FrechetComparison.to(standard(2), 1));
    assertIllegal(
        "there is a distance of \"ensemble\" already",
        () -> one.and("ensemble", features(5, 9, 2, 0), HERE));
    assertIllegal(
        "halves need at least 4 samples together, found 3",
        () -> FrechetComparison.extrapolated(features(5, 3, 2, 0), standard(2), HERE));
  }
}
