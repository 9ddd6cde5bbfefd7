package org.abc4j.spark.store;

import java.io.Serializable;
import java.util.Objects;
import org.abc4j.io.Sha256;

/**
 * Which ensemble is where: what an executor is sent, so that it takes no other that was put there
 * since. Immutable.
 *
 * @param location where it is
 * @param manifestSha256 digest of its manifest, which stands for all that it holds, as {@link
 *     org.abc4j.store.EnsembleFolder#manifestSha256}
 * @serial exclude
 */
public record EnsembleAddress(StoreLocation location, String manifestSha256)
    implements Serializable {
  private static final long serialVersionUID = 1;

  /**
   * Checks the digest.
   *
   * @param location where it is
   * @param manifestSha256 digest of its manifest
   * @throws IllegalArgumentException if it is none
   */
  public EnsembleAddress {
    Objects.requireNonNull(location, "location");
    if (!Sha256.isDigest(manifestSha256)) {
      throw new IllegalArgumentException(
          "a SHA-256 digest is 64 hexadecimal digits, found " + manifestSha256);
    }
  }
}
