package org.abc4j.codebook;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Words and counts for the tests of this room, made the slow and plain way. */
final class Words {
  /** Lengths around the borders of a long and the greatest one. */
  static final Integer[] AWKWARD_LENGTHS = {1, 63, 64, 65, 128, 1000, 1024};

  private Words() {}

  /** Any subset of so many members. */
  static Arbitrary<BitSet> bitSets(int length) {
    return Arbitraries.randomValue(
        random -> {
          // Some sets are sparse and some nearly full.
          double density = random.nextDouble();
          BitSet bits = new BitSet();
          IntStream.range(0, length).filter(i -> random.nextDouble() < density).forEach(bits::set);
          return bits;
        });
  }

  /** All words of a length and weight in increasing order of their binary numbers. */
  static List<Codeword> all(int length, int weight) {
    List<Codeword> words = new ArrayList<>();
    for (long bits = 0; bits < 1L << length; bits++) {
      if (Long.bitCount(bits) == weight) {
        words.add(Codeword.ofBits(length, bits));
      }
    }
    return words;
  }

  static List<Codeword> of(Codebook code) {
    List<Codeword> words = new ArrayList<>();
    for (long i = 0; i < code.size(); i++) {
      words.add(code.word(i));
    }
    return words;
  }

  static List<Codeword> parse(String... digits) {
    List<Codeword> words = new ArrayList<>();
    for (String word : digits) {
      words.add(Codeword.parse(word));
    }
    return words;
  }

  static BitSet bits(Codeword word) {
    BitSet bits = new BitSet();
    for (int member : word.members()) {
      bits.set(member);
    }
    return bits;
  }

  static int[] columnSums(List<Codeword> words) {
    int[] sums = new int[words.get(0).length()];
    for (Codeword word : words) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += word.contains(i) ? 1 : 0;
      }
    }
    return sums;
  }

  static int spread(int[] sums) {
    return IntStream.of(sums).max().getAsInt() - IntStream.of(sums).min().getAsInt();
  }

  /** C(n,k) from factorials. */
  static BigInteger binomial(int n, int k) {
    return k > n ? BigInteger.ZERO : factorial(n).divide(factorial(k).multiply(factorial(n - k)));
  }

  private static BigInteger factorial(int n) {
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= n; i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return product;
  }
}
