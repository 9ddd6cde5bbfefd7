package org.abc4j.study;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.abc4j.io.Sha256;

/**
 * Which sample a result is of, as far as that is known: enough, if all is, to generate it again.
 *
 * @param ensemble SHA-256 of the ensemble's manifest, 64 hexadecimal digits
 * @param seed seed of the exogenous noise
 * @param index the sample's index within that noise
 * @param sampler the sampler, as text
 */
public record SampleOrigin(
    Optional<String> ensemble, OptionalLong seed, OptionalLong index, Optional<String> sampler) {

  /**
   * Checks the digest.
   *
   * @param ensemble SHA-256 of the ensemble's manifest, 64 hexadecimal digits
   * @param seed seed of the exogenous noise
   * @param index the sample's index within that noise
   * @param sampler the sampler, as text
   * @throws IllegalArgumentException if the digest is none, or the index is negative
   */
  public SampleOrigin {
    Objects.requireNonNull(sampler, "sampler");
    if (ensemble.isPresent() && !Sha256.isDigest(ensemble.get())) {
      throw new IllegalArgumentException(
          "a SHA-256 digest has 64 hexadecimal digits, found " + ensemble.get());
    }
    if (index.isPresent() && index.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "samples are numbered from 0, found sample " + index.getAsLong());
    }
  }

  /**
   * A sample of which all is known.
   *
   * @param ensemble SHA-256 of the ensemble's manifest, 64 hexadecimal digits
   * @param seed seed of the exogenous noise
   * @param index the sample's index within that noise, at least 0
   * @param sampler the sampler, as text
   * @return its origin
   * @throws IllegalArgumentException if the digest is none, or the index is negative
   */
  public static SampleOrigin of(String ensemble, long seed, long index, String sampler) {
    return new SampleOrigin(
        Optional.of(ensemble), OptionalLong.of(seed), OptionalLong.of(index), Optional.of(sampler));
  }

  /**
   * A sample of which nothing is known.
   *
   * @return an origin without any part
   */
  public static SampleOrigin unknown() {
    return new SampleOrigin(
        Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
  }
}
