package org.abc4j.codebook;

import java.util.List;

/**
 * A code C: distinct words of one length n and one weight w (section 2.3).
 *
 * <p>Equal weights are what Theorem 1 asks for: no word then holds another, so ablating the members
 * that saw one source leaves every other source a member. Words are numbered from 0 to {@code
 * size() - 1}. Implementations are immutable and thread-safe.
 */
public interface Codebook {

  /**
   * Number of ensemble members, the paper's n.
   *
   * @return from 2 to 1024
   */
  int length();

  /**
   * Members that see each source, the weight w of every word.
   *
   * @return from 1 to n − 1
   */
  int weight();

  /**
   * Number of words.
   *
   * @return at least 1
   */
  long size();

  /**
   * The word of an index.
   *
   * @param index from 0 to {@code size() - 1}
   * @return the word
   * @throws IndexOutOfBoundsException if there is no such word
   */
  Codeword word(long index);

  /**
   * The index of a word.
   *
   * @param word any codeword
   * @return its index, or −1 if it is not a word of this code
   */
  long indexOf(Codeword word);

  /**
   * Gives each source a word of its own, drawn at random without replacement.
   *
   * @param sources the sources
   * @param seed seed of the draw
   * @return the assignment
   * @throws IllegalArgumentException if there are more sources than words
   */
  default CodeAssignment assign(DataSources sources, long seed) {
    return CodeAssignment.random(this, sources, seed);
  }

  /**
   * Gives source s the word of index s. Words in order from a complete code are not balanced over
   * the members, and reserved words are exchangeable with held ones only after a random draw; see
   * {@link CodeAssignment#inOrder}.
   *
   * @param sources the sources
   * @return the assignment
   * @throws IllegalArgumentException if there are more sources than words
   */
  default CodeAssignment assignInOrder(DataSources sources) {
    return CodeAssignment.inOrder(this, sources);
  }

  /**
   * All C(n,w) words of length n and weight w, by rank and unrank, without a table.
   *
   * @param length n, from 2 to 1024
   * @param weight w, from 1 to n − 1
   * @return the code
   * @throws IllegalArgumentException if an argument is out of range or C(n,w) exceeds 2^63 − 1,
   *     which happens first at n = 67
   */
  static Codebook allWords(int length, int weight) {
    return new CompleteCode(length, weight);
  }

  /**
   * The given words.
   *
   * @param words at least one word; all of one length and weight, no two the same
   * @return the code, its words in the given order
   * @throws IllegalArgumentException if a rule is broken, naming the words that break it
   */
  static Codebook of(List<Codeword> words) {
    return new ExplicitCode(words);
  }

  /**
   * Words for a number of sources and further reserved words, designed as one set: no word is the
   * complement of another, and all members see the same number of words, to within 1. For other
   * choices see {@link CodeDesign}.
   *
   * @param sources number of sources N, at least 1
   * @param reserved number of reserved words P, at least 0; N + P is at most {@link
   *     CodeDesign#MAX_WORDS}
   * @param seed seed of the design
   * @return N + P words of the smallest length that has enough of them, in random order
   * @throws IllegalArgumentException if a number is out of range
   */
  static DesignedCode design(long sources, long reserved, long seed) {
    return CodeDesign.forSources(sources).withReserved(reserved).withSeed(seed).design();
  }
}
