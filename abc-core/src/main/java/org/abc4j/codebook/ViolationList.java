package org.abc4j.codebook;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.abc4j.codebook.CodeViolation.Rule;

/** Counts all breaches of each rule and keeps the first ones. */
final class ViolationList {
  private final Map<Rule, List<CodeViolation>> kept = new EnumMap<>(Rule.class);
  private final long[] counts = new long[Rule.values().length];

  void add(Rule rule, long first, long second, Supplier<String> message) {
    if (counts[rule.ordinal()]++ < CodeVerifier.MAX_VIOLATIONS) {
      kept.computeIfAbsent(rule, r -> new ArrayList<>())
          .add(new CodeViolation(rule, first, second, message.get()));
    }
  }

  List<CodeViolation> kept() {
    return kept.values().stream().flatMap(List::stream).toList();
  }

  long[] counts() {
    return counts;
  }
}
