package org.abc4j.evaluation.protocol;

import java.util.Objects;
import org.abc4j.attribution.Attribution;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;

/**
 * Where the source that one attribution puts first stands by another: the two numbers of a sample
 * by which visual and counterfactual attribution are held against each other (sections 3.3 and 3.4,
 * C.4 and C.5). They cost nothing beyond the attributions.
 *
 * <p>Both are places among all N sources scaled to [0, 1]. <b>Ties:</b> sources of equal distance
 * share the mean of their places ({@link Attribution#rank}); where several tie for first, the
 * result is the mean of their ranks. So neither depends on how sources are numbered. A single
 * source has visual similarity rank 0 and counterfactual distance rank 1.
 *
 * <p>Attributions that have nothing to do with each other give ranks of mean 1/2, uniform but for
 * ties. Stateless.
 */
public final class RankOfTop {
  private RankOfTop() {}

  /**
   * The visual similarity rank of the source that counterfactual attribution puts first (Figures 4,
   * 9 and 11).
   *
   * @param counterfactual attribution by distances of counterfactuals, exact or not
   * @param visual visual attribution of the same sample, by any metric
   * @return 0 if that source is the most similar of all, 1 if it is the least
   * @throws IllegalArgumentException if they are of different numbers of sources
   */
  public static double visualSimilarity(Landscape counterfactual, VisualAttribution visual) {
    return of(counterfactual, visual);
  }

  /**
   * The counterfactual distance rank of the source that visual attribution puts first (Figures 5
   * and 12).
   *
   * @param visual visual attribution, by any metric
   * @param counterfactual attribution of the same sample by distances of counterfactuals
   * @return 0 if that source's counterfactual is the nearest to the sample, 1 if it is the farthest
   * @throws IllegalArgumentException if they are of different numbers of sources
   */
  public static double counterfactualDistance(VisualAttribution visual, Landscape counterfactual) {
    return of(visual, counterfactual);
  }

  private static double of(Attribution first, Attribution by) {
    int sources = Objects.requireNonNull(first, "attribution").sources();
    if (by.sources() != sources) {
      throw new IllegalArgumentException(
          "attributions of one sample are to the same sources, found "
              + sources
              + " and "
              + by.sources());
    }
    double top = first.distance(first.top(1)[0]);
    double sum = 0;
    int tied = 0;
    for (int s = 0; s < sources; s++) {
      if (first.distance(s) == top) {
        sum += by.rank(s);
        tied++;
      }
    }
    return Math.min(1, sum / tied);
  }
}
