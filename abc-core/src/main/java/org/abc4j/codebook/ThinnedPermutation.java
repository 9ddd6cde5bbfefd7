package org.abc4j.codebook;

import java.util.Arrays;

/**
 * A permutation whose first images some indices have given up: the others move together, and what
 * was given up comes last, in order.
 *
 * <p>Indices 0 … count − 1 are those of sources; of them {@code given} leave. Their images become
 * the last ones, after those that no source had before.
 */
final class ThinnedPermutation implements IndexPermutation {
  private final IndexPermutation whole;
  private final long count;
  private final long size;

  /** Distinct, increasing, each below count. */
  private final long[] given;

  ThinnedPermutation(IndexPermutation whole, long count, long size, long[] given) {
    this.whole = whole;
    this.count = count;
    this.size = size;
    this.given = given;
  }

  @Override
  public long apply(long index) {
    long left = count - given.length;
    if (index < left) {
      return whole.apply(skipping(index, given));
    }
    return index < size - given.length
        ? whole.apply(index + given.length)
        : whole.apply(given[Math.toIntExact(index - (size - given.length))]);
  }

  @Override
  public long invert(long image) {
    long index = whole.invert(image);
    if (index >= count) {
      return index - given.length;
    }
    int place = Arrays.binarySearch(given, index);
    return place >= 0 ? size - given.length + place : index - (-place - 1);
  }

  /** The index that is left in a place, when some have gone. */
  static long skipping(long place, long[] gone) {
    // gone[j] − j are left before gone[j]; so those with gone[j] − j ≤ place stand before it.
    int low = 0;
    int high = gone.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (gone[middle] - middle <= place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return place + low;
  }
}
