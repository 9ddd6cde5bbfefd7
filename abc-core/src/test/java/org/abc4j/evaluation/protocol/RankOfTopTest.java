package org.abc4j.evaluation.protocol;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.junit.jupiter.api.Test;

class RankOfTopTest {
  private static VisualAttribution visual(double... distances) {
    return VisualAttribution.of(distances, new long[distances.length]);
  }

  @Test
  void visualSimilarity_farthestCounterfactual_hasItsPlaceByLikeness() {
    VisualAttribution visual = visual(5, 1, 3, 2, 4);
    assertEquals(0, RankOfTop.visualSimilarity(Landscape.of(1, 9, 2, 3, 4), visual));
    assertEquals(1, RankOfTop.visualSimilarity(Landscape.of(9, 1, 2, 3, 4), visual));
    assertEquals(0.25, RankOfTop.visualSimilarity(Landscape.of(1, 2, 3, 9, 4), visual));
  }

  @Test
  void counterfactualDistance_mostSimilar_hasItsPlaceByDistance() {
    Landscape landscape = Landscape.of(1, 9, 2, 3, 4);
    assertEquals(1, RankOfTop.counterfactualDistance(visual(5, 1, 3, 2, 4), landscape));
    assertEquals(0, RankOfTop.counterfactualDistance(visual(0, 1, 3, 2, 4), landscape));
    assertEquals(0.75, RankOfTop.counterfactualDistance(visual(6, 1, 3, 2, 0), landscape));
  }

  @Test
  void ranks_ties_shareTheMean() {
    // Sources 1 and 3 tie for first; they stand at 0 and, tied with 2, at (1 + 2)/2 of 3.
    assertEquals(
        (0 + 0.5) / 2, RankOfTop.visualSimilarity(Landscape.of(0, 2, 1, 2), visual(9, 1, 4, 4)));
    assertEquals(
        0.5, RankOfTop.visualSimilarity(Landscape.of(0, 0, 0, 0), visual(9, 1, 4, 5)), 1e-15);
  }

  @Test
  void ranks_singleSource_areAsDocumented() {
    assertEquals(0, RankOfTop.visualSimilarity(Landscape.of(3), visual(2)));
    assertEquals(1, RankOfTop.counterfactualDistance(visual(2), Landscape.of(3)));
  }

  @Test
  void ranks_otherNumbersOfSources_nameThem() {
    assertIllegal(
        "attributions of one sample are to the same sources, found 2 and 3",
        () -> RankOfTop.visualSimilarity(Landscape.of(1, 2), visual(1, 2, 3)));
  }
}
