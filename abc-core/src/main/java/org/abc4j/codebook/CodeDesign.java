package org.abc4j.codebook;

import com.google.common.math.BigIntegerMath;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * How to design a code: N + P distinct words of one weight as one set, for N sources and P reserved
 * words, such that
 *
 * <ul>
 *   <li>no word is the complement of another: at w = n/2, sources with complementary words would
 *       have the same first-order distance;
 *   <li>column sums, the numbers of words that each member sees, differ by 1 at most. At w ≠ n/2
 *       this is always reached. At w = n/2, n ≥ 4, let K = C(n,n/2)/2 and M = N + P: it cannot be
 *       reached for M = 2, for M ≥ K − 1 if K is odd (n a power of 2), and for M = K − 2 if K is
 *       even; then the sums differ by 2;
 *   <li>on request, words are some minimum distance apart. Such words are found by trying random
 *       ones, and columns are balanced only as far as single exchanges keep the distance.
 * </ul>
 *
 * <p>The words come in an order that is random and independent of all else. The same design gives
 * the same words everywhere. Immutable and thread-safe.
 */
public final class CodeDesign {
  /** Greatest number N + P of words. */
  public static final int MAX_WORDS = 1 << 20;

  /** Longs compared in search of words at a minimum distance; some seconds. */
  private static final long WORK = 1L << 32;

  private final long sources;
  private final long reserved;

  /** 0 for the default, as the weight is. */
  private final int length;

  private final int weight;
  private final int minimumDistance;
  private final long seed;

  private CodeDesign(
      long sources, long reserved, int length, int weight, int minimumDistance, long seed) {
    if (sources < 1 || reserved < 0 || sources > MAX_WORDS || reserved > MAX_WORDS - sources) {
      throw new IllegalArgumentException(
          "a designed code is for N >= 1 sources and P >= 0 reserved words with N + P <= "
              + MAX_WORDS
              + ", found N = "
              + sources
              + " and P = "
              + reserved);
    }
    this.sources = sources;
    this.reserved = reserved;
    this.length = length;
    this.weight = weight;
    this.minimumDistance = minimumDistance;
    this.seed = seed;
  }

  /**
   * A code with a word for each of N sources, none reserved, of the smallest length that has enough
   * words, from seed 0.
   *
   * @param sources N, from 1 to {@link #MAX_WORDS}
   * @return the design
   * @throws IllegalArgumentException if N is out of range
   */
  public static CodeDesign forSources(long sources) {
    return new CodeDesign(sources, 0, 0, 0, 2, 0);
  }

  /**
   * The same design with P words more, which no source holds: they serve sources that come later,
   * and as placebos. How many a verdict at a level α takes must be known before members are
   * trained: 1/α − 1 for a source that was chosen beforehand, 19 at 5 %; N/α − 1 for one source of
   * N alone to be named by its calibrated influence ({@code
   * evidence.BenjaminiHochberg.leastPlacebos}), 1,279 of 64; N/α − N for the farthest of N by its
   * distance ({@code evaluation.PlaceboTest.placebosNeeded}), 1,216 of 64. Rounded up, these are
   * the least: with as many a source must lie beyond all of them.
   *
   * @param reserved P, from 0 to {@link #MAX_WORDS} − N
   * @return a copy
   * @throws IllegalArgumentException if P is out of range
   */
  public CodeDesign withReserved(long reserved) {
    return new CodeDesign(sources, reserved, length, weight, minimumDistance, seed);
  }

  /**
   * The same design for n members. Without a weight of its own it takes ⌊(n − 1)/2⌋, but at least
   * 1.
   *
   * @param length n, from 2 to 1024
   * @return a copy
   * @throws IllegalArgumentException if n is out of range
   */
  public CodeDesign withLength(int length) {
    CodeParameters.requireLength(length);
    return new CodeDesign(sources, reserved, length, weight, minimumDistance, seed);
  }

  /**
   * The same design with w members a source. Without a length of its own it takes the smallest that
   * has enough words.
   *
   * @param weight w, from 1 to 1023
   * @return a copy
   * @throws IllegalArgumentException if w is out of range
   */
  public CodeDesign withWeight(int weight) {
    CodeParameters.require(Codeword.MAX_LENGTH, weight);
    return new CodeDesign(sources, reserved, length, weight, minimumDistance, seed);
  }

  /**
   * The same design with words some distance apart. Without a length of its own it takes the
   * smallest n for which Gilbert and Varshamov's bound promises enough words; a shorter one may do.
   *
   * @param minimumDistance smallest Hamming distance of two words, even (words of one weight are an
   *     even distance apart), at least 2
   * @return a copy
   * @throws IllegalArgumentException if the distance is odd or less than 2
   */
  public CodeDesign withMinimumDistance(int minimumDistance) {
    if (minimumDistance < 2 || minimumDistance % 2 != 0) {
      throw new IllegalArgumentException(
          "words of one weight are an even distance of 2 or more apart, asked for "
              + minimumDistance);
    }
    return new CodeDesign(sources, reserved, length, weight, minimumDistance, seed);
  }

  /**
   * The same design from another seed.
   *
   * @param seed any value
   * @return a copy
   */
  public CodeDesign withSeed(long seed) {
    return new CodeDesign(sources, reserved, length, weight, minimumDistance, seed);
  }

  /**
   * Makes the code. 65,536 words of length 22 take a fraction of a second.
   *
   * @return N + P words in random order
   * @throws IllegalArgumentException if the length and weight do not have that many words, or no
   *     such words at the minimum distance were found
   */
  public DesignedCode design() {
    CodeSize size = size();
    int count = (int) (sources + reserved);
    if (size.capacityWithoutComplements().compareTo(BigInteger.valueOf(count)) < 0) {
      throw new IllegalArgumentException(
          demand()
              + " need "
              + count
              + " words, but "
              + size
              + " have only "
              + size.capacityWithoutComplements()
              + " without complementary pairs");
    }
    int farthest = 2 * Math.min(size.weight(), size.length() - size.weight());
    if (minimumDistance > farthest && count > 1) {
      throw new IllegalArgumentException(
          "words of "
              + size
              + " are at most "
              + farthest
              + " apart, asked for minimum distance "
              + minimumDistance);
    }
    CounterRandom random = CounterRandom.of(seed, Purpose.CODE_DESIGN);
    WordPool pool = new WordPool(size, minimumDistance, count);
    WordDraw draw = new WordDraw(size, random);
    while (pool.count() < count) {
      if (draw.isExhausted() || minimumDistance > 2 && pool.work() > WORK) {
        throw new IllegalArgumentException(
            demand()
                + " need "
                + count
                + " words, but the search found only "
                + pool.count()
                + " words of "
                + size
                + " at minimum distance "
                + minimumDistance
                + "; take a greater length or a smaller distance");
      }
      pool.tryAdd(draw.next());
    }
    ColumnBalancer.balance(pool, random, minimumDistance > 2);
    return new DesignedCode(shuffle(pool.words(), random), pool.columnSums());
  }

  /** A random order, so that no trace of the construction is left in it. */
  private static List<Codeword> shuffle(List<Codeword> words, CounterRandom random) {
    CounterRandom own = CounterRandom.of(random.bits(0, 3, 0), Purpose.CODE_DESIGN);
    IndexPermutation order = new IndexPermutation.Shuffle(words.size(), own);
    List<Codeword> shuffled = new ArrayList<>(words.size());
    for (int i = 0; i < words.size(); i++) {
      shuffled.add(words.get((int) order.apply(i)));
    }
    return shuffled;
  }

  private String demand() {
    return "N = " + sources + " sources and P = " + reserved + " reserved words";
  }

  private CodeSize size() {
    if (length > 0) {
      return weight > 0 ? new CodeSize(length, weight) : CodeSize.ofLength(length);
    }
    for (int n = Math.max(2, weight + 1); n <= Codeword.MAX_LENGTH; n++) {
      CodeSize size = weight > 0 ? new CodeSize(n, weight) : CodeSize.ofLength(n);
      if (promises(size)) {
        return size;
      }
    }
    throw new IllegalArgumentException(
        demand()
            + " need more words than any length up to "
            + Codeword.MAX_LENGTH
            + " promises at weight "
            + (weight > 0 ? weight : "n/2")
            + " and minimum distance "
            + minimumDistance);
  }

  /**
   * Whether each code that cannot be extended has enough words: its balls of radius d − 2, in steps
   * of 2, cover all words (Graham and Sloane, "Lower bounds for constant weight codes", 1980). For
   * d = 2 a ball is one word.
   */
  private boolean promises(CodeSize size) {
    BigInteger ball = BigInteger.ZERO;
    int exchanged = Math.min(minimumDistance / 2 - 1, size.length());
    for (int i = 0; i <= exchanged; i++) {
      if (i <= size.weight() && i <= size.length() - size.weight()) {
        ball =
            ball.add(
                BigIntegerMath.binomial(size.weight(), i)
                    .multiply(BigIntegerMath.binomial(size.length() - size.weight(), i)));
      }
    }
    BigInteger needed = ball.multiply(BigInteger.valueOf(sources + reserved - 1));
    BigInteger words = size.capacityWithoutComplements();
    // A code of M − 1 words that leaves a word uncovered can be extended to M.
    return words.compareTo(needed) > 0;
  }
}
