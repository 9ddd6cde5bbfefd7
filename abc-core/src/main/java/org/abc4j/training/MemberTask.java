package org.abc4j.training;

import java.util.Objects;

/**
 * A member that is to be trained, and on what: all that a process needs to know that {@linkplain
 * JoinedTraining joins} the training and has the same images at hand. Immutable.
 *
 * @param member index of the member
 * @param splitSha256 digest of the images of its split, as {@link
 *     org.abc4j.store.EnsembleFolder#dataSha256} gives it
 */
public record MemberTask(int member, String splitSha256) {

  /**
   * Checks the values.
   *
   * @param member index of the member, at least 0
   * @param splitSha256 digest of the images of its split
   * @throws IllegalArgumentException if the index is negative
   */
  public MemberTask {
    Objects.requireNonNull(splitSha256, "splitSha256");
    if (member < 0) {
      throw new IllegalArgumentException("members are counted from 0, found " + member);
    }
  }
}
