package org.abc4j.evaluation.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.testing.Draws;

class RankOfTopProperties {

  /** Few levels, so that there are ties, and more, so that there are few. */
  private static double[] distances(long seed, int stream, int sources, int levels) {
    double[] distances = new double[sources];
    for (int s = 0; s < sources; s++) {
      distances[s] = Draws.below(levels, seed, stream, s);
    }
    return distances;
  }

  @Property(tries = 300)
  void ranks_anyDistances_lieInZeroToOneAndDoNotDependOnNumbers(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 30) int sources,
      @ForAll @IntRange(min = 1, max = 40) int levels) {
    double[] far = distances(seed, 1, sources, levels);
    double[] like = distances(seed, 2, sources, levels);
    int[] order = Draws.shuffled(seed, 3, sources);
    double[] farAnew = new double[sources];
    double[] likeAnew = new double[sources];
    for (int s = 0; s < sources; s++) {
      farAnew[s] = far[order[s]];
      likeAnew[s] = like[order[s]];
    }
    long[] items = new long[sources];
    VisualAttribution visual = VisualAttribution.of(like, items);
    VisualAttribution visualAnew = VisualAttribution.of(likeAnew, items);
    double similarity = RankOfTop.visualSimilarity(Landscape.of(far), visual);
    double distance = RankOfTop.counterfactualDistance(visual, Landscape.of(far));
    assertTrue(similarity >= 0 && similarity <= 1, "similarity " + similarity);
    assertTrue(distance >= 0 && distance <= 1, "distance " + distance);
    assertEquals(similarity, RankOfTop.visualSimilarity(Landscape.of(farAnew), visualAnew), 1e-14);
    assertEquals(
        distance, RankOfTop.counterfactualDistance(visualAnew, Landscape.of(farAnew)), 1e-14);
  }
}
