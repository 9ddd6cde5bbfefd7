package org.abc4j.model;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codeword;

/**
 * The removal of members from an ensemble (section 2.2): of those that saw a source, of those that
 * saw any of several, or of any others, as long as one survives.
 *
 * <p>Immutable and thread-safe.
 */
public final class Ablation {
  private final Codeword removed;

  private Ablation(Codeword removed) {
    this.removed = removed;
  }

  /**
   * Removes the given members.
   *
   * @param removed the members to remove, possibly none
   * @return the ablation
   * @throws IllegalArgumentException if no member survives
   */
  public static Ablation ofMembers(Codeword removed) {
    if (removed.weight() == removed.length()) {
      throw new IllegalArgumentException(
          "at least one member must survive, but all " + removed.length() + " are removed");
    }
    return new Ablation(removed);
  }

  /**
   * Removes every member that saw data of one of the given sources.
   *
   * <p>For one source, Theorem 1 promises that no other source loses all its members. For several
   * it does not; whether it holds depends on the code.
   *
   * @param code which source is seen by which members
   * @param sources indices of the sources to remove, at least one
   * @return the ablation
   * @throws IllegalArgumentException if a source is unknown, none is given, or no member survives;
   *     the message names the sources
   */
  public static Ablation ofSources(CodeAssignment code, long... sources) {
    return ofSources(code, Codeword.of(code.codebook().length()), sources);
  }

  /** The same, of an ensemble from which some members were removed before. */
  static Ablation ofSources(CodeAssignment code, Codeword before, long... sources) {
    if (sources.length == 0) {
      throw new IllegalArgumentException("name at least one source to remove, found none");
    }
    Codeword removed = before;
    for (long source : sources) {
      removed = removed.union(code.word(source));
    }
    if (removed.weight() == removed.length()) {
      throw new IllegalArgumentException(
          "at least one member must survive, but removing "
              + code.sources().shown(sources)
              + " removes all "
              + (removed.length() - before.weight())
              + (before.weight() > 0 ? " that are left" : ""));
    }
    return new Ablation(removed);
  }

  /**
   * The same, for sources as {@code Attribution.top} names them.
   *
   * @param code which source is seen by which members
   * @param sources indices of the sources to remove, at least one
   * @return the ablation
   * @throws IllegalArgumentException if a source is unknown, none is given, or no member survives
   */
  public static Ablation ofSources(CodeAssignment code, int... sources) {
    return ofSources(code, Arrays.stream(sources).asLongStream().toArray());
  }

  /**
   * This ablation and the removal of further members.
   *
   * @param more the members to remove too, possibly none
   * @return the ablation of both
   * @throws IllegalArgumentException if the word is of another length, or no member survives
   */
  public Ablation and(Codeword more) {
    return ofMembers(removed.union(more));
  }

  /**
   * The sources that no surviving member saw: those that were meant to be removed, and those that
   * are lost with them. After the ablation of one source Theorem 1 leaves only that one here.
   *
   * @param code which source is seen by which members
   * @return their indices in increasing order; looks at every source
   */
  public long[] sourcesWithoutMembers(CodeAssignment code) {
    return LongStream.range(0, code.sources().count())
        .filter(source -> code.word(source).isSubsetOf(removed))
        .toArray();
  }

  /**
   * The members that are removed.
   *
   * @return a word of weight less than its length
   */
  public Codeword removed() {
    return removed;
  }

  /**
   * Number of members that are left.
   *
   * @return from 1 to n
   */
  public int survivors() {
    return removed.length() - removed.weight();
  }

  /**
   * The coefficients of the ablated ensemble: 0 for the removed members and n/survivors for the
   * others, so that f·c is the mean of the others.
   *
   * @return coefficients that sum to n
   */
  public Coefficients coefficients() {
    int n = removed.length();
    double weight = (double) n / survivors();
    double[] c = new double[n];
    for (int i = 0; i < n; i++) {
      c[i] = removed.contains(i) ? 0 : weight;
    }
    return Coefficients.of(c);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ablation that && removed.equals(that.removed);
  }

  @Override
  public int hashCode() {
    return removed.hashCode();
  }

  @Override
  public String toString() {
    return "Ablation[" + removed + "]";
  }
}
