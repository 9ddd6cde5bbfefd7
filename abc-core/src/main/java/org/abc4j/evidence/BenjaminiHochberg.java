package org.abc4j.evidence;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The false discovery rate (Benjamini and Hochberg 1995): naming all sources of q ≤ α names false
 * ones as at most a share α of all that are named, on average, if p-values are independent or
 * depend positively on one another.
 */
public final class BenjaminiHochberg {
  private BenjaminiHochberg() {}

  /**
   * q-values: the least level at which each would be named, q₍ᵢ₎ = minⱼ≥ᵢ N·p₍ⱼ₎/j.
   *
   * @param pValues p-values, each from 0 to 1
   * @return a q-value for each, from its p-value to 1
   * @throws IllegalArgumentException if one is none, naming it
   */
  public static double[] qValues(double[] pValues) {
    int count = pValues.length;
    for (int s = 0; s < count; s++) {
      if (!(pValues[s] >= 0 && pValues[s] <= 1)) {
        throw new IllegalArgumentException(
            "p-values lie from 0 to 1, but number " + s + " is " + pValues[s]);
      }
    }
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingDouble(s -> pValues[s]))
            .mapToInt(s -> s)
            .toArray();
    double[] q = new double[count];
    double least = 1;
    for (int i = count - 1; i >= 0; i--) {
      least = Math.min(least, pValues[order[i]] * count / (i + 1));
      q[order[i]] = least;
    }
    return q;
  }

  /**
   * How many placebos it takes for one source alone among all to be named: its p-value is at least
   * 1/(P + 1), and must be at most α/N.
   *
   * @param sources N, at least 1
   * @param level α, above 0 and below 1
   * @return the least P ≥ N/α − 1
   * @throws IllegalArgumentException if there is no source, or the level is none
   */
  public static long leastPlacebos(long sources, double level) {
    if (sources < 1) {
      throw new IllegalArgumentException("there must be at least 1 source, found " + sources);
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("a level lies between 0 and 1, found " + level);
    }
    long placebos = Math.max(0, (long) Math.ceil(sources / level) - 2);
    while (rankBelow(sources, placebos, level) < 1) {
      placebos++;
    }
    return placebos;
  }

  /**
   * How low among its placebos a p-value may lie for its source to be named alone: the greatest k
   * of q ≤ α, where p is k/(P + 1). It is ⌊α·(P + 1)/N⌋ as q-values round it.
   */
  static long rankBelow(long sources, long placebos, double level) {
    long rank = Math.min(placebos + 1, (long) (level / sources * (placebos + 1.0)) + 1);
    while (rank > 0 && !(rank / (placebos + 1.0) * sources <= level)) {
      rank--;
    }
    return rank;
  }
}
