package org.abc4j.cli;

import java.util.Optional;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;

/**
 * Words dealt at random, again and again until each member sees a picture: with a handful of
 * sources a first deal often leaves one out. The deals that are passed over depend on the words
 * alone, not on any picture.
 */
public final class DealtWords {
  private static final int MOST_DEALS = 100;

  private DealtWords() {}

  /**
   * Deals words.
   *
   * @param words the words of a code
   * @param sources whose each picture is
   * @param seed seed of the first deal
   * @return who sees whom, or empty if each of a hundred deals leaves a member without a picture
   */
  public static Optional<CodeAssignment> of(Codebook words, DataSources sources, long seed) {
    for (long deal = 0; deal < MOST_DEALS; deal++) {
      CodeAssignment code = words.assign(sources, seed + deal);
      if (eachSees(code)) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }

  private static boolean eachSees(CodeAssignment code) {
    Codeword seen = code.word(0);
    for (long source = 1; source < code.sources().count(); source++) {
      seen = seen.union(code.word(source));
    }
    return seen.weight() == seen.length();
  }
}
