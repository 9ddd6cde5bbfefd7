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
 * @param members the members that were removed with them, at least one: all that had seen one of
 *     them and were still there
 * @param diminished who else lost members
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
    List<Diminished> diminished,
    String manifestSha256,
    Optional<String> dataSha256) {

  /**
   * A source that was not removed and lost members.
   *
   * @param source its name
   * @param membersLeft how many members are left that saw it, at least 0
   */
  public record Diminished(String source, int membersLeft) {

    /**
     * Checks the number.
     *
     * @param source its name
     * @param membersLeft how many members are left that saw it
     * @throws IllegalArgumentException if the number is negative
     */
    public Diminished {
      Objects.requireNonNull(source, "source");
      if (membersLeft < 0) {
        throw new IllegalArgumentException(
            "a source has at least 0 members left, found " + membersLeft);
      }
    }
  }

  /**
   * Copies the lists and checks them.
   *
   * @param sources names of the removed sources
   * @param when when it was removed
   * @param reason for whom or why
   * @param members the members that were removed with them
   * @param diminished who else lost members
   * @param manifestSha256 SHA-256 of the manifest of the ensemble before
   * @param dataSha256 digest of the training data that are left
   * @throws IllegalArgumentException if no source was removed, or a digest is not 64 hexadecimal
   *     digits
   */
  public SourceRemoval {
    sources = List.copyOf(sources);
    diminished = List.copyOf(diminished);
    Objects.requireNonNull(when, "when");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(members, "members");
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("a removal is of at least one source, found none");
    }
    EnsembleManifest.requireDigest("manifest", manifestSha256);
    dataSha256.ifPresent(digest -> EnsembleManifest.requireDigest("data", digest));
  }

  /** The same removal at another time. */
  SourceRemoval at(Instant other) {
    return new SourceRemoval(
        sources, other, reason, members, diminished, manifestSha256, dataSha256);
  }
}
