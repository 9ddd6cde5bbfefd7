package org.abc4j.store;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.codebook.Codeword;

/**
 * One removal of sources from a stored ensemble: what, when and why, and what it took.
 *
 * @param sources names of the removed sources, at least one
 * @param when when it was removed, as whoever removed it says
 * @param reason for whom or why; may be empty
 * @param members the members that were removed with them: all that had seen one of them and were
 *     still there, possibly none
 * @param diminished how many other sources lost members with them
 * @param emptied how many of those have no member left. Who they are follows from the code and the
 *     members, so a record does not grow with the number of sources
 * @param manifestSha256 SHA-256 of the manifest of the ensemble before, 64 hexadecimal digits as
 *     all here
 * @param dataSha256 digest of the training data that are left, as {@link EnsembleFolder#dataSha256}
 *     has it, if they were at hand
 */
public record SourceRemoval(
    List<String> sources,
    Instant when,
    String reason,
    Codeword members,
    long diminished,
    long emptied,
    String manifestSha256,
    Optional<String> dataSha256) {

  /**
   * Copies the list and checks the values.
   *
   * @param sources names of the removed sources
   * @param when when it was removed
   * @param reason for whom or why
   * @param members the members that were removed with them
   * @param diminished how many other sources lost members
   * @param emptied how many of those have no member left
   * @param manifestSha256 SHA-256 of the manifest of the ensemble before
   * @param dataSha256 digest of the training data that are left
   * @throws IllegalArgumentException if no source was removed, a number is out of range, or a
   *     digest is not 64 hexadecimal digits
   */
  public SourceRemoval {
    sources = List.copyOf(sources);
    Objects.requireNonNull(when, "when");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(members, "members");
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("a removal is of at least one source, found none");
    }
    if (!(emptied >= 0 && emptied <= diminished)) {
      throw new IllegalArgumentException(
          "of the sources that lost members 0 to all have none left, found "
              + emptied
              + " of "
              + diminished);
    }
    EnsembleManifest.requireDigest("manifest", manifestSha256);
    dataSha256.ifPresent(digest -> EnsembleManifest.requireDigest("data", digest));
  }

  /** The same removal at another time. */
  SourceRemoval at(Instant other) {
    return new SourceRemoval(
        sources, other, reason, members, diminished, emptied, manifestSha256, dataSha256);
  }
}
