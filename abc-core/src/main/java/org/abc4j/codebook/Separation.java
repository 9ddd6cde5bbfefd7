package org.abc4j.codebook;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.abc4j.Execution;

/**
 * Which sources an ensemble can still tell apart when some of its members were removed.
 *
 * <p>Of a word S(s) the <em>word left</em> is S(s) ∖ removed. Words have one weight, words left
 * have not, so Theorem 1 no longer holds: ablating s ablates every source whose word left lies in
 * that of s, and there may be some. Three things can happen to a source.
 *
 * <ul>
 *   <li>No member is left that saw it. The ensemble owes it nothing any more, and its
 *       counterfactual is the sample itself.
 *   <li>All members that are left saw it. It has no counterfactual, for no member would survive.
 *   <li>Its word left holds those of others, or is also theirs. Its counterfactual is without those
 *       others too, and {@link #lostWith} names them.
 * </ul>
 *
 * <p>Where no member was removed nothing of this happens, and nothing is looked at. Immutable and
 * thread-safe.
 */
public final class Separation {
  /** Most different words left that are all compared with one another: some seconds. */
  static final int MAX_WORDS = 1 << 17;

  private final CodeAssignment code;
  private final Codeword removed;

  private Separation(CodeAssignment code, Codeword removed) {
    this.code = code;
    this.removed = removed;
  }

  /**
   * What is separated without some members. Nothing is computed yet.
   *
   * @param code which source is seen by which members
   * @param removed the members that were removed, possibly none
   * @return the separation
   * @throws IllegalArgumentException if the word is not of the code's length
   */
  public static Separation of(CodeAssignment code, Codeword removed) {
    if (removed.length() != code.codebook().length()) {
      throw new IllegalArgumentException(
          "a code of length "
              + code.codebook().length()
              + " has as many members, found a word of "
              + removed.length()
              + " for those that were removed");
    }
    return new Separation(code, removed);
  }

  /**
   * The members that were removed.
   *
   * @return a word, empty if there are none
   */
  public Codeword removed() {
    return removed;
  }

  /**
   * Whether all members are there. Then all sources are told apart, by Theorem 1.
   *
   * @return true if none was removed
   */
  public boolean isWhole() {
    return removed.weight() == 0;
  }

  /**
   * The members left that saw a source.
   *
   * @param source index of the source
   * @return S(source) ∖ removed, possibly empty
   * @throws IllegalArgumentException if there is no such source
   */
  public Codeword wordLeft(long source) {
    return code.word(source).minus(removed);
  }

  /**
   * How many members are left that saw a source.
   *
   * @param source index of the source
   * @return from 0 to w
   * @throws IllegalArgumentException if there is no such source
   */
  public int membersLeft(long source) {
    return wordLeft(source).weight();
  }

  /**
   * Sources that have lost members, but are not gone from the code.
   *
   * @return indices, increasing; looks at every source, if members were removed
   */
  public long[] diminished() {
    int weight = code.codebook().weight();
    return sources(source -> membersLeft(source) < weight);
  }

  /**
   * Sources that no member left saw. Their counterfactuals are the sample.
   *
   * @return indices, increasing; looks at every source, if members were removed
   */
  public long[] withoutMembers() {
    return sources(source -> membersLeft(source) == 0);
  }

  /**
   * Sources that all members left saw. They have no counterfactual.
   *
   * @return indices, increasing; looks at every source, if members were removed
   */
  public long[] withoutCounterfactual() {
    int left = removed.length() - removed.weight();
    return sources(source -> membersLeft(source) == left);
  }

  /**
   * The other sources that the counterfactual of one is without too: their words left lie in its
   * own. Sources without members are not among them, as no counterfactual is with them.
   *
   * @param source index of a source
   * @return indices, increasing; looks at every source, if members were removed
   * @throws IllegalArgumentException if there is no such source
   */
  public long[] lostWith(long source) {
    Codeword word = wordLeft(source);
    return sources(
        other -> {
          Codeword left = wordLeft(other);
          return other != source && left.weight() > 0 && left.isSubsetOf(word);
        });
  }

  /**
   * The sources that cannot be separated: whose counterfactuals are without another one too.
   *
   * @return those for which {@link #lostWith} names somebody, increasing
   * @throws IllegalStateException if there are more than 2^17 different words left
   */
  public long[] inseparable() {
    return inseparable(Execution.sequential());
  }

  /**
   * The same, of a computation that can be stopped.
   *
   * <p>Sources with the same word left are compared as one, so n members of which k are left ask
   * for at most 2ᵏ words, however many sources there are. D different words take some D²·w/64
   * steps: a few seconds for the 2^17 that are allowed.
   *
   * @param execution whether to go on: asked before each word
   * @return those for which {@link #lostWith} names somebody, increasing
   * @throws IllegalStateException if there are more than 2^17 different words left; {@link
   *     #lostWith} looks at one source
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public long[] inseparable(Execution execution) {
    if (isWhole()) {
      return new long[0];
    }
    Map<Codeword, Integer> holders = new HashMap<>();
    for (long source = 0; source < code.sources().count(); source++) {
      Codeword left = wordLeft(source);
      if (left.weight() > 0) {
        holders.merge(left, 1, (one, more) -> 2);
      }
      if (holders.size() > MAX_WORDS) {
        throw new IllegalStateException(
            "at most "
                + MAX_WORDS
                + " different words are compared with one another, the members left have more;"
                + " ask of one source what is lost with it");
      }
    }
    Codeword[] words = holders.keySet().toArray(new Codeword[0]);
    Arrays.sort(words, Comparator.naturalOrder());
    BitSet holding = holdingAnother(words, execution);
    for (int k = 0; k < words.length; k++) {
      if (holders.get(words[k]) > 1) {
        holding.set(k);
      }
    }
    return sources(
        source -> {
          int k = Arrays.binarySearch(words, wordLeft(source));
          return k >= 0 && holding.get(k);
        });
  }

  /** Which of some different words, none empty, hold another of them. */
  private static BitSet holdingAnother(Codeword[] words, Execution execution) {
    BitSet holding = new BitSet(words.length);
    if (words.length == 0) {
      return holding;
    }
    BitSet[] ofMember = new BitSet[words[0].length()];
    Arrays.setAll(ofMember, member -> new BitSet(words.length));
    for (int k = 0; k < words.length; k++) {
      for (int member : words[k].members()) {
        ofMember[member].set(k);
      }
    }
    for (int k = 0; k < words.length; k++) {
      execution.checkCancelled();
      int[] members = words[k].members();
      // Words that have all of its members, itself among them.
      BitSet holders = (BitSet) ofMember[members[0]].clone();
      for (int i = 1; i < members.length; i++) {
        holders.and(ofMember[members[i]]);
      }
      holders.clear(k);
      holding.or(holders);
    }
    return holding;
  }

  /**
   * Fails if a source has no counterfactual: a landscape is of all sources.
   *
   * @return this
   * @throws IllegalStateException if all members left saw a source, naming the first such sources
   */
  public Separation requireCounterfactuals() {
    long[] without = withoutCounterfactual();
    if (without.length > 0) {
      throw new IllegalStateException(
          "a landscape needs a counterfactual of every source, but all "
              + (removed.length() - removed.weight())
              + " members that are left of "
              + removed.length()
              + " saw "
              + code.sources().shown(without)
              + "; repair the ensemble, or ask for the counterfactuals of others one by one");
    }
    return this;
  }

  /**
   * Fails if reserved words cannot serve as placebos.
   *
   * <p>A placebo leaves out as many members as a source does. Where members are gone it does not,
   * and words that removed sources have given up leave out nothing at all.
   *
   * @return this
   * @throws IllegalStateException if members were removed
   */
  public Separation requirePlacebos() {
    if (!isWhole()) {
      throw new IllegalStateException(
          "placebos need an ensemble that is whole, but "
              + removed.weight()
              + " of its "
              + removed.length()
              + " members were removed, so reserved words no longer leave out as many members as"
              + " sources do; repair the ensemble, or ask for no placebos");
    }
    return this;
  }

  private long[] sources(LongPredicate which) {
    return isWhole()
        ? new long[0]
        : LongStream.range(0, code.sources().count()).filter(which).toArray();
  }

  /**
   * Equal when the same members were removed and the code is the same object: codes have no
   * equality of their own, so those of two opens of a folder differ.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof Separation that && code == that.code && removed.equals(that.removed);
  }

  @Override
  public int hashCode() {
    return Objects.hash(System.identityHashCode(code), removed);
  }

  @Override
  public String toString() {
    return "Separation["
        + code
        + ", "
        + removed.weight()
        + " of "
        + removed.length()
        + " members removed]";
  }
}
