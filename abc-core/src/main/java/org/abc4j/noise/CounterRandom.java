package org.abc4j.noise;

import java.util.Comparator;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Random numbers that are a pure function of seed, purpose, stream and position.
 *
 * <p>The generator is Philox 4×64 with ten rounds (Salmon, Moraes, Dror and Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3", 2011). Its counter holds the address of the draw, so any draw can
 * be repeated anywhere, in any order, without those before it. Gaussian values come from the
 * Box–Muller transform through {@link StrictMath}: it uses two uniform values for two Gaussian
 * ones, always, which keeps positions addressable and bits the same on every machine.
 *
 * <p>Immutable and thread-safe.
 */
public final class CounterRandom {
  private static final double TO_UNIT = 0x1.0p-53;

  private final long seed;
  private final Purpose purpose;

  private CounterRandom(long seed, Purpose purpose) {
    this.seed = seed;
    this.purpose = purpose;
  }

  /**
   * The random numbers of one seed for one purpose.
   *
   * @param seed any value
   * @param purpose what they are for
   * @return their source
   */
  public static CounterRandom of(long seed, Purpose purpose) {
    return new CounterRandom(seed, Objects.requireNonNull(purpose, "purpose"));
  }

  /**
   * Sixty-four random bits.
   *
   * @param stream which sample, member or word the draw belongs to
   * @param step which step of it
   * @param position which draw of that step, at least 0
   * @return uniformly distributed bits
   */
  public long bits(long stream, int step, long position) {
    return block(stream, step, position >>> 2)[(int) (position & 3)];
  }

  /**
   * Random bits of positions that follow one another: what {@link #bits(long, int, long)} gives for
   * each, at a quarter of the cost.
   *
   * @param stream which sample, member or word the draws belong to
   * @param step which step of it
   * @param first position of the first draw, at least 0
   * @param bits receives the bits of positions {@code first} to {@code first + bits.length - 1}
   */
  public void bits(long stream, int step, long first, long[] bits) {
    int filled = 0;
    while (filled < bits.length) {
      long position = first + filled;
      int from = (int) (position & 3);
      int count = Math.min(4 - from, bits.length - filled);
      System.arraycopy(block(stream, step, position >>> 2), from, bits, filled, count);
      filled += count;
    }
  }

  /**
   * A uniform value below a bound, by rejection, so that it is exactly uniform.
   *
   * @param bound exclusive upper bound, at least 1
   * @param stream which sample, member or word the draw belongs to
   * @param step which step of it
   * @param position which draw of that step, at least 0
   * @return a value from 0 to {@code bound - 1}
   * @throws IllegalArgumentException if the bound is less than 1
   */
  public long below(long bound, long stream, int step, long position) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be at least 1, found " + bound);
    }
    // Each retry takes its bits from a counter block of its own, marked by the high half.
    for (long attempt = 0; ; attempt++) {
      long bits = block(stream, step, position, attempt + 1)[0] >>> 1;
      long value = bits % bound;
      if (bits - value + (bound - 1) >= 0) {
        return value;
      }
    }
  }

  /**
   * Independent standard Gaussian values.
   *
   * @param stream which sample, member or word the draw belongs to
   * @param step which step of it
   * @param count how many values
   * @return the values at positions 0 to {@code count - 1}
   */
  public float[] gaussians(long stream, int step, int count) {
    float[] values = new float[count];
    // By what is left: the next first of the longest arrays is no int.
    for (int first = 0, left = count; left > 0; first += 4, left -= 4) {
      long[] bits = block(stream, step, first >>> 2);
      for (int pair = 0; pair < 4 && pair < left; pair += 2) {
        // In (0, 1], so that the logarithm is finite.
        double u = ((bits[pair] >>> 11) + 1) * TO_UNIT;
        double angle = 2 * StrictMath.PI * ((bits[pair + 1] >>> 11) * TO_UNIT);
        double radius = Math.sqrt(-2 * StrictMath.log(u));
        values[first + pair] = (float) (radius * StrictMath.cos(angle));
        if (pair + 1 < left) {
          values[first + pair + 1] = (float) (radius * StrictMath.sin(angle));
        }
      }
    }
    return values;
  }

  /**
   * A random order of things: by bits that are drawn for each, ascending.
   *
   * @param stream which sample, member or word the draw belongs to
   * @param step which step of it
   * @param count how many things, at least 0
   * @return their indices, each once
   */
  public int[] order(long stream, int step, int count) {
    long[] keys = new long[count];
    bits(stream, step, 0, keys);
    // Equal keys, which hardly occur, leave things in their order.
    return IntStream.range(0, count)
        .boxed()
        .sorted(Comparator.comparingLong((Integer i) -> keys[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private long[] block(long stream, int step, long position) {
    return block(stream, step, position, 0);
  }

  private long[] block(long stream, int step, long position, long attempt) {
    long[] counter = {
      position, stream, ((long) purpose.code() << 32) | (step & 0xffffffffL), attempt
    };
    Philox.encrypt(counter, seed, 0);
    return counter;
  }

  @Override
  public String toString() {
    return "CounterRandom[philox4x64-10, seed " + seed + ", " + purpose + "]";
  }
}
