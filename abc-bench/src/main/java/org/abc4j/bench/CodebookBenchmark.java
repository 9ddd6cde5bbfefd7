package org.abc4j.bench;

import java.math.BigInteger;
import java.util.concurrent.TimeUnit;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * From an index to its word and back in the code of all words of half weight. An operation is one
 * word, taken in turn from random ones.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodebookBenchmark {
  private static final int COUNT = 1024;

  /** Number of members; half of them see each source. */
  @Param({"22", "66"})
  int n;

  private Codebook code;
  private final long[] indices = new long[COUNT];
  private final Codeword[] words = new Codeword[COUNT];
  private int next;

  /** For JMH. */
  public CodebookBenchmark() {}

  /** Draws the words and checks that each has the index that its definition gives it. */
  @Setup
  public void setUp() {
    code = Codebook.allWords(n, n / 2);
    CounterRandom random = CounterRandom.of(1, Purpose.EXAMPLE);
    for (int i = 0; i < COUNT; i++) {
      indices[i] = random.below(code.size(), 0, 0, i);
      words[i] = code.word(indices[i]);
      Twins.requireEqual("weight of word " + indices[i], words[i].weight(), n / 2);
      Twins.requireEqual(
          "index of word " + indices[i], BigInteger.valueOf(indices[i]), index(words[i]));
      Twins.requireEqual("index of " + words[i], code.indexOf(words[i]), indices[i]);
    }
  }

  /** C(c₁,1) + … + C(c_w,w), each binomial by factorials. */
  private static BigInteger index(Codeword word) {
    BigInteger sum = BigInteger.ZERO;
    int k = 0;
    for (int member : word.members()) {
      k++;
      if (member >= k) {
        sum = sum.add(factorial(member).divide(factorial(k)).divide(factorial(member - k)));
      }
    }
    return sum;
  }

  private static BigInteger factorial(int n) {
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= n; i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return product;
  }

  /**
   * From a word to its index.
   *
   * @return the index
   */
  @Benchmark
  public long rank() {
    return code.indexOf(words[next++ & COUNT - 1]);
  }

  /**
   * From an index to its word.
   *
   * @return the word
   */
  @Benchmark
  public Codeword unrank() {
    return code.word(indices[next++ & COUNT - 1]);
  }
}
