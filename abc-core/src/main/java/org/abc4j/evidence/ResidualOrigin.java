package org.abc4j.evidence;

import java.util.List;
import org.abc4j.io.Sha256;
import org.abc4j.store.EnsembleFolder;

/**
 * What residuals are of, by digests: kept with them, so that nobody takes those of another ensemble
 * or other data for his own.
 *
 * @param ensemble SHA-256 of all that decides what the members predict: their configuration and
 *     weights, and the executor if it is not this library's own
 * @param data SHA-256 of the items that they were trained on
 */
public record ResidualOrigin(String ensemble, String data) {

  /**
   * Checks the digests.
   *
   * @param ensemble SHA-256 of all that decides what the members predict, 64 hexadecimal digits
   * @param data SHA-256 of the items that they were trained on, 64 hexadecimal digits
   * @throws IllegalArgumentException if one is no digest
   */
  public ResidualOrigin {
    for (String digest : List.of(ensemble, data)) {
      if (!Sha256.isDigest(digest)) {
        throw new IllegalArgumentException(
            "a SHA-256 digest is 64 hexadecimal digits, found " + digest);
      }
    }
  }

  /**
   * Of an ensemble in a folder, run by this library's own engine.
   *
   * @param folder the folder
   * @return the digests of its members together, and of its training data as the manifest has it
   */
  public static ResidualOrigin of(EnsembleFolder folder) {
    Sha256 digest = Sha256.begin().add(folder.manifest().configSha256());
    folder.manifest().memberSha256().forEach(digest::add);
    return new ResidualOrigin(digest.hex(), folder.manifest().dataSha256());
  }
}
