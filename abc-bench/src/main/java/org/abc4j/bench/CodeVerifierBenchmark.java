package org.abc4j.bench;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.CodeVerification;
import org.abc4j.codebook.CodeVerifier;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The verification of random words of half weight, over all pairs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodeVerifierBenchmark {
  /** Number of members; half of them see each source. */
  @Param({"22", "66"})
  int n;

  /** Number of words. */
  @Param({"4096"})
  int words;

  private List<Codeword> list;

  /** For JMH. */
  public CodeVerifierBenchmark() {}

  /** Draws the words and compares the findings with those of the plain double loop. */
  @Setup
  public void setUp() {
    CodeAssignment code = Codebook.allWords(n, n / 2).assign(DataSources.oneItemEach(words), 1);
    list = LongStream.range(0, words).mapToObj(code::word).toList();
    int nearest = Integer.MAX_VALUE;
    int farthest = 0;
    long complements = 0;
    long nested = 0;
    for (int i = 0; i < words; i++) {
      for (int j = i + 1; j < words; j++) {
        Codeword a = list.get(i);
        Codeword b = list.get(j);
        int distance = a.distance(b);
        nearest = Math.min(nearest, distance);
        farthest = Math.max(farthest, distance);
        complements += distance == n ? 1 : 0;
        nested += a.isSubsetOf(b) || b.isSubsetOf(a) ? 1 : 0;
      }
    }
    CodeVerification found = verify();
    Twins.requireEqual("smallest distance", found.minimumDistance(), OptionalInt.of(nearest));
    Twins.requireEqual("greatest distance", found.maximumDistance(), OptionalInt.of(farthest));
    Twins.requireEqual("complementary pairs", found.complementaryPairs(), complements);
    Twins.requireEqual("'no word is in another'", found.isValid(), nested == 0);
  }

  /**
   * A verification.
   *
   * @return what was found
   */
  @Benchmark
  public CodeVerification verify() {
    return CodeVerifier.verify(list);
  }
}
