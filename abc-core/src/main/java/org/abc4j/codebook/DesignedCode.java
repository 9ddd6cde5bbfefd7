package org.abc4j.codebook;

import java.util.List;

/**
 * A code made by {@link CodeDesign}: N + P words in random order, with what the design reached.
 *
 * <p>{@link #assign} draws the words of N sources at random from this one set, so the P reserved
 * words are exchangeable with those that sources hold. Immutable and thread-safe.
 */
public final class DesignedCode implements Codebook {
  private final ExplicitCode code;
  private final List<Codeword> words;
  private final int[] columnSums;

  /** 0 until computed; every thread would compute the same value. */
  private int minimumDistance;

  DesignedCode(List<Codeword> words, int[] columnSums) {
    this.words = List.copyOf(words);
    this.code = new ExplicitCode(this.words);
    this.columnSums = columnSums.clone();
  }

  @Override
  public int length() {
    return code.length();
  }

  @Override
  public int weight() {
    return code.weight();
  }

  @Override
  public long size() {
    return code.size();
  }

  @Override
  public Codeword word(long index) {
    return code.word(index);
  }

  @Override
  public long indexOf(Codeword word) {
    return code.indexOf(word);
  }

  /**
   * Smallest Hamming distance of two words, exact, over all pairs. It is computed when first asked
   * for, which ends as soon as two words at distance 2 are seen.
   *
   * @return an even number from 2 to 2·min(w, n − w); for a code of one word, by convention, n
   */
  public int minimumDistance() {
    // Read once: a second read might see the 0 again that another thread has replaced.
    int known = minimumDistance;
    if (known == 0) {
      known = words.size() == 1 ? length() : PackedWords.of(words).minimumDistance(2);
      minimumDistance = known;
    }
    return known;
  }

  /**
   * Number of words, held by sources or reserved, that each member sees.
   *
   * @return a copy of n sums, their total being size · weight
   */
  public int[] columnSums() {
    return columnSums.clone();
  }

  /**
   * Greatest column sum less the smallest. It is 0 or 1 wherever that can be reached, unless a
   * minimum distance was asked for: see {@link CodeDesign}.
   *
   * @return at least 0
   */
  public int columnSpread() {
    return WordPool.spread(columnSums);
  }

  @Override
  public String toString() {
    return "designed code of " + code + ", column spread " + columnSpread();
  }
}
