package org.abc4j.spark;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.SampleNoise;

/**
 * Samples by the address of their noise: some of one, in the order of their indices. Immutable.
 *
 * @serial exclude
 */
public final class SampleSet implements Serializable {
  private static final long serialVersionUID = 1;

  private final long seed;
  private final long first;
  private final int count;

  /** Null where they follow each other. */
  private final long[] indices;

  private SampleSet(long seed, long first, int count, long[] indices) {
    this.seed = seed;
    this.first = first;
    this.count = count;
    this.indices = indices;
  }

  /**
   * The first samples of a noise.
   *
   * @param seed seed of the noise
   * @param count how many, at least 1
   * @return the samples
   * @throws IllegalArgumentException if there are none
   */
  public static SampleSet of(long seed, int count) {
    return of(seed, 0, count);
  }

  /**
   * Samples that follow each other.
   *
   * @param seed seed of the noise
   * @param first index of the first in it, at least 0
   * @param count how many, at least 1
   * @return the samples
   * @throws IllegalArgumentException if one is out of range
   */
  public static SampleSet of(long seed, long first, int count) {
    if (first < 0 || count < 1 || first > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException(
          "samples are 1 or more, counted from 0, found " + count + " from " + first);
    }
    return new SampleSet(seed, first, count, null);
  }

  /**
   * Any samples of a noise.
   *
   * @param seed seed of the noise
   * @param indices their indices in it, at least one, each at least 0 and above the one before
   * @return the samples
   * @throws IllegalArgumentException if there are none, or they are not in order
   */
  public static SampleSet at(long seed, long... indices) {
    if (indices.length == 0) {
      throw new IllegalArgumentException("samples are 1 or more, found none");
    }
    long before = -1;
    for (long index : indices) {
      if (index <= before) {
        throw new IllegalArgumentException(
            "indices of samples are at least 0 and go up, found "
                + index
                + (before < 0 ? "" : " after " + before));
      }
      before = index;
    }
    return new SampleSet(seed, indices[0], indices.length, indices.clone());
  }

  /**
   * The noise's seed.
   *
   * @return any number
   */
  public long seed() {
    return seed;
  }

  /**
   * How many samples.
   *
   * @return at least 1
   */
  public int count() {
    return count;
  }

  /**
   * The index of a sample in its noise.
   *
   * @param place which of these, from 0
   * @return its index
   */
  public long index(int place) {
    return indices == null ? first + place : indices[place];
  }

  /** The noise of some of these. */
  List<SampleNoise> noises(int from, int to) {
    ExogenousNoise noise = ExogenousNoise.philox(seed);
    return IntStream.range(from, to).mapToObj(place -> noise.of(index(place))).toList();
  }

  @Override
  public String toString() {
    return "SampleSet["
        + count
        + " of noise "
        + seed
        + ", "
        + index(0)
        + " to "
        + index(count - 1)
        + "]";
  }
}
