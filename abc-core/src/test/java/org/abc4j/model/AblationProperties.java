package org.abc4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;

class AblationProperties {
  @Property(tries = 300)
  void coefficients_sumToN(
      @ForAll @IntRange(min = 1, max = 200) int n, @ForAll @Size(32) byte[] bits) {
    BitSet removed = BitSet.valueOf(bits).get(0, n);
    Assume.that(removed.cardinality() < n);
    Ablation ablation = Ablation.ofMembers(Codeword.of(n, removed));
    double[] c = ablation.coefficients().toArray();
    assertEquals(n, Arrays.stream(c).sum(), 1e-12 * n);
    assertEquals(0, Arrays.stream(ablation.coefficients().minusOnes()).sum(), 1e-12 * n);
    double survivor = (double) n / (n - removed.cardinality());
    for (int i = 0; i < n; i++) {
      assertEquals(removed.get(i) ? 0 : survivor, c[i]);
    }
  }

  /** Theorem 1, on the survivors that an ablation leaves. */
  @Property(tries = 200)
  void ofSources_one_leavesEveryOtherSourceAMember(
      @ForAll @IntRange(min = 2, max = 7) int n,
      @ForAll @IntRange(min = 1, max = 6) int weight,
      @ForAll long seed,
      @ForAll @LongRange(min = 0, max = 1000) long pick) {
    Assume.that(weight < n);
    Codebook codebook = Codebook.allWords(n, weight);
    CodeAssignment code = codebook.assign(DataSources.oneItemEach(codebook.size()), seed);
    long source = pick % codebook.size();
    Ablation ablation = Ablation.ofSources(code, source);
    assertEquals(n - weight, ablation.survivors());
    for (long other = 0; other < codebook.size(); other++) {
      boolean gone = code.word(other).isSubsetOf(ablation.removed());
      assertEquals(other == source, gone, "source " + other + " without " + source);
    }
  }

  @Property(tries = 200)
  void ofSources_several_removesExactlyWhoSawOne(
      @ForAll long seed, @ForAll @Size(min = 1, max = 3) List<@LongRange(max = 8) Long> removed) {
    CodeAssignment code = Codebook.allWords(9, 2).assign(DataSources.oneItemEach(9), seed);
    Ablation ablation =
        Ablation.ofSources(code, removed.stream().mapToLong(source -> source).toArray());
    IntStream.range(0, 9)
        .forEach(
            member ->
                assertEquals(
                    removed.stream().anyMatch(source -> code.word(source).contains(member)),
                    ablation.removed().contains(member)));
    assertTrue(ablation.survivors() >= 3);
  }
}
