package org.abc4j.codebook;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import org.abc4j.codebook.CodeViolation.Rule;

/**
 * Checks any list of words against what the paper asks of a code (section 2.3), and names the
 * sources that break it.
 *
 * <p>That no word lies inside another is looked at itself, over all pairs, and not inferred from
 * equal weights through Theorem 1. The time grows with the square of the number of words: some
 * seconds for 65,536 words of up to 64 members. Stateless and thread-safe.
 */
public final class CodeVerifier {
  /** Greatest number of violations that are kept for each rule; all are counted. */
  public static final int MAX_VIOLATIONS = 100;

  /** Greatest number of words. */
  public static final int MAX_WORDS = 1 << 20;

  private static final int SHOWN_DIGITS = 64;

  private final List<Codeword> words;
  private final LongFunction<String> names;
  private final ViolationList violations = new ViolationList();
  private final int[] weights;
  private int minimumDistance = Integer.MAX_VALUE;
  private int maximumDistance;
  private long complementaryPairs;

  private CodeVerifier(List<Codeword> words, LongFunction<String> names) {
    this.words = List.copyOf(words);
    this.names = names;
    if (this.words.isEmpty()) {
      throw new IllegalArgumentException("a code has at least one word, found none");
    }
    requireScannable(this.words.size());
    int length = this.words.get(0).length();
    for (int i = 0; i < this.words.size(); i++) {
      if (this.words.get(i).length() != length) {
        throw new IllegalArgumentException(
            "words of one code have one length, but the word of "
                + names.apply(i)
                + " has "
                + this.words.get(i).length()
                + " and that of "
                + names.apply(0)
                + " has "
                + length);
      }
    }
    this.weights = this.words.stream().mapToInt(Codeword::weight).toArray();
  }

  /**
   * Checks words, word i being that of "source i".
   *
   * @param words at least one and at most {@link #MAX_WORDS} words of one length
   * @return what was found
   * @throws IllegalArgumentException if there are no words, too many, or lengths differ
   */
  public static CodeVerification verify(List<Codeword> words) {
    return new CodeVerifier(words, DataSources::number).verify();
  }

  /**
   * Checks words, word s being that of source s.
   *
   * @param words as many words as sources, at most {@link #MAX_WORDS}, of one length
   * @param sources the sources, by whose names violations speak
   * @return what was found
   * @throws IllegalArgumentException if there are not as many words as sources, too many, or
   *     lengths differ
   */
  public static CodeVerification verify(List<Codeword> words, DataSources sources) {
    Objects.requireNonNull(sources, "sources");
    if (words.size() != sources.count()) {
      throw new IllegalArgumentException(
          "each source has one word, found "
              + words.size()
              + " words for "
              + sources.count()
              + " sources");
    }
    return new CodeVerifier(words, sources::shown).verify();
  }

  /**
   * Checks the words that sources hold; reserved words are left out.
   *
   * @param assignment the words of at most {@link #MAX_WORDS} sources
   * @return what was found
   * @throws IllegalArgumentException if there are too many sources
   */
  public static CodeVerification verify(CodeAssignment assignment) {
    DataSources sources = assignment.sources();
    requireScannable(sources.count());
    List<Codeword> words = new ArrayList<>();
    for (long s = 0; s < sources.count(); s++) {
      words.add(assignment.word(s));
    }
    return verify(words, sources);
  }

  private static void requireScannable(long count) {
    if (count > MAX_WORDS) {
      throw new IllegalArgumentException(
          "a verification compares all pairs of at most " + MAX_WORDS + " words, found " + count);
    }
  }

  private CodeVerification verify() {
    int length = words.get(0).length();
    int[] columnSums = new int[length];
    int lightest = Integer.MAX_VALUE;
    int heaviest = 0;
    for (int i = 0; i < weights.length; i++) {
      lightest = Math.min(lightest, weights[i]);
      heaviest = Math.max(heaviest, weights[i]);
      checkWeight(i);
      for (int member : words.get(i).members()) {
        columnSums[member]++;
      }
    }
    comparePairs(length);
    return new CodeVerification(
        violations,
        weights.length,
        lightest,
        heaviest,
        columnSums,
        minimumDistance,
        maximumDistance,
        complementaryPairs);
  }

  private void checkWeight(int i) {
    if (weights[i] == 0 || weights[i] == words.get(i).length()) {
      violations.add(
          Rule.SEEN_BY_SOME,
          i,
          i,
          () ->
              wordOf(i)
                  + (weights[i] == 0
                      ? " is empty: no member sees that source"
                      : " is full: no member remains once that source is ablated"));
    }
    if (weights[i] != weights[0]) {
      violations.add(
          Rule.CONSTANT_WEIGHT,
          i,
          0,
          () ->
              wordOf(i)
                  + " has weight "
                  + weights[i]
                  + ", but the word of "
                  + names.apply(0)
                  + " has weight "
                  + weights[0]);
    }
  }

  private void comparePairs(int length) {
    PackedWords packed = PackedWords.of(words);
    int[] distances = new int[weights.length];
    for (int i = 0; i < weights.length; i++) {
      packed.distancesToLater(i, distances);
      for (int j = i + 1; j < weights.length; j++) {
        int distance = distances[j];
        minimumDistance = Math.min(minimumDistance, distance);
        maximumDistance = Math.max(maximumDistance, distance);
        if (distance == length) {
          complementaryPairs++;
        }
        // |x ∆ y| = |x| + |y| − 2|x ∩ y|, which is ||x| − |y|| just when x ∩ y is x or y.
        if (distance == Math.abs(weights[i] - weights[j])) {
          addNested(i, j);
        }
      }
    }
  }

  private void addNested(int i, int j) {
    if (weights[i] == weights[j]) {
      violations.add(
          Rule.DISTINCT, i, j, () -> wordOf(i) + " is also the word of " + names.apply(j));
      return;
    }
    int inner = weights[i] < weights[j] ? i : j;
    int outer = i + j - inner;
    violations.add(
        Rule.ANTICHAIN, inner, outer, () -> wordOf(inner) + " lies inside the " + bare(outer));
  }

  private String wordOf(int i) {
    return "the " + bare(i);
  }

  private String bare(int i) {
    String digits = words.get(i).toString();
    return "word of "
        + names.apply(i)
        + " ("
        + (digits.length() > SHOWN_DIGITS ? digits.substring(0, SHOWN_DIGITS) + "…" : digits)
        + ")";
  }
}
