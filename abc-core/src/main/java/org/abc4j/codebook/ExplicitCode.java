package org.abc4j.codebook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A code given as a list of words. */
final class ExplicitCode implements Codebook {
  private final List<Codeword> words;
  private final Map<Codeword, Integer> indices;

  ExplicitCode(List<Codeword> words) {
    this.words = List.copyOf(words);
    if (this.words.isEmpty()) {
      throw new IllegalArgumentException("a code has at least one word, found none");
    }
    CodeParameters.require(length(), weight());
    this.indices = new HashMap<>(2 * words.size());
    for (int i = 0; i < this.words.size(); i++) {
      Codeword word = this.words.get(i);
      if (word.length() != length()) {
        throw new IllegalArgumentException(
            "word " + i + " has length " + word.length() + ", this code's length is " + length());
      }
      if (word.weight() != weight()) {
        throw new IllegalArgumentException(
            "word " + i + " has weight " + word.weight() + ", this code's weight is " + weight());
      }
      Integer earlier = indices.put(word, i);
      if (earlier != null) {
        throw new IllegalArgumentException(
            "words of a code are distinct, but words "
                + earlier
                + " and "
                + i
                + " are both "
                + word);
      }
    }
  }

  @Override
  public int length() {
    return words.get(0).length();
  }

  @Override
  public int weight() {
    return words.get(0).weight();
  }

  @Override
  public long size() {
    return words.size();
  }

  @Override
  public Codeword word(long index) {
    return words.get((int) Objects.checkIndex(index, (long) words.size()));
  }

  @Override
  public long indexOf(Codeword word) {
    return indices.getOrDefault(word, -1);
  }

  @Override
  public String toString() {
    return words.size() + " words of length " + length() + " and weight " + weight();
  }
}
