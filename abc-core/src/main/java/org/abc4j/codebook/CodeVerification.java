package org.abc4j.codebook;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What {@link CodeVerifier} found about a list of words.
 *
 * <p>Only the rules of {@link CodeViolation.Rule} make a code invalid. Unequal columns, empty or
 * full ones and complementary pairs are legal and reported here to be judged. Immutable and
 * thread-safe.
 */
public final class CodeVerification {
  private static final int NAMED = 5;

  private final List<CodeViolation> violations;
  private final long[] broken;
  private final int words;
  private final int minimumWeight;
  private final int maximumWeight;
  private final int[] columnSums;
  private final OptionalInt minimumDistance;
  private final OptionalInt maximumDistance;
  private final long complementaryPairs;

  CodeVerification(
      ViolationList violations,
      int words,
      int minimumWeight,
      int maximumWeight,
      int[] columnSums,
      int minimumDistance,
      int maximumDistance,
      long complementaryPairs) {
    this.violations = violations.kept();
    this.broken = violations.counts();
    this.words = words;
    this.minimumWeight = minimumWeight;
    this.maximumWeight = maximumWeight;
    this.columnSums = columnSums;
    this.minimumDistance = words > 1 ? OptionalInt.of(minimumDistance) : OptionalInt.empty();
    this.maximumDistance = words > 1 ? OptionalInt.of(maximumDistance) : OptionalInt.empty();
    this.complementaryPairs = complementaryPairs;
  }

  /**
   * Whether no rule is broken.
   *
   * @return true if there is no violation
   */
  public boolean isValid() {
    return violations.isEmpty();
  }

  /**
   * Whether one rule holds.
   *
   * @param rule the rule
   * @return true if nothing breaks it
   */
  public boolean holds(CodeViolation.Rule rule) {
    return violationCount(rule) == 0;
  }

  /**
   * Breaches of the rules, for each rule the first ones found.
   *
   * @return an unmodifiable list of at most {@link CodeVerifier#MAX_VIOLATIONS} a rule
   */
  public List<CodeViolation> violations() {
    return violations;
  }

  /**
   * Number of breaches of a rule, those included that {@link #violations()} leaves out.
   *
   * @param rule the rule
   * @return at least 0
   */
  public long violationCount(CodeViolation.Rule rule) {
    return broken[rule.ordinal()];
  }

  /**
   * Fails if a rule is broken.
   *
   * @return this
   * @throws IllegalArgumentException if a rule is broken, naming the sources that break it
   */
  public CodeVerification requireValid() {
    if (isValid()) {
      return this;
    }
    long total = 0;
    for (long count : broken) {
      total += count;
    }
    String named =
        violations.stream()
            .limit(NAMED)
            .map(CodeViolation::message)
            .collect(Collectors.joining("; "));
    String more = total > NAMED ? "; and " + (total - NAMED) + " more" : "";
    throw new IllegalArgumentException(
        "the code breaks its rules " + total + " times: " + named + more);
  }

  /**
   * Number of words.
   *
   * @return at least 1
   */
  public int words() {
    return words;
  }

  /**
   * Length n of all words.
   *
   * @return from 1 to 1024
   */
  public int length() {
    return columnSums.length;
  }

  /**
   * Weight of the lightest word.
   *
   * @return from 0 to n
   */
  public int minimumWeight() {
    return minimumWeight;
  }

  /**
   * Weight of the heaviest word.
   *
   * @return from 0 to n
   */
  public int maximumWeight() {
    return maximumWeight;
  }

  /**
   * Number of words that hold each member.
   *
   * @return a copy of n sums
   */
  public int[] columnSums() {
    return columnSums.clone();
  }

  /**
   * Greatest column sum less the smallest.
   *
   * @return at least 0
   */
  public int columnSpread() {
    return WordPool.spread(columnSums);
  }

  /**
   * Members that see no source: there is nothing to train them on.
   *
   * @return their indices in increasing order
   */
  public int[] emptyColumns() {
    return columnsOfSum(0);
  }

  /**
   * Members that see every source: they are ablated in every counterfactual.
   *
   * @return their indices in increasing order
   */
  public int[] fullColumns() {
    return columnsOfSum(words);
  }

  private int[] columnsOfSum(int sum) {
    return IntStream.range(0, columnSums.length).filter(i -> columnSums[i] == sum).toArray();
  }

  /**
   * Smallest Hamming distance of two words.
   *
   * @return the distance, or empty if there is but one word
   */
  public OptionalInt minimumDistance() {
    return minimumDistance;
  }

  /**
   * Greatest Hamming distance of two words.
   *
   * @return the distance, or empty if there is but one word
   */
  public OptionalInt maximumDistance() {
    return maximumDistance;
  }

  /**
   * Number of pairs of words that are complements. At w = n/2 the two sources of such a pair have
   * the same first-order distance.
   *
   * @return at least 0
   */
  public long complementaryPairs() {
    return complementaryPairs;
  }

  @Override
  public String toString() {
    return (isValid() ? "valid" : "invalid")
        + ": "
        + words
        + " words of length "
        + length()
        + ", weights "
        + minimumWeight
        + " to "
        + maximumWeight
        + ", column spread "
        + columnSpread()
        + (words > 1
            ? ", distances " + minimumDistance.getAsInt() + " to " + maximumDistance.getAsInt()
            : "")
        + ", "
        + complementaryPairs
        + " complementary pairs";
  }
}
