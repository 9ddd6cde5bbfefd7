package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SamplerScoreTest {
  private static final float[] IMAGE = {0, 1, -1, 0.5f};
  private static final double[] DISTANCES = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

  @Test
  void of_itself_isPerfect() {
    SampledLandscape reference = new SampledLandscape(IMAGE, DISTANCES);
    assertEquals(new SamplerScore(0, 1, 8, 0), SamplerScore.of(reference, reference));
  }

  /** Two distances change places, of which one is among the eight farthest; two are off by half. */
  @Test
  void of_anotherLandscape_isByHand() {
    double[] distances = {1, 3, 2, 4, 5, 6, 7, 8, 9, 10};
    SamplerScore score =
        SamplerScore.of(
            new SampledLandscape(new float[] {0, 1, 1, 0.5f}, distances),
            new SampledLandscape(IMAGE, DISTANCES));
    assertEquals(Math.sqrt(4.0 / 4), score.imageError(), 1e-15);
    assertEquals(1 - 6.0 * 2 / (10 * 99), score.spearman(), 1e-12);
    assertEquals(7, score.topShared());
    assertEquals(0, score.distanceError());
  }

  @Test
  void of_distancesAllATenthTooLong_isTheirRelativeError() {
    double[] distances = DISTANCES.clone();
    for (int s = 0; s < distances.length; s++) {
      distances[s] *= 1.1;
    }
    SamplerScore score =
        SamplerScore.of(
            new SampledLandscape(IMAGE, distances), new SampledLandscape(IMAGE, DISTANCES));
    assertEquals(0.1, score.distanceError(), 1e-12);
    assertEquals(1, score.spearman(), 1e-12);
  }

  @Test
  void of_fewSources_countsThemAll() {
    SampledLandscape few = new SampledLandscape(IMAGE, new double[] {1, 2, 3});
    assertEquals(3, SamplerScore.of(few, few).topShared());
  }

  @Test
  void of_noLandscape_isOfTheImageOnly() {
    SamplerScore score =
        SamplerScore.of(
            new SampledLandscape(new float[] {1, 2, 0, 1.5f}, new double[0]),
            new SampledLandscape(IMAGE, DISTANCES));
    assertEquals(1, score.imageError());
    assertTrue(Double.isNaN(score.spearman()));
    assertTrue(Double.isNaN(score.topShared()));
    assertTrue(Double.isNaN(score.distanceError()));
  }
}
