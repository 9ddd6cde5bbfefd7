package org.abc4j.spark;

import java.io.Serializable;
import java.util.List;
import java.util.stream.LongStream;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.SampleNoise;

/**
 * Samples by the address of their noise: some that follow each other in one.
 *
 * @param seed seed of the noise
 * @param first index of the first in it, at least 0
 * @param count how many, at least 1
 * @serial exclude
 */
public record SampleSet(long seed, long first, int count) implements Serializable {

  /**
   * Checks the values.
   *
   * @param seed seed of the noise
   * @param first index of the first in it, at least 0
   * @param count how many, at least 1
   * @throws IllegalArgumentException if one is out of range
   */
  public SampleSet {
    if (first < 0 || count < 1 || first > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException(
          "samples are 1 or more, counted from 0, found " + count + " from " + first);
    }
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
    return new SampleSet(seed, 0, count);
  }

  /**
   * The index of a sample in its noise.
   *
   * @param place which of these, from 0
   * @return its index
   */
  public long index(int place) {
    return first + place;
  }

  /** The noise of some of these. */
  List<SampleNoise> noises(int from, int to) {
    ExogenousNoise noise = ExogenousNoise.philox(seed);
    return LongStream.range(first + from, first + to).mapToObj(noise::of).toList();
  }
}
