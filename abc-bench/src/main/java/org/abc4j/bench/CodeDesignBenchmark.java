package org.abc4j.bench;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DesignedCode;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The design of a balanced code without complementary pairs, of the smallest length for N words.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodeDesignBenchmark {
  /** Number of sources N. */
  @Param({"1024", "16384"})
  int sources;

  /** For JMH. */
  public CodeDesignBenchmark() {}

  /** Designs once and checks by sets and counts what is asked of the words. */
  @Setup
  public void setUp() {
    DesignedCode code = design();
    int n = code.length();
    Twins.requireEqual("number of words", code.size(), (long) sources);
    Set<Codeword> words = new HashSet<>();
    int[] sums = new int[n];
    for (int s = 0; s < sources; s++) {
      Codeword word = code.word(s);
      Twins.requireEqual("weight of word " + s, word.weight(), code.weight());
      Twins.requireEqual("'word " + s + " is new'", words.add(word), true);
      Twins.requireEqual(
          "'word " + s + " has its complement'", words.contains(word.complement()), false);
      for (int member : word.members()) {
        sums[member]++;
      }
    }
    // Every sum is the mean, N·w/n, rounded down or up.
    double mean = (double) sources * code.weight() / n;
    for (int member = 0; member < n; member++) {
      Twins.requireClose("number of words of member " + member, sums[member], mean, 1 - 0.5 / n);
    }
  }

  /**
   * A design.
   *
   * @return N words
   */
  @Benchmark
  public DesignedCode design() {
    return Codebook.design(sources, 0, 1);
  }
}
