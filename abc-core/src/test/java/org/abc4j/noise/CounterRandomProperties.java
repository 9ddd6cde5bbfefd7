package org.abc4j.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

class CounterRandomProperties {
  private static final BigInteger TWO_63 = BigInteger.ONE.shiftLeft(63);

  /** The word at a counter, as Commons RNG's Philox gives it. */
  private static long[] commonsBlock(long key, BigInteger counter) {
    // It steps its counter before each block.
    BigInteger before = counter.subtract(BigInteger.ONE).mod(BigInteger.ONE.shiftLeft(256));
    long[] seed = new long[6];
    seed[0] = key;
    for (int i = 0; i < 4; i++) {
      seed[2 + i] = before.shiftRight(64 * i).longValue();
    }
    UniformRandomProvider philox = RandomSource.PHILOX_4X64.create(seed);
    return new long[] {philox.nextLong(), philox.nextLong(), philox.nextLong(), philox.nextLong()};
  }

  private static BigInteger counter(
      long attempt, Purpose purpose, int step, long stream, long first) {
    long third = ((long) purpose.code() << 32) + Integer.toUnsignedLong(step);
    BigInteger counter = BigInteger.ZERO;
    for (long word : new long[] {attempt, third, stream, first}) {
      counter = counter.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(word)));
    }
    return counter;
  }

  @Property(tries = 500)
  void bits_equalThoseOfCommonsRng(
      @ForAll long seed,
      @ForAll Purpose purpose,
      @ForAll long stream,
      @ForAll int step,
      @ForAll @LongRange(min = 0) long position) {
    long[] block = commonsBlock(seed, counter(0, purpose, step, stream, position / 4));
    assertEquals(
        block[(int) (position % 4)], CounterRandom.of(seed, purpose).bits(stream, step, position));
  }

  @Property(tries = 300)
  void bits_ofManyPositions_areThoseOfEach(
      @ForAll long seed,
      @ForAll Purpose purpose,
      @ForAll long stream,
      @ForAll int step,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE - 50) long first,
      @ForAll @IntRange(min = 0, max = 40) int count) {
    CounterRandom random = CounterRandom.of(seed, purpose);
    long[] bits = new long[count];
    random.bits(stream, step, first, bits);
    for (int k = 0; k < count; k++) {
      assertEquals(random.bits(stream, step, first + k), bits[k], "position " + (first + k));
    }
  }

  /** Draws 63 bits from block after block until they lie in a whole multiple of the bound. */
  @Property(tries = 300)
  void below_equalsRejectionInBigIntegers(
      @ForAll long seed,
      @ForAll Purpose purpose,
      @ForAll long stream,
      @ForAll int step,
      @ForAll @LongRange(min = 0) long position,
      @ForAll @LongRange(min = 1) long anyBound,
      @ForAll @IntRange(min = 0, max = 3) int kind) {
    long bound = new long[] {anyBound, 1 + anyBound % 1000, (1L << 62) + 1, Long.MAX_VALUE}[kind];
    BigInteger exact = BigInteger.valueOf(bound);
    BigInteger accepted = TWO_63.subtract(TWO_63.mod(exact));
    long attempt = 1;
    BigInteger drawn;
    do {
      long word = commonsBlock(seed, counter(attempt++, purpose, step, stream, position))[0];
      drawn = BigInteger.valueOf(word >>> 1);
    } while (drawn.compareTo(accepted) >= 0);
    long value = CounterRandom.of(seed, purpose).below(bound, stream, step, position);
    assertEquals(drawn.mod(exact).longValueExact(), value);
    assertTrue(value >= 0 && value < bound, value + " below " + bound);
  }

  @Property(tries = 200)
  void gaussians_fewer_areTheFirstOfMore(
      @ForAll long seed,
      @ForAll long stream,
      @ForAll int step,
      @ForAll @IntRange(min = 0, max = 40) int count,
      @ForAll @IntRange(min = 0, max = 40) int more) {
    CounterRandom random = CounterRandom.of(seed, Purpose.EXAMPLE);
    assertArrayEquals(
        random.gaussians(stream, step, count),
        Arrays.copyOf(random.gaussians(stream, step, count + more), count));
  }

  /** The formula of Box and Muller on the addressed bits, by another route to sine and cosine. */
  @Property(tries = 200)
  void gaussians_areBoxMullerOfTheBits(@ForAll long seed, @ForAll long stream, @ForAll int step) {
    CounterRandom random = CounterRandom.of(seed, Purpose.EXAMPLE);
    float[] values = random.gaussians(stream, step, 11);
    for (int i = 0; i < values.length; i++) {
      assertTrue(Float.isFinite(values[i]));
      int first = i - i % 2;
      double u = ((random.bits(stream, step, first) >>> 11) + 1) / Math.pow(2, 53);
      double v = (random.bits(stream, step, first + 1) >>> 11) / Math.pow(2, 53);
      double phase = i % 2 == 0 ? v + 0.25 : v;
      double expected = Math.sqrt(2 * Math.log(1 / u)) * Math.sin(2 * Math.PI * phase);
      assertEquals(expected, values[i], 1e-6);
    }
  }
}
