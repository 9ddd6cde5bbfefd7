package org.abc4j.study;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.abc4j.attribution.Landscape;

/**
 * In which order sources stand: the sizes of all of them choose which influences are carried
 * through the sampler; these are ordered by the length that is found so, and stand before the
 * others, which are ordered by size. Lengths and sizes are never compared: what members answer to a
 * changed sample makes all lengths other than sizes.
 *
 * <p>Immutable.
 */
final class InfluenceOrder {
  private final int[] order;

  /** Of the sources of the greatest sizes, in the order of sizes. */
  private final double[] lengths;

  /** By source; NaN where it was not carried. */
  private final double[] known;

  private InfluenceOrder(int[] order, double[] lengths, double[] known) {
    this.order = order;
    this.lengths = lengths;
    this.known = known;
  }

  /**
   * The order.
   *
   * @param sizes of all sources, with a sign
   * @param lengths of the sources of the greatest sizes, in the order of sizes; possibly none
   * @throws IllegalArgumentException if there are more lengths than sources, or one is negative or
   *     not finite
   */
  static InfluenceOrder of(double[] sizes, double[] lengths) {
    if (lengths.length > sizes.length) {
      throw new IllegalArgumentException(
          "influence of " + lengths.length + " sources was carried, found " + sizes.length);
    }
    int[] order = Landscape.of(Arrays.stream(sizes).map(Math::abs).toArray()).top(sizes.length);
    int[] bySize = order.clone();
    double[] known = new double[sizes.length];
    Arrays.fill(known, Double.NaN);
    for (int place = 0; place < lengths.length; place++) {
      if (!(lengths[place] >= 0 && lengths[place] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "a predicted change is finite and at least 0 long, found "
                + lengths[place]
                + " without source "
                + bySize[place]);
      }
      known[bySize[place]] = lengths[place];
    }
    int[] longest = longestFirst(lengths, lengths.length);
    for (int place = 0; place < longest.length; place++) {
      order[place] = bySize[longest[place]];
    }
    return new InfluenceOrder(order, lengths.clone(), known);
  }

  /** Places among lengths, the longest first; among equals the first place. */
  static int[] longestFirst(double[] lengths, int most) {
    return lengths.length == 0 ? new int[0] : Landscape.of(lengths).top(most);
  }

  int[] top(int k) {
    if (k < 0 || k > order.length) {
      throw new IllegalArgumentException(
          "top k of " + order.length + " sources takes k from 0 to that, found " + k);
    }
    return Arrays.copyOf(order, k);
  }

  int carried() {
    return lengths.length;
  }

  OptionalDouble length(int source) {
    return Double.isNaN(known[source]) ? OptionalDouble.empty() : OptionalDouble.of(known[source]);
  }

  /** Of the sources of the greatest sizes, in the order of sizes. */
  double[] lengths() {
    return lengths.clone();
  }

  /** Places from behind, which tell the order and nothing else. */
  Landscape screen() {
    double[] places = new double[order.length];
    for (int place = 0; place < order.length; place++) {
      places[order[place]] = (double) order.length - place;
    }
    return Landscape.of(places);
  }
}
