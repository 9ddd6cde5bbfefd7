package org.abc4j.evaluation.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * Which samples show what a counterfactual radius looks like (bottom of Figure 6): for each of some
 * radii the sample whose own is nearest, beside its farthest counterfactual. Costs nothing beyond
 * the landscapes.
 *
 * @param wanted the radius that was asked for
 * @param sample index of the sample
 * @param radius its radius
 * @param farthest the source of its farthest counterfactual
 */
public record RadiusGallery(double wanted, int sample, double radius, int farthest) {

  /**
   * Checks the numbers.
   *
   * @param wanted the radius that was asked for, finite and at least 0
   * @param sample index of the sample, at least 0
   * @param radius its radius, finite and at least 0
   * @param farthest the source of its farthest counterfactual, at least 0
   * @throws IllegalArgumentException if one is out of range
   */
  public RadiusGallery {
    requireRadius("wanted", wanted);
    requireRadius("of sample " + sample, radius);
    if (sample < 0 || farthest < 0) {
      throw new IllegalArgumentException(
          "samples and sources are numbered from 0, found sample "
              + sample
              + " and source "
              + farthest);
    }
  }

  private static void requireRadius(String what, double radius) {
    if (!(radius >= 0 && radius < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a radius is finite and at least 0, found one " + what + " of " + radius);
    }
  }

  /**
   * Chooses samples. Each is shown once: a radius gets the nearest of those that the radii before
   * it have left, of equally near ones that of least index.
   *
   * @param radii the radius of each sample, finite and at least 0
   * @param farthest the source of each sample's farthest counterfactual ({@code
   *     landscape.top(1)[0]})
   * @param wanted the radii to show, finite and at least 0, no more than there are samples
   * @return a choice for each, in their order
   * @throws IllegalArgumentException if the samples' numbers do not pair up, there are fewer
   *     samples than radii to show, or a number is out of range
   */
  public static List<RadiusGallery> choose(double[] radii, int[] farthest, double... wanted) {
    if (radii.length != farthest.length || radii.length < wanted.length) {
      throw new IllegalArgumentException(
          "each of "
              + wanted.length
              + " radii is shown by a sample of its own, found "
              + radii.length
              + " radii and "
              + farthest.length
              + " farthest sources of samples");
    }
    for (int i = 0; i < radii.length; i++) {
      requireRadius("of sample " + i, radii[i]);
    }
    boolean[] taken = new boolean[radii.length];
    List<RadiusGallery> choices = new ArrayList<>(wanted.length);
    for (double radius : wanted) {
      requireRadius("wanted", radius);
      int nearest = -1;
      for (int i = 0; i < radii.length; i++) {
        if (!taken[i]
            && (nearest < 0 || Math.abs(radii[i] - radius) < Math.abs(radii[nearest] - radius))) {
          nearest = i;
        }
      }
      taken[nearest] = true;
      choices.add(new RadiusGallery(radius, nearest, radii[nearest], farthest[nearest]));
    }
    return List.copyOf(choices);
  }
}
