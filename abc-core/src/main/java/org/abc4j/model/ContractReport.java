package org.abc4j.model;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which rules of its contract a model was found to keep and which to break, as {@link
 * ModelContract} tried them.
 *
 * <p>Immutable and thread-safe.
 */
public final class ContractReport {

  /** The rules, in the order in which they are tried. */
  public enum Rule {
    /** Its shape and its schedule are there, and the same whenever they are asked for. */
    SHAPE("one shape and one schedule"),
    /** It answers a batch of the shape, and with the rows, of the one that it is given. */
    ANSWER("an answer of the rows and shape that were given"),
    /** It answers no rows with no rows. */
    NO_ROWS("no rows for no rows"),
    /** What it predicts is finite. */
    FINITE("finite predictions"),
    /** It answers the same bits again, whatever it was asked in between. */
    REPEATABLE("the same bits when it is asked again"),
    /** A row's prediction is the same bits alone and in any other batch. */
    BATCH("the same bits of a row in any batch"),
    /** It refuses samples of another shape with an {@link IllegalArgumentException}. */
    REFUSAL("a refusal of samples of another shape"),
    /** It answers the same bits when it is asked on another thread. */
    THREADS("the same bits on another thread"),
    /** It answers the same bits when it is asked on several threads at once. */
    OVERLAP("the same bits on several threads at once"),
    /**
     * With tangents it answers as many, finite, and predicts the same bits as without; asked with
     * an {@link org.abc4j.Execution} it answers the same bits, of tangents too.
     */
    TANGENTS("tangents beside the same prediction"),
    /** Its tangents are those of its prediction, by central differences. */
    DERIVATIVE("tangents that are derivatives"),
    /** In double it answers what it does in float, but for rounding, without tangents too. */
    PRECISION("in double the same as in float");

    private final String words;

    Rule(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  private final Map<Rule, String> broken;
  private final Map<Rule, String> untried;

  /** What is wrong with each broken rule, and why each rule that was not tried was not. */
  ContractReport(Map<Rule, String> broken, Map<Rule, String> untried) {
    this.broken = new EnumMap<>(Rule.class);
    this.broken.putAll(broken);
    this.untried = new EnumMap<>(Rule.class);
    this.untried.putAll(untried);
  }

  /**
   * Whether no rule was found broken.
   *
   * @return true if each rule that was tried was kept
   */
  public boolean isKept() {
    return broken.isEmpty();
  }

  /**
   * Whether a rule was tried and found kept.
   *
   * @param rule the rule
   * @return false if it was broken or not tried
   */
  public boolean isKept(Rule rule) {
    return !broken.containsKey(rule) && !untried.containsKey(rule);
  }

  /**
   * The rules that were found broken.
   *
   * @return them in their order
   */
  public List<Rule> broken() {
    return List.copyOf(broken.keySet());
  }

  /**
   * How a rule was broken.
   *
   * @param rule the rule
   * @return what was asked and what was found, with values; empty if the rule was not broken
   */
  public Optional<String> violation(Rule rule) {
    return Optional.ofNullable(broken.get(rule));
  }

  /**
   * Checks that no rule was broken.
   *
   * @return this report
   * @throws IllegalStateException otherwise, naming each broken rule and how it was broken
   */
  public ContractReport requireKept() {
    if (!isKept()) {
      throw new IllegalStateException(
          broken.entrySet().stream()
              .map(rule -> "this model breaks the rule '" + rule.getKey() + "': " + rule.getValue())
              .collect(Collectors.joining("; ")));
    }
    return this;
  }

  /** A line for each rule. */
  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder();
    for (Rule rule : Rule.values()) {
      lines.append(rule).append(": ");
      if (broken.containsKey(rule)) {
        lines.append("BROKEN, ").append(broken.get(rule));
      } else if (untried.containsKey(rule)) {
        lines.append("not tried, ").append(untried.get(rule));
      } else {
        lines.append("kept");
      }
      lines.append('\n');
    }
    return lines.toString();
  }
}
