package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.abc4j.codebook.CodeViolation.Rule;

/** {@link CodeVerifier} against the definitions, on sets. */
class CodeVerifierProperties {
  record Listed(int length, List<BitSet> sets) {
    List<Codeword> words() {
      return sets.stream().map(set -> Codeword.of(length, set)).toList();
    }
  }

  @Provide
  Arbitrary<Listed> lists() {
    // Short words nest and repeat often; long ones cross the borders of a long.
    return Arbitraries.of(2, 3, 4, 5, 8, 63, 64, 65, 130)
        .flatMap(
            n ->
                Words.bitSets(n)
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(10)
                    .flatMap(
                        sets ->
                            Arbitraries.integers()
                                .between(0, 3)
                                .map(extra -> new Listed(n, withRelated(sets, n, extra)))));
  }

  /** Adds the complement, a copy or the union with another, so that these occur at any length. */
  private static List<BitSet> withRelated(List<BitSet> sets, int n, int extra) {
    List<BitSet> all = new ArrayList<>(sets);
    BitSet more = (BitSet) sets.get(0).clone();
    if (extra == 1) {
      more.flip(0, n);
    } else if (extra == 2) {
      more.or(sets.get(sets.size() - 1));
    }
    if (extra < 3) {
      all.add(more);
    }
    return all;
  }

  @Property(tries = 500)
  void pairs_matchTheDefinitions(@ForAll("lists") Listed listed) {
    Set<List<Integer>> nested = new HashSet<>();
    Set<List<Integer>> same = new HashSet<>();
    int complements = 0;
    int least = Integer.MAX_VALUE;
    int most = -1;
    List<BitSet> sets = listed.sets();
    for (int i = 0; i < sets.size(); i++) {
      for (int j = 0; j < sets.size(); j++) {
        BitSet left = (BitSet) sets.get(i).clone();
        left.andNot(sets.get(j));
        BitSet xor = (BitSet) sets.get(i).clone();
        xor.xor(sets.get(j));
        if (i < j) {
          least = Math.min(least, xor.cardinality());
          most = Math.max(most, xor.cardinality());
          complements += xor.cardinality() == listed.length() ? 1 : 0;
          if (xor.isEmpty()) {
            same.add(List.of(i, j));
          }
        }
        if (i != j && left.isEmpty() && !xor.isEmpty()) {
          nested.add(List.of(i, j));
        }
      }
    }
    CodeVerification found = CodeVerifier.verify(listed.words());
    assertEquals(nested, pairs(found, Rule.ANTICHAIN));
    assertEquals(nested.size(), found.violationCount(Rule.ANTICHAIN));
    assertEquals(same, pairs(found, Rule.DISTINCT));
    assertEquals(complements, found.complementaryPairs());
    boolean one = sets.size() == 1;
    assertEquals(one ? OptionalInt.empty() : OptionalInt.of(least), found.minimumDistance());
    assertEquals(one ? OptionalInt.empty() : OptionalInt.of(most), found.maximumDistance());
  }

  private static Set<List<Integer>> pairs(CodeVerification found, Rule rule) {
    Set<List<Integer>> pairs = new HashSet<>();
    for (CodeViolation violation : found.violations()) {
      if (violation.rule() == rule) {
        pairs.add(List.of((int) violation.first(), (int) violation.second()));
      }
    }
    return pairs;
  }

  @Property(tries = 300)
  void isValid_justWhenACodebookTakesTheWords(@ForAll("lists") Listed listed) {
    boolean taken = true;
    try {
      Codebook.of(listed.words());
    } catch (IllegalArgumentException e) {
      taken = false;
    }
    assertEquals(taken, CodeVerifier.verify(listed.words()).isValid());
  }

  @Property(tries = 200)
  void equalWeights_breakNoRuleButDistinctness(@ForAll("lists") Listed listed) {
    int weight = listed.sets().get(0).cardinality();
    List<Codeword> equal = listed.words().stream().filter(word -> word.weight() == weight).toList();
    CodeVerification found = CodeVerifier.verify(equal);
    assertTrue(found.holds(Rule.ANTICHAIN));
    assertTrue(found.holds(Rule.CONSTANT_WEIGHT));
    assertEquals(equal.stream().distinct().count() == equal.size(), found.holds(Rule.DISTINCT));
  }
}
