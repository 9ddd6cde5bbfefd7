package org.abc4j.codebook;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * Which word of a codebook each source has: word ↔ source, both ways, without a table where the
 * codebook needs none.
 *
 * <p>Words that no source holds are <em>reserved</em>: they serve sources that come later, and as
 * placebos. Ablating a reserved word removes w members and no source. Where the N sources got their
 * words by a uniform draw from the whole code, as in {@link #random}, such words are exchangeable
 * with held ones; where words were handed out in the code's own order they need not be.
 *
 * <p>Immutable and thread-safe.
 */
public final class CodeAssignment {
  private final Codebook codebook;
  private final DataSources sources;
  private final IndexPermutation permutation;

  private CodeAssignment(Codebook codebook, DataSources sources, IndexPermutation permutation) {
    this.codebook = Objects.requireNonNull(codebook, "codebook");
    this.sources = Objects.requireNonNull(sources, "sources");
    this.permutation = permutation;
    if (sources.count() > codebook.size()) {
      throw new IllegalArgumentException(
          "each source needs a word of its own, found "
              + sources.count()
              + " sources for "
              + codebook.size()
              + " words");
    }
  }

  /**
   * Words drawn uniformly without replacement. Up to 2^20 words the draw is a shuffle, exactly
   * uniform; above, a keyed permutation that needs no table stands in for it.
   *
   * @param codebook the code
   * @param sources the sources, no more than there are words
   * @param seed seed of the draw
   * @return the assignment, the same for the same arguments
   * @throws IllegalArgumentException if there are more sources than words
   */
  public static CodeAssignment random(Codebook codebook, DataSources sources, long seed) {
    return new CodeAssignment(codebook, sources, IndexPermutation.random(codebook.size(), seed));
  }

  /**
   * Source s gets word s, for codes whose order is meant: one that was drawn or designed before, or
   * that a file lists.
   *
   * <p>The first words of a {@linkplain Codebook#allWords complete code} are not balanced: they
   * stand in the order of their ranks, so some members would see many more sources than others, and
   * reserved words are not exchangeable with held ones. Use {@link #random} there.
   *
   * @param codebook the code
   * @param sources the sources, no more than there are words
   * @return the assignment
   * @throws IllegalArgumentException if there are more sources than words
   */
  public static CodeAssignment inOrder(Codebook codebook, DataSources sources) {
    return new CodeAssignment(codebook, sources, IndexPermutation.identity());
  }

  /**
   * The code that the words come from.
   *
   * @return the codebook
   */
  public Codebook codebook() {
    return codebook;
  }

  /**
   * The sources that hold the words.
   *
   * @return the sources
   */
  public DataSources sources() {
    return sources;
  }

  /**
   * S(s): the members whose training split holds data of a source.
   *
   * @param source index of the source
   * @return its word
   * @throws IllegalArgumentException if there is no such source
   */
  public Codeword word(long source) {
    sources.requireSource(source);
    return codebook.word(permutation.apply(source));
  }

  /**
   * The source that holds a word.
   *
   * @param word any codeword
   * @return its source, or empty if the word is reserved or not of this code
   */
  public OptionalLong source(Codeword word) {
    long index = codebook.indexOf(word);
    if (index < 0) {
      return OptionalLong.empty();
    }
    long source = permutation.invert(index);
    return source < sources.count() ? OptionalLong.of(source) : OptionalLong.empty();
  }

  /**
   * Number of words that no source holds.
   *
   * @return at least 0
   */
  public long reserved() {
    return codebook.size() - sources.count();
  }

  /**
   * A word that no source holds.
   *
   * @param index from 0 to {@code reserved() - 1}
   * @return the word
   * @throws IndexOutOfBoundsException if there is no such reserved word
   */
  public Codeword reservedWord(long index) {
    Objects.checkIndex(index, reserved());
    return codebook.word(permutation.apply(sources.count() + index));
  }

  /**
   * The assignment once some sources are gone: their items with them, their words reserved.
   *
   * <p>Sources and items that are left keep their order and are numbered anew, from 0; they keep
   * their names and words. Words that were reserved keep their indices, and those that were given
   * up follow, in the order of their sources. No member's position moves. As placebos, after a
   * repair, words that were given up serve only if whoever chose whom to remove looked neither at
   * the words nor at distances: an attribution is made of these.
   *
   * @param gone indices of the sources that go, at least one; some may be named twice
   * @return the assignment of the others
   * @throws IllegalArgumentException if a source is unknown, none is named or none would be left
   */
  public CodeAssignment without(long... gone) {
    DataSources left = sources.without(gone);
    long[] distinct = sources.distinct(gone);
    return new CodeAssignment(
        codebook,
        left,
        new ThinnedPermutation(permutation, sources.count(), codebook.size(), distinct));
  }

  /**
   * The assignment once some sources have come: behind the others, with their items behind the
   * others' items, and with the first reserved words, in order. Nobody else's word or number
   * changes.
   *
   * @param more the sources that come
   * @return the assignment of all
   * @throws IllegalArgumentException if there are too few reserved words
   */
  public CodeAssignment with(DataSources more) {
    if (more.count() > reserved()) {
      throw new IllegalArgumentException(
          "each source that comes takes a reserved word, found "
              + more.count()
              + " sources for "
              + reserved()
              + " words");
    }
    return new CodeAssignment(codebook, sources.and(more), permutation);
  }

  /**
   * The part of the training data that each member sees.
   *
   * @return the splits
   */
  public TrainingSplits splits() {
    return new TrainingSplits(this);
  }

  @Override
  public String toString() {
    return sources + " on " + codebook;
  }
}
